"""What all tests stand on: an environment of nobody, the engine, the world, and honest skips."""

import functools
import os
from collections.abc import Generator, Iterator
from unittest.mock import patch

import botocore.session
import hypothesis
import pytest

from devstack.environment import of_nobody
from tests import dynamodb_local
from tests.target import Target, running_target
from tests.world import World, world

# How long an example takes says more of the machine than of the code.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

_BASE_URL = "https://status.example.com"


@pytest.fixture(scope="session")
def dynamodb_endpoint() -> Iterator[str | None]:
    """None for the embedded engine; DynamoDB Local's address with DYNAMODB=local."""
    if not dynamodb_local.is_asked_for():
        yield None
        return
    assert dynamodb_local.is_there(), "DynamoDB Local is missing: run `make test DYNAMODB=local`."
    with dynamodb_local.running() as endpoint:
        yield endpoint


@pytest.fixture(scope="session", autouse=True)
def nobody(dynamodb_endpoint: str | None) -> Iterator[None]:
    """Nothing that a test does can reach a real account, nor is told by the person's own."""
    settings = {"STAGE": "dev", "BASE_URL": _BASE_URL, "OWN_NETWORKS": "127.0.0.1"}
    if dynamodb_endpoint:
        settings["AWS_ENDPOINT_URL_DYNAMODB"] = dynamodb_endpoint
    with of_nobody(settings):
        yield


@pytest.fixture(scope="session", autouse=True)
def services_described_once() -> Iterator[None]:
    """Botocore reads what AWS's services look like once, instead of once a session.

    Each embedded AWS begins with a new session, and those files were most of its start.
    """
    once = functools.cache(botocore.session.create_loader)
    with patch.object(botocore.session, "create_loader", once):
        yield


@pytest.fixture
def here(dynamodb_endpoint: str | None) -> Iterator[World]:
    """A world of its own for each test."""
    with world(dynamodb_endpoint) as made:
        yield made


@pytest.fixture
def target() -> Iterator[Target]:
    with running_target() as running:
        yield running


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With REQUIRE_ALL=1, as in CI, what is skipped for want of something is a failure."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("REQUIRE_ALL") == "1":
        report.outcome = "failed"
        report.longrepr = f"Skipped, but REQUIRE_ALL=1 asks for everything: {call.excinfo}"
    return report
