"""Our own function beside a bare Chalice route that returns a constant of the same size."""

import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any

from chalice.app import Chalice, Response

from bench.rows import Row
from tests.gateway import event_of
from tests.lambda_context import Context

_VIEWS, _BATCHES = 300, 9
# What a browser sends, and what API Gateway adds: each header costs both of them something.
BROWSER = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Accept-Language": "en-GB,en;q=0.8,de;q=0.5",
    "Host": "status.example.com",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "none",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
    "X-Amzn-Trace-Id": "Root=1-6740c2f0-0123456789abcdef01234567",
    "X-Forwarded-For": "198.51.100.7",
    "X-Forwarded-Port": "443",
    "X-Forwarded-Proto": "https",
}


def answer_to(path: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What our function answers, as Lambda gets it."""
    import app

    answer: dict[str, Any] = app.app(
        event_of("GET", path, {**BROWSER, **(headers or {})}), Context("api_handler")
    )
    return answer


def beside_bare(what: str, path: str, headers: Mapping[str, str] | None = None) -> Row:
    """The CPU of one warm request through the whole handler, and of the bare route's.

    Batches of the two take turns, so that both meet the same noise.
    """
    import app

    sent = {**BROWSER, **(headers or {})}
    answer = answer_to(path, headers)
    bare, event, bare_event = _bare(answer), event_of("GET", path, sent), event_of("GET", "/", sent)
    runs = [(_cpu(bare, bare_event), _cpu(app.app, event)) for _ in range(_BATCHES)]
    of_bare, of_ours = (statistics.median(column) for column in zip(*runs, strict=True))
    return Row(f"{what}, {len(answer['body'].encode())} bytes", of_ours, of_bare)


def _bare(answer: Mapping[str, Any]) -> Chalice:
    bare = Chalice(app_name="bare")
    body, media = answer["body"], answer["headers"]["Content-Type"]

    @bare.route("/")
    def root() -> Response:
        return Response(body=body, headers={"Content-Type": media})

    return bare


def _cpu(handler: Callable[[Any, Any], Any], event: dict[str, Any]) -> float:
    context = Context("api_handler")
    began = time.process_time()
    for _ in range(_VIEWS):
        handler(event, context)
    return (time.process_time() - began) / _VIEWS
