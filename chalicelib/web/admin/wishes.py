"""What a form or a program asks for, as services take it: once for each id, on what was read."""

from collections.abc import Mapping, Sequence

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.incidents import IncidentUpdate
from chalicelib.services.requests import Request, request_id
from chalicelib.web.admin.fields import Typed, number
from chalicelib.web.admin.visits import Visit

REQUEST, BASED_ON = "request", "based_on"
LONGEST_KEY = 255


def of_form(visit: Visit, typed: Typed, values: Mapping[str, object]) -> Request:
    """The values with who asks; once for each form that was shown."""
    read = number(typed.get(BASED_ON, ""))
    return Request(
        values=values,
        actor=visit.actor,
        now=visit.request.now,
        id=request_id(typed.get(REQUEST, "")),
        based_on=read if isinstance(read, int) else None,
    )


def fresh(updates: Sequence[IncidentUpdate] = ()) -> dict[str, str]:
    """What a form carries to be one: an id, and the number of the last update below which it is."""
    read = {BASED_ON: str(updates[-1].number)} if updates else {}
    return {REQUEST: request_id(), **read}


def of_program(visit: Visit, values: Mapping[str, object]) -> Request:
    """The values with who asks; once for each `Idempotency-Key`, on what `If-Match` names.

    Raises InvalidInput for a key that is too long, and for what is no ETag of ours.
    """
    headers = visit.request.headers
    key = headers.get("idempotency-key", "")
    if len(key) > LONGEST_KEY:
        raise InvalidInput(f"`Idempotency-Key` is longer than {LONGEST_KEY} characters.")
    return Request(
        values=values,
        actor=visit.actor,
        now=visit.request.now,
        id=request_id(key),
        based_on=_number_in(headers.get("if-match", "").strip()),
    )


def tag_of(updates: Sequence[IncidentUpdate]) -> str:
    """The ETag of what is told in updates: the number of the last."""
    return tag_of_version(updates[-1].number)


def tag_of_version(version: int) -> str:
    """The ETag of what has versions."""
    return f'"{version}"'


def _number_in(tag: str) -> int | None:
    if tag in ("", "*"):
        return None
    read = number(tag.removeprefix('"').removesuffix('"'))
    if not isinstance(read, int):
        raise InvalidInput('`If-Match` must be an ETag as it was given, such as "3" in quotes.')
    return read
