"""The score: how fast incidents were told, which promises were kept, and what customers say."""

from chalicelib.domain.answers import QUESTION_WORDS
from chalicelib.domain.echoes import ASKS_NOTHING, NOTHING_FELT, SHOWN_INCIDENTS, kept, score
from chalicelib.services import asking
from chalicelib.web.admin import shell
from chalicelib.web.admin.visits import Visit
from chalicelib.web.responses import Reply
from chalicelib.words import ENGLISH


def of_incidents(visit: Visit) -> Reply:
    """The latest incidents that customers felt, newest first."""
    report = asking.report(SHOWN_INCIDENTS, visit.request.now)
    return shell.shown(
        "score.html",
        visit,
        title="Score",
        settings=report.page,
        echoes=report.echoes,
        score=score,
        kept=kept,
        duration=ENGLISH.duration,
        questions=QUESTION_WORDS,
        nothing_felt=NOTHING_FELT,
        asks_nothing="" if report.page.ask else ASKS_NOTHING,
    )
