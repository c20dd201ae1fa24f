"""The browser, the states that it looks at, and the dates that it believes in."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, sync_playwright

from devstack.portrait import CHROMIUM, browser
from tests.browser.readers import Reader, reader
from tests.browser.site import Site, site
from tests.browser.states import STATES

# What takes longest to be made is begun first, and made while others are looked at.
_LONG = "many"


class _Sites:
    """The states that are being served, each in a process of its own.

    One is begun when it is first asked for, or when the one before it is.
    """

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._made: dict[str, Site] = {}

    def __getitem__(self, state: str) -> Site:
        following = dict(pairwise(STATES))
        for each in (state, following.get(state, state)):
            self.begin(each)
        return self._made[state]

    def begin(self, state: str) -> None:
        """Have it made meanwhile."""
        if state not in self._made:
            self._made[state] = self._stack.enter_context(site(state))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests; each reader has a profile of its own in it."""
    path = browser()
    if path is None:
        pytest.skip("Chromium is missing: apt-get install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=CHROMIUM)
        yield started
        started.close()


@pytest.fixture(scope="session")
def sites(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[_Sites]:
    """The states that nobody changes."""
    with ExitStack() as stack:
        made = _Sites(stack)
        if any(_LONG in item.name for item in request.session.items):
            made.begin(_LONG)
        yield made


@pytest.fixture
def fresh() -> Iterator[Callable[[str], Site]]:
    """A state of the test's own, to be changed as it likes."""
    with ExitStack() as stack:
        yield lambda state: stack.enter_context(site(state))


@pytest.fixture
def read(chromium: Browser) -> Iterator[Callable[..., Reader]]:
    """Somebody with a browser: `read(site, width=320, scripts=False, ...)`."""
    with ExitStack() as stack:
        yield lambda site, **how: stack.enter_context(reader(chromium, site, **how))
