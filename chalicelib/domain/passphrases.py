"""Passphrases: what one must be like, and what is kept to know it again.

scrypt as OWASP recommends it, by the setting of least memory that suits a small function: N=2^15,
r=8, p=3 needs 32 MiB, and a quarter of a second of a whole core; the function `admin` has 0.58 of
one by its 1024 MB, and takes about half a second.
https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#scrypt
"""

import base64
import hashlib
import hmac
import unicodedata
from dataclasses import dataclass

from chalicelib.domain.errors import InvalidInput

SHORTEST = 12
LONGEST = 256  # a bound for the work, far beyond what anybody types
SALT_BYTES = 16
_DIGEST_BYTES = 32
_SCHEME = "scrypt"
_SPARE_MEMORY = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """scrypt's parameters: memory is 128 · n · r bytes, time grows with n · r · p."""

    n: int
    r: int
    p: int

    @property
    def memory(self) -> int:
        """The bytes that OpenSSL may take, which refuses anything above."""
        return 128 * self.r * (self.n + self.p) + _SPARE_MEMORY


COST = Cost(n=2**15, r=8, p=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    cost: Cost
    salt: bytes
    digest: bytes


def passphrase(typed: str) -> str:
    """The passphrase as it is compared, however a keyboard composes its letters.

    Raises InvalidInput, with a sentence for the one who typed it, when it won't do.
    """
    text = normal(typed)
    if len(text) < SHORTEST:
        raise InvalidInput(
            "A passphrase needs at least {least} characters, this one has {count}. A few words "
            "that don't belong together are easy to remember.",
            least=SHORTEST,
            count=len(text),
        )
    if len(text) > LONGEST:
        raise InvalidInput("A passphrase may have at most {most} characters.", most=LONGEST)
    return text


def normal(typed: str) -> str:
    """One text for each spelling in Unicode (RFC 8265, 4.2.1), cut where none is accepted."""
    return unicodedata.normalize("NFC", typed[: LONGEST * 4])


def hashed(text: str, salt: bytes, cost: Cost = COST) -> str:
    """What is kept of a passphrase: how it was made, salt and digest, all that checking needs."""
    parts = [_SCHEME, str(cost.n), str(cost.r), str(cost.p)]
    raw = (salt, _scrypt(text, salt, cost, _DIGEST_BYTES))
    return "$".join([*parts, *(base64.b64encode(each).decode() for each in raw)])


def is_passphrase(text: str, kept: str | None) -> bool:
    """Whether this is the passphrase of which that was kept.

    With None, of an account that isn't there, it takes as long and is never right.
    """
    known = _read(kept) if kept else _NOBODY
    made = _scrypt(text, known.salt, known.cost, len(known.digest))
    return hmac.compare_digest(made, known.digest) and kept is not None


def is_outdated(kept: str) -> bool:
    """Whether it was made at another cost than now, and should be made again when it can be."""
    return _read(kept).cost != COST


_NOBODY = _Kept(cost=COST, salt=bytes(SALT_BYTES), digest=bytes(_DIGEST_BYTES))


def _read(kept: str) -> _Kept:
    _, n, r, p, salt, digest = kept.split("$")
    cost = Cost(n=int(n), r=int(r), p=int(p))
    return _Kept(cost=cost, salt=base64.b64decode(salt), digest=base64.b64decode(digest))


def _scrypt(text: str, salt: bytes, cost: Cost, length: int) -> bytes:
    # A lone surrogate, which no keyboard types, must not end in a traceback.
    typed = text.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(
        typed, salt=salt, n=cost.n, r=cost.r, p=cost.p, maxmem=cost.memory, dklen=length
    )
