"""`candor answers`: how well customers were told of incidents, and what they say about it."""

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime

from candor.tables import NOTHING, column_widths, line
from chalicelib import clock
from chalicelib.domain.answers import Answers
from chalicelib.domain.page import Question
from chalicelib.services import asking
from chalicelib.services.asking import Echo
from chalicelib.words import ENGLISH

SHOWN_INCIDENTS = 20
SHOWN_LINES = 3
_HEADINGS = ("RESOLVED", "TOLD AFTER", "PROMISES", "ANSWERS", "SCORE", "INCIDENT")


def show(*, as_json: bool) -> int:
    """Write the latest incidents, newest first, as a table or as JSON; gives the exit code."""
    report = asking.report(SHOWN_INCIDENTS, clock.now())
    if as_json:
        print(json.dumps([_plain(each) for each in report.echoes], ensure_ascii=False, indent=2))
    elif report.echoes:
        print(*table(report.echoes, report.page.time_zone), sep="\n")
    else:
        print("There was no incident that customers felt.")
    if report.page.ask is None:
        print(
            "The page asks nothing: `page.ask` in its definition, informed or recommend, does.",
            file=sys.stderr,
        )
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


def score(given: Answers) -> str:
    """The figure that goes with the question, such as `NPS +33` or `8.9 of 10`."""
    if given.question is Question.RECOMMEND:
        return f"NPS {given.net_promoters:+d}"
    return f"{given.mean:.1f} of 10"


def promises(echo: Echo) -> str:
    """How many promises of a next update were kept, such as `2 of 3`."""
    made = echo.promises
    return f"{made.kept} of {made.count}" if made.count else NOTHING


def _rows(echo: Echo, zone: str) -> Iterator[tuple[tuple[str, ...], Answers | None]]:
    incident = echo.incident
    resolved = _moment(incident.resolved_at, zone) if incident.resolved_at else "still open"
    told = ENGLISH.duration(echo.told_after) if echo.told_after is not None else NOTHING
    for given in echo.answers or (None,):
        figures = (str(given.count), score(given)) if given else ("0", NOTHING)
        yield (resolved, told, promises(echo), *figures, incident.name), given


def _moment(at: datetime, zone: str) -> str:
    return ENGLISH.date_and_time(at, zone)


def _plain(echo: Echo) -> dict[str, object]:
    incident, told = echo.incident, echo.told_after
    return {
        "id": incident.id,
        "name": incident.name,
        "impact": incident.impact,
        "started_at": incident.started_at.isoformat(),
        "resolved_at": incident.resolved_at and incident.resolved_at.isoformat(),
        "told_after_s": None if told is None else told.total_seconds(),
        "promises": {"kept": echo.promises.kept, "missed": echo.promises.missed},
        "answers": [_plain_answers(each) for each in echo.answers],
    }


def _plain_answers(given: Answers) -> dict[str, object]:
    is_promoting = given.question is Question.RECOMMEND
    return {
        "question": given.question,
        "count": given.count,
        "mean": None if given.mean is None else float(given.mean),
        **({"net_promoter_score": given.net_promoters} if is_promoting else {}),
        "counts": {str(key): n for key, n in sorted(given.counts.items())},
        "lines": [
            {"at": each.at.isoformat(), "score": each.score, "text": each.text}
            for each in given.lines
        ],
    }
