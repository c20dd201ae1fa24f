"""When customers are asked, what counts as an answer, and what the answers add up to."""

import unicodedata
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.answers import (
    ASKED_FOR,
    LINE_LENGTH,
    QUESTION_WORDS,
    SCALE_WORDS,
    SCORES,
    TAKEN_FOR,
    Answer,
    Answers,
    answer,
    asked,
    taken,
)
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.incidents import Impact, Incident, Stage
from chalicelib.domain.page import Question
from chalicelib.domain.snapshot import Pulse, View, view
from tests.specimens import PAGE, incident, minute, shown, snapshot, update

INFORMED, RECOMMEND = Question.INFORMED, Question.RECOMMEND
SECOND = timedelta(seconds=1)
OVER = incident("0over0000000", update(1), update(2, Stage.RESOLVED))
OPEN = incident("0open0000000", update(1))
AGAIN = incident("0again000000", update(1), update(2, Stage.RESOLVED), update(3))
FELT_BY_NONE = replace(OVER, id="0unfelt00000", impact=Impact.NONE)
AFTER = replace(OVER, id="0after000000", stage=Stage.POSTMORTEM, updates=(*OVER.updates, update(3)))
RESOLVED_AT = minute(2)
JOINERS = "\u200c\u200d"


def page_with(
    *incidents: Incident, after: timedelta = SECOND, ask: Question | None = INFORMED
) -> View:
    """What is shown so long after the incidents were over."""
    at = RESOLVED_AT + after
    made = snapshot(shown("shop"), incidents=incidents, page=replace(PAGE, ask=ask), made_at=at)
    return view(made, Pulse(looked={0: at}), at)


def ids(incidents: tuple[Incident, ...]) -> list[str]:
    return [each.id for each in incidents]


@pytest.mark.parametrize(
    ("seen", "found"),
    [
        pytest.param(page_with(OVER), [OVER.id], id="over"),
        pytest.param(page_with(AFTER), [AFTER.id], id="over, and explained"),
        pytest.param(page_with(OVER, after=ASKED_FOR), [OVER.id], id="a week later"),
        pytest.param(page_with(OVER, after=ASKED_FOR + SECOND), [], id="more than a week later"),
        pytest.param(page_with(OPEN), [], id="still open"),
        pytest.param(page_with(OVER, OPEN), [], id="another is open"),
        pytest.param(page_with(FELT_BY_NONE), [], id="nobody felt it"),
        pytest.param(page_with(OVER, ask=None), [], id="nothing is asked"),
        pytest.param(page_with(), [], id="nothing happened"),
    ],
)
def test_the_page_asks_while_it_is_fresh_and_nothing_else_is_wrong(
    seen: View, found: list[str]
) -> None:
    assert ids(asked(seen)) == found


def test_what_was_over_last_is_asked_about_first() -> None:
    older = replace(OVER, id="0older000000", resolved_at=minute(1))
    newer = replace(OVER, id="0newer000000", resolved_at=minute(1.5))
    assert ids(asked(page_with(older, OVER, newer))) == [OVER.id, newer.id, older.id]


def test_who_sees_nothing_asks_nothing() -> None:
    seen = page_with(OVER)
    assert asked(view(seen.snapshot, seen.pulse, seen.at + timedelta(hours=1))) == ()


@pytest.mark.parametrize(
    ("told", "after", "is_taken"),
    [
        pytest.param(OVER, SECOND, True, id="over"),
        pytest.param(OVER, TAKEN_FOR, True, id="the page stood open for a day"),
        pytest.param(OVER, TAKEN_FOR + SECOND, False, id="long ago"),
        pytest.param(AGAIN, timedelta(minutes=5), True, id="it began again meanwhile"),
        pytest.param(AGAIN, TAKEN_FOR + SECOND, False, id="it began again and stayed"),
        pytest.param(OPEN, SECOND, False, id="never over"),
        pytest.param(FELT_BY_NONE, SECOND, False, id="nobody felt it"),
    ],
)
def test_answers_are_taken_a_while_longer_than_asked_for(
    told: Incident, after: timedelta, is_taken: bool
) -> None:
    assert taken(page_with(told, after=after), told.id) == (told if is_taken else None)


def test_answers_about_other_incidents_are_not_taken() -> None:
    assert taken(page_with(OVER), OPEN.id) is None
    assert taken(page_with(OVER, ask=None), OVER.id) is None


moments = st.timedeltas(-TAKEN_FOR, timedelta(0)).map(lambda ago: RESOLVED_AT + ago)
resolved = st.builds(
    lambda told, number, at: replace(told, id=f"{number:012}", resolved_at=at),
    st.sampled_from([OVER, AFTER, FELT_BY_NONE]),
    st.integers(0, 99),
    moments,
)


@given(st.lists(resolved, max_size=5, unique_by=lambda each: each.id), st.sampled_from(Question))
def test_whoever_is_asked_may_answer(told: list[Incident], question: Question) -> None:
    seen = page_with(*told, ask=question)
    about = asked(seen)
    assert all(taken(seen, each.id) == each for each in about)
    ends = [each.resolved_at for each in about if each.resolved_at]
    assert ends == sorted(ends, reverse=True)
    assert len(about) == len(ends)


