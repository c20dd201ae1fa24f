"""Tokens: random texts that are given once and proved later, of which only a digest is kept.

A digest without salt or patience is enough: 256 random bits can neither be guessed nor looked up
in a table, unlike what people choose.
"""

import hashlib
import hmac
import re

# Of `secrets.token_hex`, in services.
SECRET_BYTES = 32
_SECRET = r"[0-9a-f]{64}"  # noqa: S105 - the form of one
_ID = r"[0-9a-z]{12}"
_TOKEN = re.compile(rf"(?P<id>{_ID})\.(?P<secret>{_SECRET})", re.ASCII)
_KEY = re.compile(rf"candor_(?P<id>{_ID})_(?P<secret>{_SECRET})", re.ASCII)
_NO_ID = "0" * 12


def token(owner_id: str, secret: str) -> str:
    """What goes into a cookie or a link; it says whose it is, so that one row is looked up."""
    return f"{owner_id}.{secret}"


def key_text(key_id: str, secret: str) -> str:
    """What a program sends; scanners of source code know such a key by its beginning."""
    return f"candor_{key_id}_{secret}"


def owner_of(text: str) -> str:
    """The id in a token; of what is no token, an id that nobody has."""
    found = _TOKEN.fullmatch(text)
    return found["id"] if found else _NO_ID


def key_id_of(text: str) -> str:
    """The id in a key's text; of what is no key, an id that no key has."""
    found = _KEY.fullmatch(text)
    return found["id"] if found else _NO_ID


def digest(text: str) -> str:
    """What is kept of a token or a key: 64 characters."""
    return hashlib.sha256(text.encode()).hexdigest()


def is_of(text: str, kept: str) -> bool:
    """Whether this is what the digest was made of; takes as long whatever differs."""
    return hmac.compare_digest(digest(text), kept)
