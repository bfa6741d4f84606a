"""What a message is signed with: an HMAC over all of it in one form, whoever wrote it down."""

import base64
import hashlib
import hmac
from canonical import canonical

SCHEDULED_TIME = "<aws.scheduler.scheduled-time>"


def sign(message, keys):
    """keys: as ERRAND_SIGNING_KEYS holds them, "keyId:base64key,keyId:base64key": the first signs."""
    return {**message, "signature": _signature(message, keys.split(",")[0])}


def is_signed(message, keys):
    """Whether one of the keys has signed it."""
    got = str(message.get("signature")).encode()
    return any(hmac.compare_digest(_signature(message, key).encode(), got) for key in keys.split(","))


def signed_text(message):
    """All but the signature and `held`. What a recurring schedule sends was signed before its time was known."""
    rest = {name: value for name, value in message.items() if name not in ("signature", "held")}
    at, job_id = rest.get("scheduledAt"), str(rest.get("id"))
    if at is not None and "enqueuedAt" not in rest and job_id.endswith(f"@{at}"):
        rest |= {"scheduledAt": SCHEDULED_TIME, "id": job_id.removesuffix(at) + SCHEDULED_TIME}
    return canonical(rest)


def _signature(message, key):
    key_id, secret = _read_key(key)
    digest = hmac.new(secret, signed_text(message).encode(), hashlib.sha256).digest()
    return f"{key_id}:{base64.b64encode(digest).decode()}"


def _read_key(key):
    key_id, _, secret = key.strip().partition(":")
    try:
        secret = base64.b64decode(secret, validate=True)
    except ValueError:
        secret = b""
    if not key_id or len(secret) < 32:  # what stands there is not shown: it may be a key
        raise ValueError("ERRAND_SIGNING_KEYS must be keyId:base64key,keyId:base64key, each key of at least 32 bytes, got another. Correct it.")
    return key_id, secret
