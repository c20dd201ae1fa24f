"""`candor maintenance`: announce planned work, move it, begin and end it; list what is planned."""

import argparse

from candor.commands import Chosen, Commands, Parser, json_option, place, runs
from chalicelib.domain.maintenances import MaintenanceKind

# What is done to one that is there, and what that means.
_DEEDS = (
    ("update", "write an update"),
    ("move", "plan it for another time"),
    ("extend", "let it end later, or sooner"),
    ("start", "begin it now"),
    ("verify", "say that the work is done, and looked at"),
    ("complete", "end it now"),
    ("cancel", "call it off"),
)


def add(commands: Commands) -> None:
    maintenance = commands.add_parser("maintenance", help="tell customers of planned work")
    actions = maintenance.add_subparsers(dest="action", required=True, metavar="ACTION")
    words = _words()
    _add_schedule(actions, [place(), words])
    for name, what in _DEEDS:
        parser = actions.add_parser(name, parents=[place(), words], help=what)
        parser.add_argument(
            "id", metavar="ID", help="the maintenance's, as `candor maintenance list` has it"
        )
        runs(parser, _do)
        _add_times(name, parser)
        if name == "cancel":
            parser.add_argument(
                "--series", action="store_true", help="and all that would come after it"
            )
    listing = actions.add_parser("list", parents=[place()], help="list what is planned")
    json_option(listing)
    runs(listing, _list)


def _add_schedule(actions: Commands, parents: list[Parser]) -> None:
    schedule = actions.add_parser("schedule", parents=parents, help="announce planned work")
    schedule.add_argument("name", metavar="NAME", help="what is done, in a few words")
    _add_times("schedule", schedule)
    schedule.add_argument(
        "--component",
        action="append",
        metavar="KEY",
        help="what is worked on; as often as needed",
    )
    schedule.add_argument(
        "--kind", choices=[each.value for each in MaintenanceKind], help="(default: work)"
    )
    schedule.add_argument(
        "--reminder",
        action="append",
        metavar="DURATION",
        help="how long before it begins it is told again; as often as needed (default: 24h, 1h)",
    )
    schedule.add_argument("--no-reminders", action="store_true", help="don't tell it again")
    schedule.add_argument(
        "--recurrence", metavar="RRULE", help="how it comes again, such as FREQ=MONTHLY;BYDAY=1SU"
    )
    schedule.add_argument(
        "--name-in", action="append", metavar="LANGUAGE=NAME", help="the name in another language"
    )
    runs(schedule, _schedule)


def _add_times(name: str, parser: Parser) -> None:
    at = "a time, such as 2026-03-01T02:00; in the page's time zone when it names none"
    if name in ("schedule", "move"):
        parser.add_argument("--start", metavar="TIME", required=True, help=at)
        parser.add_argument("--duration", metavar="DURATION", help="how long it takes, such as 2h")
    if name in ("schedule", "move", "extend"):
        parser.add_argument("--end", metavar="TIME", help="when it is over")
    if name == "extend":
        parser.add_argument("--by", metavar="DURATION", help="how much longer it takes")


def _words() -> Parser:
    """What may be said with all that is done."""
    words = argparse.ArgumentParser(add_help=False)
    words.add_argument(
        "--body", metavar="TEXT", help="what there is to say (default: what is done, in our words)"
    )
    words.add_argument(
        "--body-in", action="append", metavar="LANGUAGE=TEXT", help="the same in another language"
    )
    words.add_argument(
        "--quiet", action="store_true", help="on the page alone; subscribers hear nothing"
    )
    words.add_argument(
        "--request-id", default="", metavar="ID", help="so that trying again does it once"
    )
    json_option(words, "the maintenance, for programs")
    return words


def _schedule(chosen: Chosen) -> int:
    from candor import maintenance_commands

    return maintenance_commands.schedule(chosen)


def _do(chosen: Chosen) -> int:
    from candor import maintenance_commands

    return maintenance_commands.do(chosen)


def _list(chosen: Chosen) -> int:
    from candor import maintenance_commands

    return maintenance_commands.show(chosen)
