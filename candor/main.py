"""The `candor` command. Exit status: 0 done, 1 refused or failed, 2 a wrong command line."""

import argparse
import os
import sys
from collections.abc import Sequence

from candor.commands import (
    checks,
    dead_letters,
    drills,
    incidents,
    links,
    maintenance,
    messages,
    page,
    places,
    stages,
    subscribers,
    team,
)
from candor.environment import use_devstack, use_stage
from chalicelib.domain.errors import CandorError, Unavailable

_INTERRUPTED = 130  # what a shell says of a command that Ctrl-C ended
_COMMANDS = (
    page,
    checks,
    dead_letters,
    drills,
    incidents,
    links,
    maintenance,
    messages,
    places,
    subscribers,
    team,
    stages,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; errors of ours are sentences on standard error, never a traceback."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    _refuse_contradictions(parser, chosen)
    try:
        return _run(chosen)
    except CandorError as error:
        asleep = chosen.local and isinstance(error, Unavailable)
        print(error, *(["Is `make run` running?"] if asleep else []), file=sys.stderr)
        return 1
    except (KeyboardInterrupt, EOFError):
        print("\nStopped; nothing more is done.", file=sys.stderr)
        return _INTERRUPTED


def _run(chosen: argparse.Namespace) -> int:
    # What the functions note as they go is not for whoever reads what a command prints.
    os.environ.setdefault("POWERTOOLS_LOG_LEVEL", "WARNING")
    if chosen.local:
        use_devstack()
    elif chosen.on_stage:
        use_stage(chosen.stage)
    code: int = chosen.run(chosen)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="candor",
        description="Run a Candor status page.",
        epilog="Exit status: 0 done, 1 refused or failed, 2 a wrong command line.",
        allow_abbrev=False,
    )
    parser.add_argument("--local", action="store_true", help="the system that `make run` started")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in _COMMANDS:
        module.add(commands)
    return parser


def _refuse_contradictions(parser: argparse.ArgumentParser, chosen: argparse.Namespace) -> None:
    stage, url = getattr(chosen, "stage", None), getattr(chosen, "url", None)
    if chosen.local and stage:
        parser.error(f"--local is the system of `make run`, and {stage} a stage in AWS")
    if url and (chosen.local or stage):
        parser.error(f"{url} says where the page is; leave --local and --stage out, or --url")
