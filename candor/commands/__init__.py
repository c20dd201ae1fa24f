"""The command line: each module here adds a command or two, and says how it is run.

Adding imports nothing of the app: the stage and the endpoint of AWS have to stand in the
environment before the table's module is loaded. What a command needs is imported as it runs.
"""

import argparse
from collections.abc import Callable
from typing import TypeAlias

from chalicelib.domain.errors import InvalidInput

Parser: TypeAlias = argparse.ArgumentParser
Chosen: TypeAlias = argparse.Namespace
# argparse has no public name for it.
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def runs(parser: Parser, run: Callable[[Chosen], int], *, on_stage: bool = True) -> None:
    """The command ends with the exit code that `run` gives.

    `on_stage`: it is about the page of one stage, and `run` may use the services of the app.
    """
    parser.set_defaults(run=run, on_stage=on_stage)


def place() -> Parser:
    """Which page is meant. `--local` may stand after the command as well as before it."""
    parent = argparse.ArgumentParser(add_help=False)
    parent.add_argument(
        "--local", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS
    )
    parent.add_argument("--stage", help="the stage in AWS (default: $STAGE, else dev)")
    return parent


def json_option(parser: Parser, what: str = "all of it, for programs") -> None:
    parser.add_argument("--json", action="store_true", help=what)


def address(url: str | None) -> str:
    """The page's address, as it was given or stands in the environment."""
    from chalicelib import settings

    found = url or settings.base_url()
    if not found:
        raise InvalidInput("Which page? Add --url https://status.example.com, or set BASE_URL.")
    return found
