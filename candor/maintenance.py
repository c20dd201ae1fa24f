"""`candor maintenance`: announce, move, begin and end planned work from a terminal; list it."""

import argparse
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from candor.tables import aligned
from candor.whoami import actor
from chalicelib import clock
from chalicelib.domain.durations import duration_text
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.maintenances import Maintenance, MaintenanceKind
from chalicelib.domain.page import PageSettings
from chalicelib.words import ENGLISH

if TYPE_CHECKING:  # it loads the table's module, before which the stage has to be known
    from chalicelib.services.requests import Request

Commands = Any  # argparse names the type of its subparsers in private
Deed = Callable[[str, "Request"], Maintenance]

_HEADINGS = ("ID", "STAGE", "BEGINS", "ENDS", "MAINTENANCE")
_PLAIN = ("name", "body", "start", "end", "duration", "by", "kind", "recurrence")
# What is done to one that is there: its command, what that does, and what is said of it after.
_DEEDS = (
    ("update", "write an update", "Updated"),
    ("move", "plan it for another time", "Moved"),
    ("extend", "let it end later, or sooner", "Extended"),
    ("start", "begin it now", "Begun"),
    ("verify", "say that the work is done, and looked at", "Verified"),
    ("complete", "end it now", "Completed"),
    ("cancel", "call it off", "Cancelled"),
)


def add_to(commands: Commands, place: argparse.ArgumentParser) -> None:
    """Its subcommands, each with the function that runs it as `run`."""
    maintenance = commands.add_parser("maintenance", help="tell customers of planned work")
    actions = maintenance.add_subparsers(dest="action", required=True, metavar="ACTION")
    words = _words()
    _add_schedule(actions, [place, words])
    for name, what, done in _DEEDS:
        parser = actions.add_parser(name, parents=[place, words], help=what)
        parser.add_argument(
            "id", metavar="ID", help="the maintenance's, as `candor maintenance list` has it"
        )
        parser.set_defaults(run=_do, done=done)
        _add_times(name, parser)
        if name == "cancel":
            parser.add_argument(
                "--series", action="store_true", help="and all that would come after it"
            )
    listing = actions.add_parser("list", parents=[place], help="list what is planned")
    listing.add_argument("--json", action="store_true", help="all of it, for programs")
    listing.set_defaults(run=_list)


def _add_schedule(actions: Commands, parents: list[argparse.ArgumentParser]) -> None:
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
    schedule.set_defaults(run=_schedule)


def _add_times(name: str, parser: argparse.ArgumentParser) -> None:
    at = "a time, such as 2026-03-01T02:00; in the page's time zone when it names none"
    if name in ("schedule", "move"):
        parser.add_argument("--start", metavar="TIME", required=True, help=at)
        parser.add_argument("--duration", metavar="DURATION", help="how long it takes, such as 2h")
    if name in ("schedule", "move", "extend"):
        parser.add_argument("--end", metavar="TIME", help="when it is over")
    if name == "extend":
        parser.add_argument("--by", metavar="DURATION", help="how much longer it takes")


def _words() -> argparse.ArgumentParser:
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
    words.add_argument("--json", action="store_true", help="the maintenance, for programs")
    return words


def _schedule(chosen: argparse.Namespace) -> int:
    from chalicelib.services import maintenance

    return _said(maintenance.announce(_request(chosen)), chosen, "Announced")


def _do(chosen: argparse.Namespace) -> int:
    from chalicelib.services import maintenance

    deeds: Mapping[str, Deed] = {
        "update": maintenance.update,
        "move": maintenance.move,
        "extend": maintenance.extend,
        "start": maintenance.begin,
        "verify": maintenance.verify,
        "complete": maintenance.complete,
        "cancel": maintenance.cancel,
    }
    return _said(deeds[chosen.action](chosen.id, _request(chosen)), chosen, chosen.done)


def _list(chosen: argparse.Namespace) -> int:
    from chalicelib.services import maintenance

    page, planned = maintenance.coming(clock.now())
    if chosen.json:
        print(json.dumps([plain(each) for each in planned], ensure_ascii=False, indent=2))
    elif planned:
        print(*table(planned, page), sep="\n")
    else:
        print("No maintenance is planned.")
    return 0


def table(planned: Iterable[Maintenance], page: PageSettings) -> Iterator[str]:
    """The lines for a person."""
    rows = [
        (
            each.id,
            each.stage.value,
            ENGLISH.date_and_time(each.scheduled_for, page.time_zone),
            ENGLISH.date_and_time(each.scheduled_until, page.time_zone),
            each.name + (f" ({each.series.rule})" if each.series else ""),
        )
        for each in planned
    ]
    return aligned(_HEADINGS, rows)


def plain(planned: Maintenance) -> Mapping[str, object]:
    """For programs: how it stands, with its last update."""
    last = planned.updates[-1]
    return {
        "id": planned.id,
        "name": planned.name,
        "kind": planned.kind,
        "stage": planned.stage,
        "scheduled_for": planned.scheduled_for.isoformat(),
        "scheduled_until": planned.scheduled_until.isoformat(),
        "started_at": planned.started_at and planned.started_at.isoformat(),
        "completed_at": planned.completed_at and planned.completed_at.isoformat(),
        "component_ids": planned.component_ids,
        "reminders": [duration_text(each) for each in planned.reminders],
        "recurrence": planned.series and planned.series.rule,
        "series_id": planned.series and planned.series.id,
        "update": {"number": last.number, "body": last.body, "at": last.at.isoformat()},
    }


def _request(chosen: argparse.Namespace) -> "Request":
    from chalicelib.services.requests import Request

    return Request(values=_values(chosen), actor=actor(), now=clock.now(), id=chosen.request_id)


def _values(chosen: argparse.Namespace) -> dict[str, object]:
    """What was given, by the names that forms and the API have for it too."""
    lists = {"components": "component", "reminders": "reminder"}
    texts = {"names": "name_in", "bodies": "body_in"}
    given = {name: getattr(chosen, name, None) for name in _PLAIN}
    given |= {name: getattr(chosen, option, None) for name, option in lists.items()}
    given |= {name: _by_language(getattr(chosen, option, None)) for name, option in texts.items()}
    values: dict[str, object] = {name: value for name, value in given.items() if value is not None}
    if getattr(chosen, "no_reminders", False):
        values["reminders"] = []
    if getattr(chosen, "series", False):
        values["series"] = True
    return values | ({"tell": False} if chosen.quiet else {})


def _by_language(written: Iterable[str] | None) -> dict[str, str] | None:
    return dict(_in_language(text) for text in written) if written else None


def _in_language(text: str) -> tuple[str, str]:
    language, equals, words = text.partition("=")
    if not equals:
        raise InvalidInput(f'"{text}" names no language; write for example de={text}.')
    return language, words


def _said(planned: Maintenance, chosen: argparse.Namespace, done: str) -> int:
    if chosen.json:
        print(json.dumps(plain(planned), ensure_ascii=False, indent=2))
    else:
        print(f"{done} {planned.id}: {planned.name}")
    return 0
