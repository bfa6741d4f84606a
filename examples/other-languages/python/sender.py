"""Sends jobs to Errand's queues, signed where there are keys, with nothing but Python's own library: see ../README.md."""

import json
import os
import sys
import urllib.request
from canonical import read_number
from signature import is_signed, sign, signed_text


def send(queue_url, message):
    """To the engine of `errand dev`, which takes any signature of AWS's; on AWS the SDK does this: see ../README.md."""
    request = urllib.request.Request(queue_url, headers={
        "X-Amz-Target": "AmazonSQS.SendMessage",
        "Content-Type": "application/x-amz-json-1.0",
        "Authorization": "none",
    })
    body = json.dumps(message, allow_nan=False)
    request.data = json.dumps({"QueueUrl": queue_url, "MessageBody": body}).encode()
    with urllib.request.urlopen(request) as response:
        return json.load(response)["MessageId"]


def differences(path):
    """Those of Errand's vectors that come out otherwise here."""
    with open(path, encoding="utf-8") as file:
        vectors = json.load(file, parse_int=read_number)
    for vector in vectors["signed"]:
        message, keys = vector["message"], vector["keys"]
        signed = {**message, "signature": vector["signature"]}
        if signed_text(message) != vector["canonical"] or sign(message, keys) != signed or not is_signed(signed, keys):
            yield vector["name"]
    yield from (vector["name"] for vector in vectors["mistrusted"] if is_signed(vector["message"], vector["keys"]))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["send", name, args]:
            message, keys = {"function": name, "args": json.loads(args)}, os.environ.get("ERRAND_SIGNING_KEYS")
            print(send(os.environ["ERRAND_LOW_QUEUE_URL"], sign(message, keys) if keys else message))
        case ["verify", path]:
            sys.exit("\n".join(f"differs: {name}" for name in differences(path)) or 0)
        case _:
            sys.exit("Usage: sender.py send NAME ARGS, with ARGS a list as JSON; or sender.py verify VECTORS")
