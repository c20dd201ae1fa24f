"""The notice behind an Application Load Balancer, in place of the product.

The load balancer calls the function `stand_in` with an event of its own form when one of its rules
says so. Whatever was asked of the product, the notice answers.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
"""

import base64
import gzip
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

from chalicelib import settings
from chalicelib.web import routes
from chalicelib.web.languages import as_preferred
from chalicelib.web.requests import Request
from chalicelib.web.responses import Reply

_NOTICE = "/down"

# It would hold for the product's own name, for a year: that is its owner's to decide.
_OF_OUR_NAME_ONLY = frozenset({"Strict-Transport-Security"})


def stand_in(event: Mapping[str, Any], *, now: datetime, monotonic: float) -> dict[str, Any]:
    """The notice, as the load balancer wants its answers.

    A health check gets it too: its user agent is what anybody may send, and whoever asks about the
    product shall never read 200 here.
    """
    request = _request(event, now=now, monotonic=monotonic)
    return _response(routes.respond(as_preferred(request)), event)


def _request(event: Mapping[str, Any], *, now: datetime, monotonic: float) -> Request:
    """A request for the notice, by whoever asked for something else.

    What was asked for, with which words and by whom is the product's affair: path, query, body and
    client are left where they are. The headers say what kind of answer is wanted; a method that no
    address of ours has (WebDAV's, say) is answered as GET is. Links lead to the status page, also
    when nothing is known but its address.
    """
    method = event.get("httpMethod") or ""
    return Request(
        method=method if method in routes.ANY else "GET",
        path=_NOTICE,
        prefix=settings.base_url() or "",
        is_elsewhere=True,
        headers=_headers(event),
        now=now,
        monotonic=monotonic,
    )


def _headers(event: Mapping[str, Any]) -> dict[str, str]:
    """By name in small letters; several values of one header are joined (RFC 9110, 5.3)."""
    if _speaks_in_lists(event):
        lists: Mapping[str, list[str]] = event["multiValueHeaders"]
        return {name.lower(): ", ".join(values) for name, values in lists.items()}
    return {name.lower(): value for name, value in (event.get("headers") or {}).items()}


def _speaks_in_lists(event: Mapping[str, Any]) -> bool:
    """Whether the target group has multi-value headers on. It then takes no others in answers."""
    return event.get("multiValueHeaders") is not None


def _response(reply: Reply, event: Mapping[str, Any]) -> dict[str, Any]:
    status = HTTPStatus(reply.status)
    headers = {k: v for k, v in reply.headers.items() if k not in _OF_OUR_NAME_ONLY}
    body, is_packed = _body(reply, event)
    if is_packed:
        headers["Content-Encoding"] = "gzip"
    in_lists = _speaks_in_lists(event)
    return {
        "statusCode": status.value,
        "statusDescription": f"{status.value} {status.phrase}",
        "isBase64Encoded": is_packed,
        **({"multiValueHeaders": _lists(headers)} if in_lists else {"headers": headers}),
        "body": body,
    }


def _lists(headers: Mapping[str, str]) -> dict[str, list[str]]:
    return {name: [value] for name, value in headers.items()}


def _body(reply: Reply, event: Mapping[str, Any]) -> tuple[str, bool]:
    """The body, and whether it is packed: a load balancer packs nothing by itself.

    The answer to HEAD has none, as nobody on the way would take it off.
    """
    if event.get("httpMethod") == "HEAD":
        return "", False
    if "gzip" not in _headers(event).get("accept-encoding", ""):
        return reply.body, False
    packed = gzip.compress(reply.body.encode("utf-8", "replace"), mtime=0)
    return base64.b64encode(packed).decode("ascii"), True
