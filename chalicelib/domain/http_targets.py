"""HTTP targets in a definition: read into what a probe needs, and written back."""

import re
from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum
from functools import partial
from ipaddress import IPv4Network

from chalicelib.domain.checks import (
    DEFAULT_DEADLINE,
    MAX_DEADLINE,
    SUCCESS,
    HttpTarget,
    StatusRange,
)
from chalicelib.domain.durations import duration_text
from chalicelib.domain.entries import Entry
from chalicelib.domain.places import Fields, Place, Reader, Unusable, list_of, quoted
from chalicelib.domain.scalars import duration, one_of, raw_text, whole_number
from chalicelib.domain.urls import target_url

KNOWN = ("url", "method", "headers", "body", "expect", "slow_after", "deadline", "redirects")
EXPECT_KNOWN = ("status", "contains")
LEAST_DURATION = timedelta(milliseconds=1)
LEAST_DEADLINE = timedelta(milliseconds=100)
BODY_LENGTH = 16_000
HEADER_LENGTH = 4_000
CONTAINS_LENGTH = 1_000
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", re.ASCII)  # RFC 9110, section 5.6.2
_VISIBLE = re.compile(r"[ -~]*")
_STATUS = re.compile(r"(\d{3})(?:[-–](\d{3}))?", re.ASCII)
# They frame the exchange, which is the probe's own to frame. Compression would hide the body from
# `contains`.
_OURS = (
    "accept-encoding",
    "connection",
    "content-length",
    "expect",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
)


class Method(StrEnum):
    GET = "GET"
    HEAD = "HEAD"
    POST = "POST"
    PUT = "PUT"
    PATCH = "PATCH"
    DELETE = "DELETE"
    OPTIONS = "OPTIONS"


def http_target(allowed: Sequence[IPv4Network]) -> Reader[HttpTarget]:
    """A reader of targets; `allowed` are the private networks that may be looked at."""
    return partial(_http_target, allowed=allowed)


def http_entries(target: HttpTarget) -> tuple[Entry, ...]:
    """The target's fields below `http`, in the order of writing."""
    slow_after = target.slow_after and duration_text(target.slow_after)
    return (
        Entry(("url",), target.url),
        Entry(("method",), target.method, Method.GET.value),
        *(Entry(("headers", name), value, hidden=True) for name, value in target.headers),
        Entry(("body",), target.body, hidden=True),
        Entry(("expect", "status"), _written(target.expected_status), _written(SUCCESS)),
        Entry(("expect", "contains"), target.contains),
        Entry(("slow_after",), slow_after),
        Entry(("deadline",), duration_text(target.deadline), duration_text(DEFAULT_DEADLINE)),
        Entry(("redirects",), target.redirects, 0),
    )


def _http_target(place: Place, allowed: Sequence[IPv4Network]) -> HttpTarget:
    fields = place.fields(KNOWN)
    method = fields.read("method", one_of(Method), Method.GET)
    expected_status, contains = fields.read("expect", _expectation, (SUCCESS, None))
    left_out = None if "deadline" in fields else DEFAULT_DEADLINE
    deadline = fields.read("deadline", duration(LEAST_DEADLINE, MAX_DEADLINE), left_out)
    _refuse_what_head_lacks(fields, method, contains)
    return HttpTarget(
        url=fields.need("url", target_url(allowed), wanted="the address to look at", default=""),
        method=method.value,
        headers=fields.read("headers", _headers, ()),
        body=fields.read("body", _text(BODY_LENGTH), None),
        expected_status=expected_status,
        contains=contains,
        slow_after=_slow_after(fields, deadline),
        deadline=deadline or DEFAULT_DEADLINE,
        redirects=fields.read("redirects", whole_number(0, 5), 0),
    )


