"""What customers say after an incident: one question, a number from 0 to 10, a line if they like.

The page asks while it is fresh, and never while something is wrong. Who was asked may answer a
while longer: the page may have stood open, and an incident may begin again while somebody writes.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor

from chalicelib.domain.allowances import Allowance
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.incidents import Impact, Incident, Stage
from chalicelib.domain.page import Question
from chalicelib.domain.snapshot import View
from chalicelib.words import marked

QUESTION_WORDS: Mapping[Question, str] = {
    Question.INFORMED: marked("Did we keep you informed?"),
    Question.RECOMMEND: marked("How likely are you to recommend us to a friend or colleague?"),
}
SCALE_WORDS: Mapping[Question, str] = {
    Question.INFORMED: marked("0 means not at all, 10 means completely."),
    Question.RECOMMEND: marked("0 means not at all likely, 10 means extremely likely."),
}

SCORES = range(11)
LINE_LENGTH = 280
# More is no conversation any more; whoever floods a page fills no more than this of an incident.
KEPT_LINES = 2000
ASKED_FOR = timedelta(days=7)
TAKEN_FOR = ASKED_FOR + timedelta(days=1)
# A whole office may sit behind one address, and few of those who read answer. One person alone
# doesn't get far with it: so many a day, of one incident.
PER_CONNECTION = Allowance(30, timedelta(days=1))
# A second click, a repeated request: the same again so soon is no second answer.
REPEATED_WITHIN = timedelta(minutes=1)

_PROMOTER = 9  # https://www.netpromoter.com/know/: 9 and 10 promote, 0 to 6 detract
_DETRACTOR = 6
# Joiners hold emoji and some scripts together; other characters of format may turn a text around.
_JOINERS = "\u200c\u200d"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one customer says; `line` is "" when there are no words."""

    question: Question
    score: int
    line: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The words that somebody wrote along with a score, and when."""

    question: Question
    score: int
    text: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """All that was answered to one question about one incident.

    `counts` are by score; `lines` are the newest first, and no more than were kept.
    """

    question: Question
    counts: Mapping[int, int] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()

    @property
    def count(self) -> int:
        return sum(self.counts.values())

    @property
    def mean(self) -> Decimal | None:
        """To one place, floored: it never says more than it is. None without any answer."""
        if not self.count:
            return None
        exact = Fraction(sum(score * n for score, n in self.counts.items()), self.count)
        return Decimal(floor(exact * 10)) / 10

    @property
    def net_promoters(self) -> int | None:
        """The share of promoters less that of detractors, -100 to 100, floored; None without any.

        It means something for the Net Promoter question alone.
        """
        if not self.count:
            return None
        promoters = sum(n for score, n in self.counts.items() if score >= _PROMOTER)
        detractors = sum(n for score, n in self.counts.items() if score <= _DETRACTOR)
        return floor(Fraction(100 * (promoters - detractors), self.count))


def answer(question: Question, score: object, line: object = "") -> Answer:
    """What was sent, as an answer; raises InvalidInput with a sentence for who sent it.

    A score is a whole number, or the digits of one. Of the line, white space is single blanks, and
    characters that nobody sees are left out.
    """
    return Answer(question=question, score=_score(score), line=_line(line))


def asked(view: View) -> tuple[Incident, ...]:
    """What the page asks about, what was resolved last first; nothing while something is wrong."""
    snapshot = view.snapshot
    if snapshot.page.ask is None or view.blind_since or snapshot.open_incidents:
        return ()
    fresh = [
        (incident.resolved_at, incident)
        for incident in snapshot.incidents
        if _was_felt(incident)
        and incident.resolved_at
        and view.at - incident.resolved_at <= ASKED_FOR
    ]
    return tuple(incident for _, incident in sorted(fresh, key=lambda pair: pair[0], reverse=True))


def taken(view: View, incident_id: str) -> Incident | None:
    """The incident when answers about it are taken, else None."""
    if view.snapshot.page.ask is None:
        return None
    known = (each for each in view.snapshot.incidents if each.id == incident_id)
    return next((each for each in known if _was_felt(each) and _is_taken(each, view.at)), None)


def _was_felt(incident: Incident) -> bool:
    return incident.impact is not Impact.NONE


def _is_taken(incident: Incident, now: datetime) -> bool:
    """Whether it was over lately, be it that it began again since."""
    told = [each.at for each in incident.updates if each.stage is Stage.RESOLVED]
    over = max((*told, *filter(None, [incident.resolved_at])), default=None)
    return over is not None and now - over <= TAKEN_FOR


def _score(given: object) -> int:
    number = int(given) if isinstance(given, str) and _is_digits(given) else given
    if not isinstance(number, int) or isinstance(number, bool) or number not in SCORES:
        raise InvalidInput(marked("Please choose a number from 0 to 10."))
    return number


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= len(str(SCORES[-1]))


def _line(given: object) -> str:
    if not isinstance(given, str):
        raise InvalidInput("The line must be a text.")
    if any(unicodedata.category(char) == "Cs" for char in given):
        raise InvalidInput("The line has half of a character (a lone surrogate) in it.")
    seen = "".join(char for char in " ".join(given.split()) if _is_seen(char)).strip()
    if len(seen) > LINE_LENGTH:
        raise InvalidInput(
            marked("Please write at most {most} characters; these are {n}."),
            most=LINE_LENGTH,
            n=len(seen),
        )
    return seen


def _is_seen(char: str) -> bool:
    return char in _JOINERS or unicodedata.category(char) not in ("Cc", "Cf")
