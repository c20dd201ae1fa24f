"""What a program asks for, as services take it."""

from collections.abc import Mapping

from chalicelib.domain.errors import InvalidInput
from chalicelib.services.requests import Request
from chalicelib.web.admin.visits import Visit

_LONGEST = 255


def wish(visit: Visit, values: Mapping[str, object]) -> Request:
    """The values with who asks; once for each `Idempotency-Key`. Raises InvalidInput."""
    key = visit.request.headers.get("idempotency-key", "")
    if len(key) > _LONGEST:
        raise InvalidInput(f"`Idempotency-Key` is longer than {_LONGEST} characters.")
    return Request(values=values, actor=visit.actor, now=visit.request.now, id=key)
