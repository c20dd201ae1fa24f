"""What a program asks for, as services take it."""

import re
from collections.abc import Mapping, Sequence

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.incidents import IncidentUpdate
from chalicelib.services.requests import Request
from chalicelib.web.admin.visits import Visit

LONGEST_KEY = 255
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)


def wish(visit: Visit, values: Mapping[str, object]) -> Request:
    """The values with who asks; once for each `Idempotency-Key`. Raises InvalidInput."""
    key = visit.request.headers.get("idempotency-key", "")
    if len(key) > LONGEST_KEY:
        raise InvalidInput(f"`Idempotency-Key` is longer than {LONGEST_KEY} characters.")
    return Request(values=values, actor=visit.actor, now=visit.request.now, id=key)


def tag_of(updates: Sequence[IncidentUpdate]) -> str:
    """The ETag of what is told in updates: the number of the last."""
    return f'"{updates[-1].number}"'


def based_on(headers: Mapping[str, str]) -> int | None:
    """The number in `If-Match`, None without one. Raises InvalidInput for what is no ETag."""
    tag = headers.get("if-match", "").strip()
    if tag in ("", "*"):
        return None
    number = tag.removeprefix('"').removesuffix('"')
    if not _NUMBER.fullmatch(number):
        raise InvalidInput('`If-Match` must be an ETag as it was given, such as "3" in quotes.')
    return int(number)
