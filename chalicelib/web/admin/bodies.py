"""Bodies: the JSON that programs send."""

import json
from typing import Any

from chalicelib.domain.errors import InvalidInput, TooLarge
from chalicelib.web.requests import Request

_LARGEST = 250_000


def sent(request: Request) -> dict[str, Any]:
    """The object in the body; an empty one without a body. Raises InvalidInput or TooLarge.

    What its keys may be, the reader of the resource says, and refuses others by name.
    """
    if len(request.body) > _LARGEST:
        raise TooLarge("This is larger than can be taken. Please send less.")
    if not request.body:
        return {}
    if not request.content_type.endswith("json"):
        raise InvalidInput("Please send JSON, with `Content-Type: application/json`.")
    try:
        body = json.loads(request.body.decode())
    except (ValueError, RecursionError):
        raise InvalidInput("What you sent is not JSON.") from None
    if not isinstance(body, dict):
        raise InvalidInput("Please send a JSON object, with keys and values.")
    return body
