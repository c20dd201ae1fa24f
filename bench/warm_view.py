"""The CPU that a warm function spends on one view, beside a bare route that returns a constant."""

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from chalice.app import Chalice, Response
from moto import mock_aws

from bench.rows import Row
from devstack.environment import of_nobody
from tests.gateway import event_of
from tests.lambda_context import Context

_VIEWS, _BATCHES = 300, 9
_COMPONENTS = 30


def measure() -> Iterator[Row]:
    """The page, the JSON and a 304, each beside a constant of the same size."""
    with of_nobody({"STAGE": "bench", "BASE_URL": "https://status.example.com"}), mock_aws():
        _publish()
        for what, path, headers in _views():
            yield from _beside_bare(what, path, headers)


def _publish() -> None:
    from chalicelib.domain.definition import parse
    from chalicelib.services import applying, probing
    from infra.provision import provision

    now = datetime.now(UTC)
    provision("bench", protected=False)
    components = [{"key": f"part-{n}", "name": f"Part {n}"} for n in range(_COMPONENTS)]
    document = {"page": {"name": "Bench"}, "components": components}
    applying.apply(applying.plan(parse(document, {})), now)
    probing.run(now, lambda: now)


def _views() -> Iterator[tuple[str, str, dict[str, str]]]:
    import app

    yield "GET /", "/", {"Accept": "text/html"}
    yield "GET /api/v2/summary.json", "/api/v2/summary.json", {}
    answer = app.app(event_of("GET", "/"), Context("api_handler"))
    yield "GET / not modified (304)", "/", {"If-None-Match": answer["headers"]["ETag"]}


def _beside_bare(what: str, path: str, headers: dict[str, str]) -> Iterator[Row]:
    import app

    event = event_of("GET", path, headers)
    answer = app.app(event, Context("api_handler"))
    bare, bare_event = _bare(answer["body"]), event_of("GET", "/", headers)
    runs = [(_cpu(bare, bare_event), _cpu(app.app, event)) for _ in range(_BATCHES)]
    of_bare, of_ours = (statistics.median(column) for column in zip(*runs, strict=True))
    yield Row(f"{what}, {len(answer['body'])} bytes", of_ours, of_bare)


def _bare(body: str) -> Chalice:
    bare = Chalice(app_name="bare")

    @bare.route("/")
    def root() -> Response:
        return Response(body=body, headers={"Content-Type": "text/html"})

    return bare


def _cpu(handler: Callable[[Any, Any], Any], event: dict[str, Any]) -> float:
    context = Context("api_handler")
    began = time.process_time()
    for _ in range(_VIEWS):
        handler(event, context)
    return (time.process_time() - began) / _VIEWS
