"""One address of the team's: what one has to be allowed there, and who answers."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.domain.roles import Action
from chalicelib.web.admin import shell
from chalicelib.web.responses import Reply

Answer = Callable[..., Reply]
READ = ("GET", "HEAD")
POST = ("POST",)


@dataclass(frozen=True, slots=True)
class Route:
    """An address: a pattern whose named groups become arguments, and who answers which methods.

    `action` is what one has to be allowed; with None it is open to anybody, and gets a Request
    where others get a Visit.
    """

    pattern: re.Pattern[str]
    methods: tuple[str, ...]
    action: Action | None
    answer: Answer

    @property
    def is_for_programs(self) -> bool:
        return self.pattern.pattern.startswith(shell.API)


def open_to_all(pattern: str, methods: tuple[str, ...], answer: Answer) -> Route:
    return Route(re.compile(pattern), methods, None, answer)


def known(pattern: str, methods: tuple[str, ...], action: Action, answer: Answer) -> Route:
    return Route(re.compile(pattern), methods, action, answer)
