"""An embedded AWS, and checkouts of the project to deploy into it from."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from candor import deploying
from infra import package
from infra.configuration import PROJECT
from tests.integration.deploy.moto_chalice import embedded_aws

_UNVERSIONED = shutil.ignore_patterns("__pycache__", "deployed", "deployments")


def clone(target: Path) -> Path:
    """What `git clone` brings of what a deployment reads."""
    shutil.copytree(PROJECT / "chalicelib", target / "chalicelib", ignore=_UNVERSIONED)
    shutil.copytree(PROJECT / ".chalice", target / ".chalice", ignore=_UNVERSIONED)
    for file in ("app.py", "requirements.txt"):
        shutil.copy(PROJECT / file, target)
    return target


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout whose layer is built, with pip and the package registry: the slow part, once."""
    checkout = clone(tmp_path_factory.mktemp("built"))
    package.build(checkout, "dev")
    return checkout


@pytest.fixture(scope="module")
def aws() -> Iterator[str]:
    with embedded_aws() as url:
        yield url


@pytest.fixture(scope="module")
def checkout(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(built, tmp_path_factory.mktemp("module") / "checkout")


@pytest.fixture(scope="module")
def deployed(aws: str, checkout: Path) -> Path:
    """The checkout from which stage `dev` was deployed."""
    assert deploying.deploy("dev", checkout) == 0
    return checkout
