"""The Worker between a product and a status page, each of which may be gone."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from candor.notices.cloudflare import cloudflare
from candor.notices.site import Site
from tests.integration.notices.cloudflare.worker import COPY, FACTS, Edge, Export, notice, worker
from tests.integration.notices.parties import Asked, Party, Says, nobody, party


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[Export]:
    """`edge(product, status_page)`: the Worker between the two, each a host."""
    with ExitStack() as stack:

        def export(product: str, status_page: str, *how: str) -> Edge:
            file = tmp_path / "worker.mjs"
            exported = cloudflare(
                Site(url=f"http://{status_page}", notice=COPY, problem=json.dumps(FACTS))
            )
            file.write_text(exported["worker.mjs"], encoding="utf-8")
            return stack.enter_context(worker(file, product, *how))

        yield export


@pytest.fixture
def product() -> Iterator[Party]:
    """A product that says its path, at the status that the path ends with."""
    with party(_by_path) as made:
        yield made


def _by_path(asked: Asked) -> Says:
    end = asked.path.rpartition("/")[2]
    headers = {"Content-Type": "text/plain", "X-Own": "1", "Location": "/next"}
    return int(end) if end.isdigit() else 200, headers, asked.path.encode()


@pytest.fixture
def status_page() -> Iterator[Party]:
    with party(notice) as made:
        yield made


@pytest.fixture
def refusing() -> Iterator[str]:
    with nobody() as host:
        yield host
