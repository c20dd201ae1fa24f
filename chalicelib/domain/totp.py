"""Codes of six digits that change every 30 seconds, from a secret that a phone shares: RFC 6238.

Twenty lines on the standard library, as a library would give no more: it doesn't tell which
counter matched, and a code must not be taken twice.
"""

import base64
import hashlib
import hmac
import re
from datetime import datetime
from urllib.parse import quote, urlencode

SECRET_BYTES = 20  # RFC 4226, 4 (R6) recommends 160 bits; apps expect no other length
STEP_S = 30
DIGITS = 6
_WINDOW = 1  # a phone's clock may be off by a step, either way
_CODE = re.compile(rf"\d{{{DIGITS}}}", re.ASCII)


def code(secret: bytes, counter: int, digits: int = DIGITS) -> str:
    """The code at that counter (RFC 4226, 5.3)."""
    mac = hmac.digest(secret, counter.to_bytes(8, "big"), hashlib.sha1)
    offset = mac[-1] & 0xF
    number = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFF_FFFF
    return str(number % 10**digits).zfill(digits)


def counter_at(at: datetime) -> int:
    """How many steps have passed since 1970."""
    return int(at.timestamp()) // STEP_S


def matching(secret: bytes, typed: str, *, now: datetime, after: int) -> int | None:
    """The counter whose code was typed, later than the one that was used last; else None.

    Takes as long whichever of them it is.
    """
    text = "".join(typed.split())
    compared = (text if _CODE.fullmatch(text) else "").encode()
    middle = counter_at(now)
    found = None
    for counter in range(middle - _WINDOW, middle + _WINDOW + 1):
        is_it = hmac.compare_digest(code(secret, counter).encode(), compared)
        if is_it and counter > after and found is None:
            found = counter
    return found


def written(secret: bytes) -> str:
    """The secret for typing it into an app, in groups of four."""
    text = _base32(secret)
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def uri(secret: bytes, *, issuer: str, account: str) -> str:
    """The address that apps take, by a tap or as a QR code.

    https://github.com/google/google-authenticator/wiki/Key-Uri-Format
    """
    label = f"{quote(issuer, safe='')}:{quote(account, safe='')}"
    query = urlencode({"secret": _base32(secret), "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{label}?{query}"


def _base32(secret: bytes) -> str:
    return base64.b32encode(secret).decode().rstrip("=")
