"""Reasons of verdicts as customers may read them: without the names of machines.

What a probe says is written for the people who run the endpoint. On the page nobody needs to know
at which host, address or path it looked, what it sent, and what the answer quoted. So only
sentences that are known here are shown, with nothing in them but numbers, dates and words of ours.
"""

import errno
import os
import re

UNTOLD = "what it saw is for those who run it"

_SPAN = r"[\d.e+-]+ m?s"
_DATE = r"\d{1,2} [A-Z][a-z]+ \d{4}"
_CODES = r"\d{3}(?:–\d{3})?"
_PLAIN = re.compile(
    "|".join(
        (
            rf"answered \d+ in {_SPAN}",
            rf"answered in (?:just over )?{_SPAN}, slower than {_SPAN}",
            rf"got status \d+, expected {_CODES}(?:(?:, | or ){_CODES})*",
            rf"no answer within {_SPAN} \([A-Za-z -]+\)",
            r"the server closed the connection without an answer",
            r"the answer broke off within its body",
            r"it redirects more than (?:once|[a-z0-9]+ times)",
            rf"the certificate expired on {_DATE}",
            rf"the certificate is not valid before {_DATE}",
            r"the certificate, or one that it rests on, (?:has expired|is not valid yet)",
            r"the certificate is self-signed",
            r"the certificate comes from an authority that is not trusted",
            r"the issuer of the certificate is not known; maybe the server sends no [a-z]+ one",
            r"port 25 is never probed, because AWS blocks it for Lambda functions",
            # OpenSSL's constants in small letters, and what we made of them.
            r"(?:the TLS handshake failed|the TLS connection broke): (?:[A-Za-z0-9 ]|1\.2)+",
        )
    )
)
# How a sentence begins that goes on with what is nobody's business, and what is said in its place.
_CUT = (
    (r"no name server gave an answer for ", "no name server gave an answer for the endpoint"),
    (r"there is no address for the name ", "there is no address for the endpoint"),
    (r"the look-up of ", "the look-up of the endpoint broke on our own machine"),
    (r"the TLS handshake failed", "the TLS handshake failed"),
    (r"the TLS connection broke", "the TLS connection broke"),
    (r"the certificate is not for ", "the certificate is not for the endpoint"),
    (r"the certificate was refused", "the certificate was refused"),
    (r"the answer does not contain ", "the answer does not contain what it should"),
    (
        r"the first \d+ KB of the answer do not contain ",
        "the beginning of the answer does not contain what it should",
    ),
    (r"what came back is not HTTP", "what came back is not HTTP"),
    (r"what came back is not proper HTTP", "what came back is not proper HTTP"),
    (r"it redirects to where nobody can follow", "it redirects to where nobody can follow"),
    (r"it redirects to ", "it redirects elsewhere, and the body goes to no other origin"),
    (r"the check", "the check can't be made"),
    (r"the probe itself broke", "the probe itself broke"),
    (
        r"\S+ (?:is an IPv6 address|has only IPv6 addresses),",
        "the endpoint has only IPv6 addresses, and Lambda functions have no IPv6 by default",
    ),
    (r"\S+ (?:is|leads to) .*, which is ", "the endpoint is at an address that is not probed"),
)
# What the system says of a connection may follow these.
_SYSTEM = (
    (r"could not connect to \S+ port \d+", "could not connect to the endpoint"),
    (r"the connection broke", "the connection broke"),
    (r"our own machine gave no socket", "our own machine gave no socket"),
)
_REDIRECTED = re.compile(r"after a redirect to \S+: (?P<rest>.*)", re.DOTALL)
_SAID_BY_SYSTEMS = frozenset(os.strerror(code).lower() for code in errno.errorcode)


def public_reason(reason: str) -> str:
    """The sentence for customers; what isn't known here is left out whole."""
    if redirected := _REDIRECTED.fullmatch(reason):
        return f"after a redirect: {public_reason(redirected['rest'])}"
    if _PLAIN.fullmatch(reason):
        return reason
    for begins, told in _SYSTEM:
        if found := re.match(rf"{begins}(?:: (?P<said>.*))?", reason):
            return f"{told}: {found['said']}" if found["said"] in _SAID_BY_SYSTEMS else told
    return next((told for begins, told in _CUT if re.match(begins, reason)), UNTOLD)
