"""An export that was put in its place by hand, as its page of docs says."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from candor.notices import TARGETS
from candor.notices.reading import read
from candor.notices.site import Site
from tests.integration.notices.page import Page
from tests.integration.notices.product import Product
from tests.integration.notices.proxies import Place, Proxy, running_proxy
from tests.integration.notices.sham import FACTS, WHOLE, Stage
from tests.ports import free_ports

_PATIENCE_S = 30


def refreshed(place: Place, *, reload: str = "true") -> "subprocess.CompletedProcess[str]":
    """One run of what the timer has run every 15 seconds."""
    ran = _run(place, "candor-notice-refresh", place.notice)
    if ran.returncode == 0 and (place.folder / "candor-notice-load").exists():
        return load(place, reload=reload)
    return ran


def load(place: Place, *, reload: str) -> "subprocess.CompletedProcess[str]":
    """HAProxy's half of it alone."""
    return _run(place, "candor-notice-load", place.notice, place.loaded, CANDOR_RELOAD=reload)


def kept(place: Place) -> dict[str, bytes]:
    """What was fetched, by the files' names."""
    return {file.name: file.read_bytes() for file in place.notice.iterdir()}


def _run(
    place: Place, script: str, *arguments: Path, **environment: str
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["sh", str(place.folder / script), *map(str, arguments)],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=_PATIENCE_S,
        check=False,
    )


def placed(target: str, sham: Stage, folder: Path) -> Place:
    """The target's files for what stands there, and nothing fetched yet."""
    place = Place(folder=folder, port=0, product_port=0)
    place.notice.mkdir()
    place.put(TARGETS[target](Site(url=sham.url, notice=WHOLE, problem=FACTS)))
    return place


@contextmanager
def free_place(product_port: int = 0) -> Iterator[Place]:
    """Folders that everybody may read, as servers have users of their own, and a port."""
    with tempfile.TemporaryDirectory() as name:
        place = Place(folder=Path(name), port=free_ports(), product_port=product_port)
        place.folder.chmod(0o755)
        place.notice.mkdir(mode=0o755)
        yield place


@contextmanager
def installed(target: str, page: Page, product: Product) -> Iterator[Place]:
    """The files of the target for that page, with a notice fetched."""
    with free_place(product.port) as place:
        place.put(TARGETS[target](read(page.url, None)))
        ran = refreshed(place)
        assert ran.returncode == 0, ran.stderr
        yield place


@contextmanager
def standing(target: str, page: Page, product: Product) -> Iterator[Proxy]:
    """A proxy of that kind before the product, with the notice of the page."""
    with installed(target, page, product) as place, running_proxy(target, place) as proxy:
        yield proxy
