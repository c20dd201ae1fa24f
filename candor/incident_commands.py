"""`candor incident`: what its commands do."""

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping

from candor.identity import at_terminal
from candor.tables import NOTHING, table
from chalicelib import clock
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.incidents import Aspect, Incident
from chalicelib.domain.page import PageSettings
from chalicelib.domain.promises import is_missed
from chalicelib.domain.told_document import incident_document
from chalicelib.services import drafting, telling
from chalicelib.services.in_force import definition_in_force
from chalicelib.services.requests import Request, request_id
from chalicelib.words import ENGLISH

_HEADINGS = ("ID", "STAGE", "IMPACT", "BEGAN", "NEXT UPDATE", "INCIDENT")


def open_(chosen: argparse.Namespace) -> int:
    told = telling.open_incident(_request(chosen))
    return _said(told, chosen, f"Opened {told.id}: {told.name}")


def update(chosen: argparse.Namespace) -> int:
    told = telling.update_incident(chosen.id, _request(chosen))
    done = "Updated" if told.is_open else "Resolved"
    return _said(told, chosen, f"{done} {told.id}: {told.name} (update {told.updates[-1].number})")


def show(chosen: argparse.Namespace) -> int:
    page, incidents = telling.open_incidents()
    if chosen.json:
        print(
            json.dumps(
                [incident_document(each) for each in incidents], ensure_ascii=False, indent=2
            )
        )
    elif incidents:
        print(*lines(incidents, page), sep="\n")
    else:
        print("No incident is open.")
    return 0


def show_drafts(chosen: argparse.Namespace) -> int:
    waiting, page = drafting.drafts(), definition_in_force().page
    if chosen.json:
        print(
            json.dumps([incident_document(each) for each in waiting], ensure_ascii=False, indent=2)
        )
    elif waiting:
        print(*draft_lines(waiting, page), sep="\n")
    else:
        print("No draft is waiting.")
    return 0


def publish(chosen: argparse.Namespace) -> int:
    """As it is when nothing is said besides."""
    said = _values(chosen)
    request = _request(chosen, said if set(said) - {"tell"} else {})
    told = drafting.publish(chosen.id, request)
    return _said(told, chosen, f"Published {told.id}: {told.name}")


def drop(chosen: argparse.Namespace) -> int:
    drafting.drop(chosen.id, _request(chosen, {}))
    print(f"Dropped {chosen.id}: nothing is told of it.")
    return 0


def draft_lines(drafts: Iterable[Incident], page: PageSettings) -> Iterator[str]:
    """The lines for a person; below each draft what it says."""
    for each in drafts:
        until = ENGLISH.date_and_time(each.veto_until, page.time_zone) if each.veto_until else ""
        yield f"{each.id}  {each.name}"
        yield f"    is published by itself at {until}"
        yield f"    {each.updates[-1].body}"


def lines(incidents: Iterable[Incident], page: PageSettings) -> Iterator[str]:
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
    return table(_HEADINGS, rows)


def _promise(incident: Incident, zone: str) -> str:
    by = incident.promised_by
    return ENGLISH.date_and_time(by, zone) if by else NOTHING


def _request(chosen: argparse.Namespace, values: Mapping[str, object] | None = None) -> Request:
    return Request(
        values=_values(chosen) if values is None else values,
        actor=at_terminal(local=chosen.local),
        now=clock.now(),
        id=request_id(chosen.request_id),
    )


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
    print(
        json.dumps(incident_document(told), ensure_ascii=False, indent=2) if chosen.json else words
    )
    return 0