@pytest.mark.parametrize("question", Question)
def test_every_question_has_words_and_a_scale(question: Question) -> None:
    assert QUESTION_WORDS[question].endswith("?")
    assert SCALE_WORDS[question].startswith("0 means")


@pytest.mark.parametrize("score", SCORES)
def test_a_score_is_a_number_or_its_digits(score: int) -> None:
    meant = Answer(question=INFORMED, score=score)
    assert answer(INFORMED, score) == answer(INFORMED, str(score)) == meant


@pytest.mark.parametrize(
    "score", ["", "11", "-1", "+1", "1.0", "0x1", "٣", "²", "999", -1, 11, 9.0, True, None, [9]]
)
def test_anything_else_is_no_score(score: object) -> None:
    with pytest.raises(InvalidInput, match=r"^Please choose a number from 0 to 10\.$"):
        answer(INFORMED, score)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("", ""),
        ("  You told us\r\n at once. ", "You told us at once."),
        ("<b>Thanks</b> & more", "<b>Thanks</b> & more"),
        ("one\0two\x1b[31mred", "onetwo[31mred"),
        ("safe\u202egnp.exe", "safegnp.exe"),
        ("two\u2028lines", "two lines"),
        ("👩\u200d💻 क्\u200dष", "👩\u200d💻 क्\u200dष"),
        ("\u202e \u202e", ""),
        ("x" * LINE_LENGTH, "x" * LINE_LENGTH),
    ],
)
def test_a_line_keeps_what_is_seen_of_it(written: str, kept: str) -> None:
    assert answer(INFORMED, 5, written).line == kept


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("x" * (LINE_LENGTH + 1), "Please write at most 280 characters; these are 281."),
        ("half \ud800", "The line has half of a character (a lone surrogate) in it."),
        (7, "The line must be a text."),
        (None, "The line must be a text."),
    ],
)
def test_what_is_no_line_is_refused_in_a_sentence(line: object, words: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        answer(INFORMED, 5, line)
    assert str(refused.value) == words


@given(st.text(max_size=LINE_LENGTH * 2))
def test_any_text_is_one_line_or_refused(written: str) -> None:
    try:
        line = answer(INFORMED, 5, written).line
    except InvalidInput:
        return
    assert len(line) <= LINE_LENGTH
    assert line == line.strip()
    assert len(line.splitlines()) <= 1
    unseen = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert not unseen & {unicodedata.category(char) for char in line if char not in JOINERS}
    assert answer(INFORMED, 5, line).line == line


@pytest.mark.parametrize(
    ("counts", "mean", "net"),
    [
        ({}, None, None),
        ({0: 1}, "0", -100),
        ({10: 1}, "10", 100),
        ({6: 1}, "6", -100),
        ({7: 3}, "7", 0),
        ({8: 3}, "8", 0),
        ({9: 1}, "9", 100),
        ({9: 2, 6: 1}, "8", 33),
        ({9: 1, 6: 2}, "7", -34),
        ({10: 5, 7: 3, 0: 2}, "7.1", 30),
        ({9: 2, 10: 1, 8: 1}, "9", 75),
        ({8: 1, 9: 1, 10: 1, 0: 0}, "9", 66),
        ({9: 8, 8: 1}, "8.8", 88),
    ],
)
def test_scores_add_up_and_never_say_more_than_they_are(
    counts: dict[int, int], mean: str | None, net: int | None
) -> None:
    given_ = Answers(question=RECOMMEND, counts=counts)
    assert given_.mean == (None if mean is None else Decimal(mean))
    assert given_.net_promoters == net


@given(st.dictionaries(st.sampled_from(SCORES), st.integers(1, 10**6), min_size=1))
def test_figures_lie_within_a_step_below_what_is_exact(counts: dict[int, int]) -> None:
    given_ = Answers(question=RECOMMEND, counts=counts)
    assert given_.mean is not None
    assert given_.net_promoters is not None
    exact = Fraction(sum(score * n for score, n in counts.items()), given_.count)
    assert 0 <= exact - Fraction(given_.mean) < Fraction(1, 10)
    up = sum(n for score, n in counts.items() if score > 8)
    down = sum(n for score, n in counts.items() if score < 7)
    assert 0 <= Fraction(100 * (up - down), given_.count) - given_.net_promoters < 1
    assert -100 <= given_.net_promoters <= 100


@given(st.dictionaries(st.sampled_from(SCORES), st.integers(1, 100)), st.sampled_from(SCORES))
def test_one_more_at_the_top_never_lowers_a_figure(counts: dict[int, int], score: int) -> None:
    before = Answers(question=RECOMMEND, counts={**counts, score: counts.get(score, 0) + 1})
    after = replace(before, counts={**before.counts, 10: before.counts.get(10, 0) + 1})
    assert before.mean is not None
    assert after.mean is not None
    assert before.mean <= after.mean
    assert before.net_promoters is not None
    assert after.net_promoters is not None
    assert before.net_promoters <= after.net_promoters
