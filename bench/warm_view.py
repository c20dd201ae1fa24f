"""The CPU that a warm function spends on one view, beside a bare route that returns a constant."""

from collections.abc import Iterator
from datetime import UTC, datetime

from moto import mock_aws

from bench.bare import answer_to, beside_bare
from bench.rows import Row
from devstack.environment import of_nobody

_COMPONENTS = 30


def measure() -> Iterator[Row]:
    """The page, the JSON and a 304, each beside a constant of the same size."""
    with of_nobody({"STAGE": "bench", "BASE_URL": "https://status.example.com"}), mock_aws():
        _publish()
        yield from (beside_bare(what, path, headers) for what, path, headers in _views())


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
    for path in ("/", "/api/v2/summary.json"):
        yield f"GET {path}", path, {}
        etag = answer_to(path)["headers"]["ETag"]
        yield f"GET {path} not modified (304)", path, {"If-None-Match": etag}
