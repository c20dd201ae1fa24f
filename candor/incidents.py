"""`candor incident`: open, continue and close an incident from a terminal; list the open ones."""

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from candor.tables import aligned
from candor.whoami import actor
from chalicelib import clock
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.incidents import Aspect, Impact, Incident, Stage
from chalicelib.domain.page import PageSettings
from chalicelib.domain.promises import is_missed
from chalicelib.words import ENGLISH

if TYPE_CHECKING:  # it loads the table's module, before which the stage has to be known
    from chalicelib.services.requests import Request

_HEADINGS = ("ID", "STAGE", "IMPACT", "BEGAN", "NEXT UPDATE", "INCIDENT")
_NOTHING = "–"


def add_to(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", place: argparse.ArgumentParser
) -> None:
    """Its subcommands, each with the function that runs it as `run`."""
    incident = commands.add_parser("incident", help="tell customers of an incident")
    actions = incident.add_subparsers(dest="action", required=True, metavar="ACTION")
    words, status = _words(), _status()
    opening = actions.add_parser("open", parents=[place, words, status], help="open a new incident")
    opening.add_argument("name", nargs="?", metavar="NAME", help="what it is about, in a few words")
    opening.set_defaults(run=_open)
    update = actions.add_parser("update", parents=[place, words, status], help="write an update")
    resolve = actions.add_parser("resolve", parents=[place, words], help="say that it is over")
    resolve.set_defaults(status=Stage.RESOLVED.value)
    for parser in (update, resolve):
        parser.add_argument(
            "id", metavar="ID", help="the incident's, as `candor incident list` has it"
        )
        parser.add_argument("--name", help="call it something else from now on")
        parser.set_defaults(run=_update)
    listing = actions.add_parser("list", parents=[place], help="list the open incidents")
    listing.add_argument("--json", action="store_true", help="all of it, for programs")
    listing.set_defaults(run=_list)


def _words() -> argparse.ArgumentParser:
    """What an update may say."""
    words = argparse.ArgumentParser(add_help=False)
    words.add_argument("--body", metavar="TEXT", help="what there is to say, in Markdown")
    words.add_argument(
        "--template", metavar="KEY", help="one of page.templates, for what isn't said here"
    )
    words.add_argument(
        "--component",
        action="append",
        default=[],
        metavar="KEY=STATUS",
        help="how a component is, such as checkout=partial_outage; as often as needed",
    )
    for aspect in Aspect:
        words.add_argument(
            f"--{aspect.value.replace('_', '-')}", metavar="TEXT", help="a line of its own"
        )
    words.add_argument(
        "--next-update-by", metavar="TIME", help="a promise, such as 30m or 2026-03-01T12:30"
    )
    words.add_argument("--signed-by", metavar="KEY", help="who signs it, of page.signers")
    words.add_argument(
        "--corrects", type=int, metavar="NUMBER", help="the update that it puts right"
    )
    words.add_argument("--at", metavar="TIME", help="when it was so, if that is in the past")
    words.add_argument(
        "--impact", choices=[each.value for each in Impact], help="instead of the components'"
    )
    words.add_argument(
        "--quiet", action="store_true", help="on the page alone; subscribers hear nothing"
    )
    words.add_argument(
        "--request-id", default="", metavar="ID", help="so that trying again does it once"
    )
    words.add_argument("--json", action="store_true", help="the incident, for programs")
    return words


def _status() -> argparse.ArgumentParser:
    status = argparse.ArgumentParser(add_help=False)
    status.add_argument(
        "--status", choices=[each.value for each in Stage], help="where you stand with it"
    )
    return status


def _open(chosen: argparse.Namespace) -> int:
    from chalicelib.services import telling

    told = telling.open_incident(_request(chosen))
    return _said(told, chosen, f"Opened {told.id}: {told.name}")


def _update(chosen: argparse.Namespace) -> int:
    from chalicelib.services import telling

    told = telling.update_incident(chosen.id, _request(chosen))
    done = "Updated" if told.is_open else "Resolved"
    return _said(told, chosen, f"{done} {told.id}: {told.name} (update {told.updates[-1].number})")


def _list(chosen: argparse.Namespace) -> int:
    from chalicelib.services import telling

    page, incidents = telling.open_incidents()
    if chosen.json:
        print(json.dumps([plain(each) for each in incidents], ensure_ascii=False, indent=2))
    elif incidents:
        print(*table(incidents, page), sep="\n")
    else:
        print("No incident is open.")
    return 0


def table(incidents: Iterable[Incident], page: PageSettings) -> Iterator[str]:
    """The lines for a person."""
    now, zone = clock.now(), page.time_zone
    rows = [
        (
            each.id,
            each.stage.value,
            each.impact.value,
            ENGLISH.date_and_time(each.started_at, zone),
            _promise(each, zone) + (", late" if is_missed(each, now) else ""),
            each.name,
        )
        for each in incidents
    ]
    return aligned(_HEADINGS, rows)


def plain(incident: Incident) -> Mapping[str, object]:
    """For programs: how it stands, with its last update."""
    last = incident.updates[-1]
    return {
        "id": incident.id,
        "name": incident.name,
        "stage": incident.stage,
        "impact": incident.impact,
        "started_at": incident.started_at.isoformat(),
        "resolved_at": incident.resolved_at and incident.resolved_at.isoformat(),
        "next_update_by": incident.promised_by and incident.promised_by.isoformat(),
        "component_ids": incident.component_ids,
        "update": {"number": last.number, "body": last.body, "at": last.at.isoformat()},
    }


def _promise(incident: Incident, zone: str) -> str:
    by = incident.promised_by
    return ENGLISH.date_and_time(by, zone) if by else _NOTHING


def _request(chosen: argparse.Namespace) -> "Request":
    from chalicelib.services.requests import Request

    return Request(values=_values(chosen), actor=actor(), now=clock.now(), id=chosen.request_id)


def _values(chosen: argparse.Namespace) -> dict[str, object]:
    """What was given, by the names that forms and the API have for it too."""
    names = (
        "template",
        "name",
        "status",
        "body",
        *(a.value for a in Aspect),
        "next_update_by",
        "signed_by",
        "corrects",
        "at",
        "impact",
    )
    given = {name: getattr(chosen, name, None) for name in names}
    values: dict[str, object] = {name: value for name, value in given.items() if value is not None}
    if chosen.component:
        values["components"] = dict(_component(text) for text in chosen.component)
    return values | {"tell": not chosen.quiet}


def _component(text: str) -> tuple[str, str]:
    key, equals, status = text.partition("=")
    if not equals:
        raise InvalidInput(f'"{text}" says no status; write for example {text}=partial_outage.')
    return key, status


def _said(told: Incident, chosen: argparse.Namespace, words: str) -> int:
    print(json.dumps(plain(told), ensure_ascii=False, indent=2) if chosen.json else words)
    return 0