def _refuse_what_head_lacks(fields: Fields, method: Method, contains: str | None) -> None:
    if method is not Method.HEAD:
        return
    if contains is not None:
        fields.at("expect").at("contains", contains).note(
            "An answer to HEAD has no body to look into; use GET, or take this out."
        )
    if "body" in fields:
        fields.at("body").note("HEAD sends no body; use POST, or take this out.")


def _slow_after(fields: Fields, deadline: timedelta | None) -> timedelta | None:
    """`deadline` is None when it can't be used itself, and so can't be compared with."""
    slow_after = fields.read("slow_after", duration(LEAST_DURATION, MAX_DEADLINE), None)
    if slow_after and deadline and slow_after >= deadline:
        fields.at("slow_after").note(
            f"This is not below the deadline of {duration_text(deadline)}, so that nothing could "
            "ever be slow; write less, or a longer deadline."
        )
    return slow_after


def _expectation(place: Place) -> tuple[tuple[StatusRange, ...], str | None]:
    fields = place.fields(EXPECT_KNOWN)
    return (
        fields.read("status", _statuses, SUCCESS),
        fields.read("contains", _text(CONTAINS_LENGTH), None),
    )


def _statuses(place: Place) -> tuple[StatusRange, ...]:
    if not isinstance(place.value, list):
        return (_status(place),)
    if not place.value:
        raise Unusable("This list is empty; write the codes to expect, such as 200-299.")
    return list_of(_status)(place)


def _status(place: Place) -> StatusRange:
    written = None if isinstance(place.value, bool) else _STATUS.fullmatch(str(place.value).strip())
    if written is None:
        raise Unusable("This isn't a status; write a code such as 204, or a range such as 200-299.")
    first = int(written[1])
    last = int(written[2] or first)
    if not 100 <= first <= last <= 599:
        raise Unusable(
            f"{StatusRange(first, last)} is out of bounds; codes go from 100 to 599, the lower "
            "one first."
        )
    return StatusRange(first, last)


def _written(expected: tuple[StatusRange, ...]) -> object:
    written = [
        each.first if each.first == each.last else f"{each.first}-{each.last}" for each in expected
    ]
    return written[0] if len(written) == 1 else written


def _headers(place: Place) -> tuple[tuple[str, str], ...]:
    """The headers in alphabetical order: theirs means nothing, and so makes no difference."""
    if not isinstance(place.value, dict):
        raise Unusable("This must be keys with values; write for example {Accept: text/html}.")
    seen: dict[str, str] = {}
    headers = []
    for name, value in place.value.items():
        header = place.at(str(name), value)
        if header.read(partial(_header_name, name=name, seen=seen), False):
            headers.append((str(name), header.read(_header_value, "")))
    return tuple(sorted(headers, key=lambda header: header[0].lower()))


def _header_name(_: Place, name: object, seen: dict[str, str]) -> bool:
    if not isinstance(name, str) or not _TOKEN.fullmatch(name):
        raise Unusable(f"{quoted(str(name))} can't be a header's name; use letters, digits and -.")
    if name.lower() in _OURS:
        raise Unusable(f"{quoted(name)} is set by the check itself; take it out.")
    if (other := seen.setdefault(name.lower(), name)) != name:
        raise Unusable(f"{quoted(name)} is the same header as {quoted(other)}; keep one of them.")
    return True


def _header_value(place: Place) -> str:
    value = raw_text(place)
    if not _VISIBLE.fullmatch(value):
        raise Unusable(
            "A header's value is one line of ASCII characters; take line breaks and others out."
        )
    if len(value) > HEADER_LENGTH:
        raise Unusable(f"This has {len(value)} characters; write at most {HEADER_LENGTH}.")
    return value.strip()


def _text(most: int) -> Reader[str]:
    def read(place: Place) -> str:
        text = raw_text(place)
        if not text:
            raise Unusable("This is empty; write something, or take the key out.")
        if len(text) > most:
            raise Unusable(f"This has {len(text)} characters; write at most {most}.")
        return text

    return read
