"""Echoes: how fast an incident was told, whether promises were kept, and what customers say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from chalicelib.domain.answers import Answers
from chalicelib.domain.incidents import Incident
from chalicelib.domain.page import Question
from chalicelib.domain.promises import Promises

SHOWN_INCIDENTS = 20
ASKS_NOTHING = "The page asks nothing: page.ask in its definition, informed or recommend, does."
NOTHING_FELT = "There was no incident that customers felt."


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo:
    """An incident, how long the first news of it took, and what customers say.

    `told_after` counts from the incident's beginning; None when nothing was handed over.
    `promises` are those of a next update.
    """

    incident: Incident
    told_after: timedelta | None
    promises: Promises
    answers: tuple[Answers, ...]


def score(given: Answers) -> str:
    """The figure that goes with the question, such as `NPS +33` or `8.9 of 10`."""
    if given.question is Question.RECOMMEND:
        return f"NPS {given.net_promoters:+d}"
    return f"{given.mean:.1f} of 10"


def kept(echo: Echo) -> str:
    """How many promises of a next update were kept, such as `2 of 3`; empty without any."""
    made = echo.promises
    return f"{made.kept} of {made.count}" if made.count else ""


def echo_document(echo: Echo) -> Mapping[str, object]:
    """All of it as plain values, for programs. Times are ISO 8601, in UTC."""
    incident, told = echo.incident, echo.told_after
    return {
        "id": incident.id,
        "name": incident.name,
        "impact": incident.impact.value,
        "started_at": incident.started_at.isoformat(),
        "resolved_at": incident.resolved_at and incident.resolved_at.isoformat(),
        "told_after_s": None if told is None else told.total_seconds(),
        "promises": {"kept": echo.promises.kept, "missed": echo.promises.missed},
        "answers": [_answers(each) for each in echo.answers],
    }


def _answers(given: Answers) -> Mapping[str, object]:
    is_promoting = given.question is Question.RECOMMEND
    return {
        "question": given.question.value,
        "count": given.count,
        "mean": None if given.mean is None else float(given.mean),
        **({"net_promoter_score": given.net_promoters} if is_promoting else {}),
        "counts": {str(key): n for key, n in sorted(given.counts.items())},
        "lines": [
            {"at": each.at.isoformat(), "score": each.score, "text": each.text}
            for each in given.lines
        ],
    }
