"""Asking customers after an incident, keeping what they answer, and showing it to the team."""

import random
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.domain.allowances import connection_of
from chalicelib.domain.answers import PER_CONNECTION, Answer, answer, taken
from chalicelib.domain.echoes import Echo
from chalicelib.domain.errors import InvalidInput, LostRace, NotFound, Unavailable
from chalicelib.domain.incidents import Impact, Incident
from chalicelib.domain.page import PageSettings, Question
from chalicelib.domain.promises import promises
from chalicelib.domain.snapshot import View
from chalicelib.services import limiting
from chalicelib.storage import answers, definitions, incidents, outbox
from chalicelib.words import marked

# Many answer in the hour after an outage, and some of them in the same moment with the same score.
_ATTEMPTS = 5
_LONGEST_PAUSE_S = 0.1
_A_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What somebody sent: a form's fields or a program's JSON, and who it was.

    `question` is the one that was answered, None for the one that is asked. `client` is the
    address of the connection, `agent` what the browser calls itself.
    """

    score: object
    line: object = ""
    question: object = None
    client: str
    agent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the page asks now, if anything; and the latest incidents, newest first."""

    page: PageSettings
    echoes: tuple[Echo, ...]


def asked_about(view: View, incident_id: str) -> tuple[Incident, Question]:
    """The incident that answers are taken about, with the question; raises NotFound."""
    incident, question = taken(view, incident_id), view.snapshot.page.ask
    if incident is None or question is None:
        raise NotFound(marked("Nothing is asked about this incident."))
    return incident, question


def take(sent: Sent, incident_id: str, view: View, now: datetime) -> None:
    """Keep an answer about the incident, once, with nothing of who gave it.

    Raises NotFound when nothing is asked about it, InvalidInput for what is no answer, and
    TooManyRequests when too many came from one connection.
    """
    _, question = asked_about(view, incident_id)
    if sent.question not in (None, question.value):
        raise InvalidInput(
            marked("Meanwhile the page asks another question. Please answer that one.")
        )
    given = answer(question, sent.score, sent.line)
    connection = connection_of(sent.client)
    limiting.require("answer", f"{incident_id}:{connection}", PER_CONNECTION, now)
    by = limiting.digest_of(connection, sent.agent, question, str(given.score), given.line)
    _keep(incident_id, given, by, now)


def report(count: int, now: datetime) -> Report:
    """The latest incidents that customers felt, at most so many. Raises NotFound without a page."""
    definition = definitions.in_force()
    if definition is None:
        raise NotFound("There is no page yet; `candor apply` makes one.")
    latest = [each for each in incidents.recent(count) if each.impact is not Impact.NONE]
    since = min((each.started_at for each in latest), default=now)
    took = outbox.first_sent_after(since, now + _A_MOMENT)
    return Report(
        page=definition.page,
        echoes=tuple(
            Echo(
                incident=each,
                told_after=took.get(each.id),
                promises=promises(each, now),
                answers=answers.load(each.id),
            )
            for each in latest
        ),
    )


def _keep(incident_id: str, given: Answer, by: str, now: datetime) -> None:
    """Whoever loses a race was answered by the table, and tries again."""
    for _ in range(_ATTEMPTS):
        try:
            answers.keep(incident_id, given, by=by, at=now)
        except LostRace:
            time.sleep(random.uniform(0, _LONGEST_PAUSE_S))  # noqa: S311 - spreads, hides nothing
        else:
            return
    raise Unavailable("An answer could not be kept: too many came in the same moment.")
