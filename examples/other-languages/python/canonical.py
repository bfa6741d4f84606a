"""JSON as RFC 8785 writes it: one text for each value, whoever writes it, so that it can be signed."""

import json
import math
from decimal import Decimal

LARGEST = 2**53 - 1  # beyond it, JavaScript reads another number than is written


def read_number(digits):
    """A whole number as JavaScript reads it, for json.loads(…, parse_int=read_number)."""
    return int(digits) if abs(int(digits)) <= LARGEST else float(digits)


def canonical(value):
    if isinstance(value, dict):
        pairs = sorted((_unicode(key).encode("utf-16-be"), _text(key), canonical(each)) for key, each in value.items())
        return "{" + ",".join(f"{key}:{each}" for _, key, each in pairs) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _number(value)
    return json.dumps(value)


def _text(value):
    return json.dumps(_unicode(value), ensure_ascii=False)


def _unicode(value):
    if not isinstance(value, str) or any("\ud800" <= each <= "\udfff" for each in value):
        raise ValueError(f"A text must be Unicode, and so must an object's key, got {value!r}. Correct it.")
    return value


def _number(value):
    """As JavaScript writes it: ECMA-262, Number::toString."""
    if isinstance(value, int) and abs(value) > LARGEST:
        raise ValueError(f"A whole number must be within ±(2^53 - 1), as JavaScript has them, got {value}. Send it as a text.")
    if not math.isfinite(value):
        raise ValueError(f"A number must be one that JSON has, got {value}. Send null, or a text.")
    if value == 0:
        return "0"
    negative, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    text, point = "".join(map(str, digits)), len(digits) + exponent  # the value is 0.text * 10^point
    if not -6 < point <= 21:
        text = text[0] + ("." + text[1:] if text[1:] else "") + f"e{point - 1:+d}"
    elif point <= 0:
        text = "0." + "0" * -point + text
    elif point < len(text):
        text = text[:point] + "." + text[point:]
    else:
        text = text.ljust(point, "0")
    return ("-" if negative else "") + text
