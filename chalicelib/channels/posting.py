"""Posting: one request to an address outside AWS, past the guard, which is taken or is not."""

import re
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from ipaddress import IPv4Network
from json import loads

from chalicelib.domain.destinations import Destination
from chalicelib.domain.errors import DeliveryFailed
from chalicelib.domain.results import Failure, FailureKind
from chalicelib.network.exchange import Answer, Surroundings, exchange
from chalicelib.network.handshake import trusted_context
from chalicelib.network.notes import NoAnswerError, Notes
from chalicelib.network.request import Headers, Request
from chalicelib.network.urls import parse_url

DEADLINE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(days=1)

_OF_ANY_POST = (
    ("User-Agent", "Candor (status page news)"),
    ("Accept", "*/*"),
    ("Content-Type", "application/json"),
)
_SECONDS = re.compile(r"\d{1,9}(?:\.\d+)?", re.ASCII)
_BILLION = 10**9
# What passes by itself although it is the client's fault by its number (RFC 9110, 15.5).
_PASSING = frozenset(
    {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
)


def post(
    destination: Destination,
    body: bytes,
    headers: Headers = (),
    *,
    now: datetime,
    allow: Sequence[IPv4Network] = (),
    context: ssl.SSLContext | None = None,
) -> None:
    """Post the JSON there, once; a status from 200 to 299 says that it was taken.

    Redirects aren't followed. `allow` are networks that may be posted to although they aren't
    public; `context` says whom TLS trusts, without one whom the system trusts. Raises
    DeliveryFailed, which names the destination without what is secret of it.
    """
    surroundings = Surroundings(allow=allow, context=context or trusted_context())
    request = Request(parse_url(destination.url), "POST", (*_OF_ANY_POST, *headers), body)
    try:
        answer = exchange(request, Notes(DEADLINE), surroundings, is_enough=_is_told)
    except NoAnswerError as error:
        raise _unreached(destination, error.failure) from None
    if not _is_taken(answer.status):
        raise _not_taken(destination, answer, now)


def _is_told(head: Answer) -> bool:
    """Only for how long Discord wants to be left alone may stand in a body alone.

    What breaks after the status changes nothing of it: news that was taken is not sent again.
    """
    return head.status != HTTPStatus.TOO_MANY_REQUESTS or "retry-after" in head.headers


def _is_taken(status: int) -> bool:
    return 200 <= status <= 299


def _unreached(destination: Destination, failure: Failure) -> DeliveryFailed:
    """Certificates are renewed and names come back, so that all but what we refuse may pass."""
    match failure.kind:
        case FailureKind.REFUSED:  # where the name leads to is nothing to tell a stranger
            text = "{where} is not posted to, because its host has no public IPv4 address."
            return DeliveryFailed(text, permanent=True, where=destination.masked)
        case FailureKind.PROTOCOL:  # its detail repeats what came back
            text = "{where} took nothing: the connection broke, or what came back is not HTTP."
            return DeliveryFailed(text, permanent=False, where=destination.masked)
        case _:
            text = "{where} took nothing: {detail}."
            return DeliveryFailed(
                text, permanent=False, where=destination.masked, detail=failure.detail
            )


def _not_taken(destination: Destination, answer: Answer, now: datetime) -> DeliveryFailed:
    permanent = 300 <= answer.status <= 499 and answer.status not in _PASSING
    return DeliveryFailed(
        "{where} took nothing: it answered with status {status}.",
        permanent=permanent,
        retry_after=None if permanent else _pause(answer, now),
        where=destination.masked,
        status=answer.status,
    )


def _pause(answer: Answer, now: datetime) -> timedelta | None:
    """How long the other side wants to be left alone, a day at most; None when it doesn't say."""
    asked = _written(answer.headers.get("retry-after", ""), now)
    asked = _of_discord(answer.body) if asked is None else asked
    return None if asked is None else min(max(asked, timedelta()), LONGEST_PAUSE)


def _written(value: str, now: datetime) -> timedelta | None:
    """Seconds, or a date (RFC 9110, 10.2.3)."""
    text = value.strip()
    if _SECONDS.fullmatch(text):
        return timedelta(seconds=float(text))
    try:
        at = parsedate_to_datetime(text)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)) - now
    except (ValueError, OverflowError):
        return None


def _of_discord(body: bytes) -> timedelta | None:
    """Seconds as a number in JSON: https://docs.discord.com/developers/topics/rate-limits."""
    try:
        said = loads(body)
    except (ValueError, RecursionError):
        return None
    match said:
        case {"retry_after": int() | float() as seconds} if 0 <= seconds < _BILLION:
            return timedelta(seconds=seconds)
        case _:
            return None
