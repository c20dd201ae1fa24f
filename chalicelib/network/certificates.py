"""When a certificate holds, read from its DER form.

The standard library tells the dates of a certificate only once it has verified it; these few
lines tell them of any other, without a package of several megabytes.
"""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

# Tags of ASN.1's distinguished encoding rules (X.690).
_UTC_TIME = 0x17
_GENERALIZED_TIME = 0x18
_VERSION = 0xA0


@dataclass(frozen=True, slots=True)
class Validity:
    not_before: datetime
    not_after: datetime


def expiry(certificate: Mapping[str, object]) -> datetime | None:
    """`notAfter` of what `getpeercert()` gives for a verified certificate."""
    match certificate:
        case {"notAfter": str(written)}:
            return datetime.fromtimestamp(ssl.cert_time_to_seconds(written), UTC)
        case _:
            return None


def read_validity(der: bytes) -> Validity:
    """The dates between which the certificate holds; ValueError when the bytes are none.

    RFC 5280, section 4.1: Certificate { TBSCertificate { [0] version?, serial number, signature,
    issuer, validity { notBefore, notAfter }, … } … }.
    """
    certificate = _Reader(der).content()
    body = _Reader(_Reader(certificate).content())
    if body.tag() == _VERSION:
        body.content()
    for _ in ("serial number", "signature", "issuer"):
        body.content()
    validity = _Reader(body.content())
    return Validity(_time(validity), _time(validity))


class _Reader:
    """Elements of DER one after the other: a tag, a length, and that many bytes."""

    def __init__(self, der: bytes) -> None:
        self._der = der
        self._at = 0

    def tag(self) -> int:
        """The tag of the next element, which stays unread."""
        if self._at >= len(self._der):
            raise ValueError("The certificate ends too early.")
        return self._der[self._at]

    def content(self) -> bytes:
        """The bytes within the next element, which is then read."""
        self.tag()
        self._at += 1
        length = self._length()
        return self._take(length)

    def _length(self) -> int:
        """Below 128 the length itself; from there, how many bytes of length follow."""
        first = self._take(1)[0]
        return first if first < 0x80 else int.from_bytes(self._take(first & 0x7F), "big")

    def _take(self, count: int) -> bytes:
        taken = self._der[self._at : self._at + count]
        if len(taken) < count:
            raise ValueError("The certificate ends too early.")
        self._at += count
        return taken


def _time(validity: _Reader) -> datetime:
    """RFC 5280, section 4.1.2.5: two digits of a year below 50 belong to this century."""
    tag = validity.tag()
    written = validity.content().decode("ascii")
    if tag == _UTC_TIME:
        written = ("20" if written[:2] < "50" else "19") + written
    elif tag != _GENERALIZED_TIME:
        raise ValueError("The certificate has no date where one belongs.")
    return datetime.strptime(written, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
