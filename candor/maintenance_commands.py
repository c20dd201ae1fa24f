"""`candor maintenance`: what its commands do."""

import argparse
import json
from collections.abc import Callable, Iterable, Iterator, Mapping

from candor.identity import at_terminal
from candor.tables import table
from chalicelib import clock
from chalicelib.domain.durations import duration_text
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.maintenances import Maintenance
from chalicelib.services import maintenance
from chalicelib.services.requests import Request, request_id
from chalicelib.words import ENGLISH

_HEADINGS = ("ID", "STAGE", "BEGINS", "ENDS", "MAINTENANCE")
_PLAIN = ("name", "body", "start", "end", "duration", "by", "kind", "recurrence")
# What is done to one that is there, and what is said of it after.
_DEEDS: Mapping[str, tuple[Callable[[str, Request], Maintenance], str]] = {
    "update": (maintenance.update, "Updated"),
    "move": (maintenance.move, "Moved"),
    "extend": (maintenance.extend, "Extended"),
    "start": (maintenance.begin, "Begun"),
    "verify": (maintenance.verify, "Verified"),
    "complete": (maintenance.complete, "Completed"),
    "cancel": (maintenance.cancel, "Cancelled"),
}


def schedule(chosen: argparse.Namespace) -> int:
    return _said(maintenance.announce(_request(chosen)), chosen, "Announced")


def do(chosen: argparse.Namespace) -> int:
    deed, done = _DEEDS[chosen.action]
    return _said(deed(chosen.id, _request(chosen)), chosen, done)


def show(chosen: argparse.Namespace) -> int:
    page, planned = maintenance.coming(clock.now())
    if chosen.json:
        print(json.dumps([plain(each) for each in planned], ensure_ascii=False, indent=2))
    elif planned:
        print(*lines(planned, page.time_zone), sep="\n")
    else:
        print("No maintenance is planned.")
    return 0


def lines(planned: Iterable[Maintenance], zone: str) -> Iterator[str]:
    """The lines for a person."""
    rows = [
        (
            each.id,
            each.stage.value,
            ENGLISH.date_and_time(each.scheduled_for, zone),
            ENGLISH.date_and_time(each.scheduled_until, zone),
            each.name + (f" ({each.series.rule})" if each.series else ""),
        )
        for each in planned
    ]
    return table(_HEADINGS, rows)


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


def _request(chosen: argparse.Namespace) -> Request:
    who = at_terminal(local=chosen.local)
    return Request(
        values=_values(chosen), actor=who, now=clock.now(), id=request_id(chosen.request_id)
    )


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
