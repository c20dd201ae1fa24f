"""The TLS handshake, and what to say of a certificate that doesn't hold."""

import ssl
from datetime import UTC, datetime
from functools import cache
from socket import socket
from threading import Lock

from chalicelib.domain.results import FailureKind
from chalicelib.network.certificates import Validity, expiry, read_validity
from chalicelib.network.connecting import Peer, dial, said
from chalicelib.network.notes import NoAnswerError, Notes, Step

# X509_V_ERR_* of OpenSSL's x509_vfy.h.
_NOT_YET_VALID = 9
_EXPIRED = 10
_FAULTS = {
    18: "the certificate is self-signed",
    19: "the certificate comes from an authority that is not trusted",
    20: "the issuer of the certificate is not known; maybe the server sends no intermediate one",
    21: "the issuer of the certificate is not known; maybe the server sends no intermediate one",
    62: "the certificate is not for {host}",
    64: "the certificate is not for {host}",
}
# What OpenSSL calls its errors, and the alerts of the other side, in words that help.
_TROUBLES = {
    "WRONG_VERSION_NUMBER": "the server does not speak TLS on this port",
    "TLSV1_ALERT_PROTOCOL_VERSION": "the server speaks no version of TLS from 1.2 on",
    "UNSUPPORTED_PROTOCOL": "the server speaks no version of TLS from 1.2 on",
    "TLSV1_UNRECOGNIZED_NAME": "the server knows no host of this name",
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": "the server asks for a client certificate",
}
_making = Lock()


def trusted_context() -> ssl.SSLContext:
    """The one context of all exchanges, made when first wanted; it trusts as the system does."""
    with _making:
        return _trusted_context()


@cache
def _trusted_context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    # Python 3.13 began to refuse certificates that browsers take, for the form of an extension.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


def shake_hands(
    plain: socket, peer: Peer, notes: Notes, *, context: ssl.SSLContext
) -> ssl.SSLSocket:
    """TLS over a connection, with the certificate verified; its expiry goes to the notes.

    NoAnswerError when it fails. When that is the certificate's fault, the same address is
    connected to once more, to read its dates for the reason's sake: the verdict stands.
    """
    try:
        with notes.taking(Step.TLS):
            stream = _handshake(plain, peer, notes, context)
    except ssl.SSLCertVerificationError as error:
        validity = _dates(peer, notes)
        notes.certificate_expires_at = validity.not_after if validity else None
        fault = _fault(error, validity, peer.host)
        raise NoAnswerError(FailureKind.TLS, fault) from None
    except OSError as error:
        detail = f"the TLS handshake failed: {trouble(error)}"
        raise NoAnswerError(FailureKind.TLS, detail) from None
    notes.certificate_expires_at = expiry(stream.getpeercert() or {})
    return stream


def trouble(error: OSError) -> str:
    """What went wrong on a connection with TLS, fit for the middle of a sentence."""
    match error:
        case ssl.SSLEOFError() | ssl.SSLZeroReturnError():
            return "the server closed the connection"
        case ssl.SSLError():
            reason = error.reason or "no reason was given"
            return _TROUBLES.get(reason, reason.replace("_", " ").lower())
        case _:
            return said(error)


def _handshake(plain: socket, peer: Peer, notes: Notes, context: ssl.SSLContext) -> ssl.SSLSocket:
    stream = context.wrap_socket(
        plain,
        # A dot at the end is the DNS's own, and no part of the name here (RFC 6066, section 3).
        server_hostname=peer.host.removesuffix("."),
        do_handshake_on_connect=False,
    )
    try:
        stream.settimeout(notes.remaining())
        stream.do_handshake()
    except BaseException:
        stream.close()
        raise
    return stream


def _dates(peer: Peer, notes: Notes) -> Validity | None:
    """The dates of a certificate that was refused; None when they can't be had this time."""
    try:
        with _handshake(dial(peer, notes), peer, notes, _credulous_context()) as stream:
            return read_validity(stream.getpeercert(binary_form=True) or b"")
    except (OSError, ValueError, NoAnswerError):
        return None


@cache
def _credulous_context() -> ssl.SSLContext:
    """For reading the dates of a certificate that was refused: nothing is sent through it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _fault(error: ssl.SSLCertVerificationError, validity: Validity | None, host: str) -> str:
    now = datetime.now(UTC)  # OpenSSL judged by the machine's clock; so does its reason
    if error.verify_code == _EXPIRED:
        if validity and validity.not_after <= now:
            return f"the certificate expired on {_day(validity.not_after)}"
        return "the certificate, or one that it rests on, has expired"
    if error.verify_code == _NOT_YET_VALID:
        if validity and validity.not_before > now:
            return f"the certificate is not valid before {_day(validity.not_before)}"
        return "the certificate, or one that it rests on, is not valid yet"
    if known := _FAULTS.get(error.verify_code):
        return known.format(host=host)
    return f"the certificate was refused: {error.verify_message}"


def _day(at: datetime) -> str:
    """Such as 3 November 2026, in UTC."""
    return f"{at.day} {at:%B %Y}"
