"""The moments that matter of an incident or a maintenance, in the order in which they came."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.domain.incidents import Incident, IncidentUpdate, Stage
from chalicelib.domain.maintenances import Maintenance
from chalicelib.words import Tongue


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """What happened and when; `after` is in words how long after the one before, or ""."""

    words: str
    at: datetime
    after: str = ""


def of_incident(told: Incident, tongue: Tongue) -> tuple[Milestone, ...]:
    """From the first failure to the all clear, as far as it has come."""
    news = _first_news(told)
    fix = _first(told, Stage.MONITORING)
    return _spaced(
        (
            (tongue.say("First failure"), told.started_at),
            (tongue.say("First notification"), news.at if news else None),
            (tongue.say("Fix in place"), fix.at if fix else None),
            (tongue.say("All clear"), told.resolved_at),
        ),
        tongue,
    )


def of_maintenance(told: Maintenance, tongue: Tongue) -> tuple[Milestone, ...]:
    """From the announcement to the end, as it was planned and as it came."""
    return _spaced(
        (
            (tongue.say("Announced"), told.created_at),
            (tongue.say("Begun"), told.started_at),
            (tongue.say("Completed"), told.completed_at),
        ),
        tongue,
    )


def _first_news(told: Incident) -> IncidentUpdate | None:
    return next((update for update in told.updates if update.is_told), None)


def _first(told: Incident, stage: Stage) -> IncidentUpdate | None:
    return next((update for update in told.updates if update.stage is stage), None)


def _spaced(
    moments: tuple[tuple[str, datetime | None], ...], tongue: Tongue
) -> tuple[Milestone, ...]:
    """Those that have come, by time; what was dated back may come before its notification."""
    come = sorted(((at, words) for words, at in moments if at is not None), key=lambda m: m[0])
    made: list[Milestone] = []
    for at, words in come:
        span = at - made[-1].at if made else timedelta()
        after = tongue.say("{duration} later", duration=tongue.duration(span)) if span else ""
        made.append(Milestone(words=words, at=at, after=after))
    return tuple(made)
