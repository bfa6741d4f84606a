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


def send_job(name, text):
    args, keys = json.loads(text), os.environ.get("ERRAND_SIGNING_KEYS")
    if not isinstance(args, list):
        raise ValueError(f"ARGS must be a list as JSON, such as '[\"ann@example.org\"]', got {text[:80]}. Give the arguments in brackets.")
    message = {"function": name, "args": args}
    return send(os.environ["ERRAND_LOW_QUEUE_URL"], sign(message, keys) if keys else message)


def verify(path):
    """How many of Errand's vectors come out the same here, and the names of those that don't."""
    with open(path, encoding="utf-8") as file:
        vectors = json.load(file, parse_int=read_number)
    different = list(differences(vectors))
    return len(vectors["signed"]) + len(vectors["mistrusted"]) - len(different), different


def differences(vectors):
    for vector in vectors["signed"]:
        message, keys = vector["message"], vector["keys"]
        signed = {**message, "signature": vector["signature"]}
        if signed_text(message) != vector["canonical"] or sign(message, keys) != signed or not is_signed(signed, keys):
            yield vector["name"]
    yield from (vector["name"] for vector in vectors["mistrusted"] if is_signed(vector["message"], vector["keys"]))


if __name__ == "__main__":
    try:
        match sys.argv[1:]:
            case ["send", name, args]:
                print(send_job(name, args))
            case ["verify", path]:
                verified, different = verify(path)
                print(f"{verified} vectors verified")
                sys.exit("\n".join(f"differs: {name}" for name in different) or 0)
            case _:
                sys.exit("Usage: sender.py send NAME ARGS, with ARGS a list as JSON; or sender.py verify VECTORS")
    except ValueError as error:
        sys.exit(str(error))
