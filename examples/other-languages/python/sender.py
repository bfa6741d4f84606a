"""Sends jobs to Errand's queues, signed where there are keys, with nothing but Python's own library: see ../README.md."""

import base64
import hashlib
import hmac
import json
import os
import sys
import urllib.request
from canonical import canonical, read_number


def sign(message, keys):
    """keys: as ERRAND_SIGNING_KEYS holds them, "keyId:base64key,keyId:base64key": the first signs."""
    key_id, key = keys.split(",")[0].strip().split(":")
    digest = hmac.new(base64.b64decode(key), canonical(message).encode(), hashlib.sha256).digest()
    return {**message, "signature": f"{key_id}:{base64.b64encode(digest).decode()}"}


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
    """Those of Errand's vectors whose canonical text or signature comes out otherwise here."""
    with open(path, encoding="utf-8") as file:
        vectors = json.load(file, parse_int=read_number)["signed"]
    for vector in vectors:
        message, keys = vector["message"], vector["keys"]
        if canonical(message) != vector["canonical"] or sign(message, keys)["signature"] != vector["signature"]:
            yield vector["name"]


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["send", name, args]:
            message, keys = {"function": name, "args": json.loads(args)}, os.environ.get("ERRAND_SIGNING_KEYS")
            print(send(os.environ["ERRAND_LOW_QUEUE_URL"], sign(message, keys) if keys else message))
        case ["verify", path]:
            sys.exit("\n".join(f"differs: {name}" for name in differences(path)) or 0)
        case _:
            sys.exit("Usage: sender.py send NAME ARGS, with ARGS a list as JSON; or sender.py verify VECTORS")
