"""`candor answers`: how well customers were told of incidents, and what they say about it."""

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime

from candor.tables import NOTHING, column_widths, line
from chalicelib import clock
from chalicelib.domain.answers import Answers
from chalicelib.domain.echoes import (
    ASKS_NOTHING,
    NOTHING_FELT,
    SHOWN_INCIDENTS,
    Echo,
    echo_document,
    kept,
    score,
)
from chalicelib.services import asking
from chalicelib.words import ENGLISH

SHOWN_LINES = 3
_HEADINGS = ("RESOLVED", "TOLD AFTER", "PROMISES", "ANSWERS", "SCORE", "INCIDENT")


def show(*, as_json: bool) -> int:
    """Write the latest incidents, newest first, as a table or as JSON; gives the exit code."""
    report = asking.report(SHOWN_INCIDENTS, clock.now())
    if as_json:
        told = [echo_document(each) for each in report.echoes]
        print(json.dumps(told, ensure_ascii=False, indent=2))
    elif report.echoes:
        print(*table(report.echoes, report.page.time_zone), sep="\n")
    else:
        print(NOTHING_FELT)
    if report.page.ask is None:
        print(ASKS_NOTHING, file=sys.stderr)
    return 0


def table(echoes: Iterable[Echo], zone: str) -> Iterator[str]:
    """The lines for a person: a row for each incident and question, below it the newest words."""
    rows = [(row, given) for echo in echoes for row, given in _rows(echo, zone)]
    widths = column_widths(_HEADINGS, [row for row, _ in rows])
    yield line(_HEADINGS, widths)
    for row, given in rows:
        yield line(row, widths)
        for words in given.lines[:SHOWN_LINES] if given else ():
            yield f"    {words.score:>2}  {words.text}"
        if given and len(given.lines) > SHOWN_LINES:
            yield f"        and {len(given.lines) - SHOWN_LINES} more: --json has them all"


def _rows(echo: Echo, zone: str) -> Iterator[tuple[tuple[str, ...], Answers | None]]:
    incident = echo.incident
    resolved = _moment(incident.resolved_at, zone) if incident.resolved_at else "still open"
    told = ENGLISH.duration(echo.told_after) if echo.told_after is not None else NOTHING
    for given in echo.answers or (None,):
        figures = (str(given.count), score(given)) if given else ("0", NOTHING)
        yield (resolved, told, kept(echo) or NOTHING, *figures, incident.name), given


def _moment(at: datetime, zone: str) -> str:
    return ENGLISH.date_and_time(at, zone)
