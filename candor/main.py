"""The `candor` command. Exit status: 0 done, 1 refused or failed, 2 a wrong command line.

What a command needs is imported when it is known: the stage and the endpoint of AWS have to stand
in the environment before the table's module is loaded.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from candor import incidents, maintenance
from candor.environment import use_devstack, use_stage
from chalicelib.domain.errors import CandorError, InvalidInput, Unavailable

_INTERRUPTED = 130  # what a shell says of a command that Ctrl-C ended


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


def _choose_system(chosen: argparse.Namespace) -> None:
    if chosen.local:
        use_devstack()
    elif chosen.command in ("answers", "apply", "export", "incident", "maintenance", "notice"):
        use_stage(chosen.stage)


def _run(chosen: argparse.Namespace) -> int:
    _choose_system(chosen)
    match chosen.command:
        case "apply":
            from candor import page_commands

            return page_commands.apply(chosen.file, yes=chosen.yes, local=chosen.local)
        case "export":
            from candor import page_commands

            return page_commands.export(chosen.file)
        case "notice" | "mirror":
            return _over_http(chosen)
        case "answers" | "incident" | "maintenance":
            return int(chosen.run(chosen))
        case "deploy":
            from candor import deploying

            return deploying.deploy(chosen.stage)
        case _:
            from candor import deploying

            return deploying.delete(chosen.stage)


def _answers(chosen: argparse.Namespace) -> int:
    from candor import answers

    return answers.show(as_json=chosen.json)


def _over_http(chosen: argparse.Namespace) -> int:
    """What is read from the page's own address, and needs no key to anything."""
    if chosen.command == "notice":
        from candor.notices import exporting

        return exporting.export(
            chosen.target,
            chosen.folder,
            url=chosen.url,
            language=chosen.language,
            replace=chosen.replace,
        )
    from candor import mirroring

    return mirroring.mirror(chosen.folder, _address(chosen.url))


def _address(url: str | None) -> str:
    """The page's address, as it was given or stands in the environment."""
    from chalicelib import settings

    address = url or settings.base_url()
    if not address:
        raise InvalidInput("Which page? Add --url https://status.example.com, or set BASE_URL.")
    return address


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="candor",
        description="Run a Candor status page.",
        epilog="Exit status: 0 done, 1 refused or failed, 2 a wrong command line.",
        allow_abbrev=False,
    )
    parser.add_argument("--local", action="store_true", help="the system that `make run` started")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    place = _place()
    apply = commands.add_parser(
        "apply", parents=[place], help="put a page definition in force, after showing the changes"
    )
    apply.add_argument("file", type=Path, metavar="FILE", help="a page definition, in YAML")
    apply.add_argument("--yes", action="store_true", help="don't ask; needed without a terminal")
    export = commands.add_parser(
        "export", parents=[place], help="write the page definition that is in force"
    )
    export.add_argument(
        "file", type=Path, nargs="?", metavar="FILE", help="a new file; else standard output"
    )
    _add_notice(commands, place)
    answers = commands.add_parser(
        "answers", parents=[place], help="show what customers answered after the last incidents"
    )
    answers.add_argument("--json", action="store_true", help="all of it, for programs")
    answers.set_defaults(run=_answers)
    incidents.add_to(commands, place)
    maintenance.add_to(commands, place)
    mirror = commands.add_parser("mirror", help="write the page's copies into a folder, by HTTP")
    mirror.add_argument("folder", type=Path, metavar="DIR", help="made where it isn't there yet")
    mirror.add_argument("--url", help="the status page's address (default: $BASE_URL)")
    for name, what in (("deploy", "make or update"), ("delete", "take away")):
        command = commands.add_parser(name, help=f"{what} a stage in AWS")
        command.add_argument("stage", metavar="STAGE", help="a stage of .chalice/config.json")
    return parser


def _add_notice(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", place: argparse.ArgumentParser
) -> None:
    from candor.notices import TARGETS
    from chalicelib.words import LANGUAGES

    notice = commands.add_parser("notice", help="the server-down notice, wherever it has to stand")
    actions = notice.add_subparsers(dest="action", required=True, metavar="ACTION")
    export = actions.add_parser(
        "export",
        parents=[place],
        help="write what makes a proxy or a cloud show it",
        description="Write the files that make one kind of place show the server-down notice "
        "instead of the product's own error message.",
        epilog="docs/notice.md says which target is for what.",
    )
    export.add_argument(
        "target", choices=sorted(TARGETS), metavar="TARGET", help=", ".join(sorted(TARGETS))
    )
    export.add_argument("folder", type=Path, metavar="DIR", help="where the files are written")
    export.add_argument(
        "--url", help="the status page's address (default: what the page in force says)"
    )
    export.add_argument(
        "--language", choices=LANGUAGES, help="the notice's, when it isn't the page's first"
    )
    export.add_argument(
        "--replace", action="store_true", help="write over files that are there and differ"
    )


def _refuse_contradictions(parser: argparse.ArgumentParser, chosen: argparse.Namespace) -> None:
    stage, url = getattr(chosen, "stage", None), getattr(chosen, "url", None)
    if chosen.local and stage:
        parser.error(f"--local is the system of `make run`, and {stage} a stage in AWS")
    if url and (chosen.local or stage):
        parser.error(f"{url} says where the page is; leave --local and --stage out, or --url")


def _place() -> argparse.ArgumentParser:
    """Which page is meant. `--local` may stand after the command as well as before it."""
    place = argparse.ArgumentParser(add_help=False)
    place.add_argument(
        "--local", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS
    )
    place.add_argument("--stage", help="the stage in AWS (default: $STAGE, else dev)")
    return place
