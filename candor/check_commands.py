"""`candor check`: what its commands do."""

import argparse
import json
import sys
import time
from collections.abc import Iterable, Iterator

from candor.identity import at_terminal
from candor.tables import NOTHING, table
from chalicelib import clock
from chalicelib.domain.runs import Run
from chalicelib.domain.watched import WatchedComponent, shown_url
from chalicelib.domain.watched_document import component_document, run_document
from chalicelib.services import checking, watching
from chalicelib.services.in_force import definition_in_force
from chalicelib.services.requests import Request, request_id
from chalicelib.words import ENGLISH

_HEADINGS = ("ID", "CHECK", "BELIEVED", "SINCE", "LOOKS AT")
_SEEN = ("CHECK", "SEEN", "IN ALL", "WHY")


def show(chosen: argparse.Namespace) -> int:
    found = watching.everything(clock.now(), monotonic=time.monotonic(), with_evidence=chosen.json)
    if chosen.json:
        listed = [component_document(each) for each in found]
        print(json.dumps(listed, ensure_ascii=False, indent=2))
    elif found:
        print(*lines(found, definition_in_force().page.time_zone), sep="\n")
    else:
        print("The page has no components.")
    return 0


def run(chosen: argparse.Namespace) -> int:
    """Of a check, or, by the id of a component, of all that it has."""
    request = Request(
        values={},
        actor=at_terminal(local=chosen.local),
        now=clock.now(),
        id=request_id(chosen.request_id),
    )
    ids = {each.id for each in definition_in_force().components}
    done = (checking.run if chosen.id in ids else checking.run_one)(chosen.id, request)
    if chosen.json:
        print(json.dumps(run_document(done), ensure_ascii=False, indent=2))
        return 0
    print(*seen(done), sep="\n")
    if not chosen.local:
        print("This machine looked; the checks of each minute look from AWS.", file=sys.stderr)
    return 0


def lines(components: Iterable[WatchedComponent], zone: str) -> Iterator[str]:
    """The lines for a person: each component, and its checks below it."""
    rows: list[tuple[str, ...]] = []
    for each in components:
        words = each.status.value if each.checks else f"{each.status.value}, as people say"
        rows.append((each.component.id, each.component.name, words, "", ""))
        rows += (
            (
                known.check.id,
                f"  {known.check.name}",
                known.believed.value,
                ENGLISH.date_and_time(known.since, zone) if known.since else NOTHING,
                f"{known.check.target.method} {shown_url(known.check.target.url)}",
            )
            for known in each.checks
        )
    return table(_HEADINGS, rows)


def seen(done: Run) -> Iterator[str]:
    """The lines for a person."""
    return table(
        _SEEN,
        [
            (
                each.name,
                each.result.verdict.value,
                f"{each.result.phases.total_ms:.0f} ms",
                each.result.reason,
            )
            for each in done.findings
        ],
    )
