"""Which audience an address is in, by what SNS says of its questions."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.enrolments import (
    Answer,
    Enrolment,
    Membership,
    SignUp,
    asked,
    digest_of,
    settled,
)
from chalicelib.domain.selections import Selection
from tests.specimens import NOON

OLD, NEW, NEWER = (
    Membership(audience_id=each, topic=each, arn=f"arn:{each}") for each in ("old", "new", "newer")
)
IN_OLD = Enrolment(digest="d", current=OLD)
MINUTE = timedelta(minutes=1)


def test_who_has_not_followed_the_link_stays_where_they_are() -> None:
    waiting = asked(IN_OLD, NEW, NOON)
    outcome = settled(waiting, [(NEW, Answer.PENDING)], NOON + MINUTE)
    assert outcome.enrolment == waiting
    assert outcome.ended == ()
    assert outcome.look_again_at == NOON + 2 * MINUTE


def test_who_has_followed_it_leaves_the_former_audience() -> None:
    outcome = settled(asked(IN_OLD, NEW, NOON), [(NEW, Answer.CONFIRMED)], NOON + MINUTE)
    assert (outcome.enrolment.current, outcome.enrolment.asked) == (NEW, ())
    assert outcome.ended == (OLD,)
    assert outcome.look_again_at is None


def test_of_two_that_were_confirmed_the_last_one_holds() -> None:
    twice = asked(asked(IN_OLD, NEW, NOON), NEWER, NOON)
    both = [(NEW, Answer.CONFIRMED), (NEWER, Answer.CONFIRMED)]
    outcome = settled(twice, both, NOON)
    assert outcome.enrolment.current == NEWER
    assert outcome.ended == (OLD, NEW)


def test_what_sns_forgot_is_forgotten() -> None:
    outcome = settled(asked(IN_OLD, NEW, NOON), [(NEW, Answer.GONE)], NOON + MINUTE)
    assert outcome.enrolment == IN_OLD
    assert outcome.look_again_at is None


answers = st.lists(st.sampled_from(Answer), min_size=2, max_size=2)


@given(said=answers, waited=st.timedeltas(timedelta(0), timedelta(days=5)))
def test_nobody_is_in_two_audiences_nor_looked_at_for_ever(
    said: list[Answer], waited: timedelta
) -> None:
    twice = asked(asked(IN_OLD, NEW, NOON), NEWER, NOON)
    outcome = settled(twice, list(zip((NEW, NEWER), said, strict=True)), NOON + waited)
    confirmed = {
        each for each, answer in zip((NEW, NEWER), said, strict=True) if answer is Answer.CONFIRMED
    }
    assert {outcome.enrolment.current, *outcome.ended} == {OLD, *confirmed}
    assert outcome.enrolment.current not in outcome.ended
    if waited > timedelta(days=3):
        assert outcome.look_again_at is None
    if outcome.look_again_at:
        assert MINUTE <= outcome.look_again_at - (NOON + waited) <= 30 * MINUTE


def test_spellings_of_one_mailbox_are_one_enrolment() -> None:
    same = {digest_of(each) for each in ("ann@x.example", "Ann@X.example", "ann+1@x.example")}
    assert len(same) == 1
    assert digest_of("ann@x.example", "incident") not in same
    assert "ann" not in same.pop()


@given(st.lists(st.text("abc", min_size=1), max_size=3), st.booleans())
def test_a_sign_up_comes_back_as_it_was(ids: list[str], wanted: bool) -> None:
    chosen = Selection(component_ids=tuple(ids), maintenance=wanted, language="de")
    sign_up = SignUp(address="ann@x.example", selection=chosen)
    assert SignUp.from_json(sign_up.to_json()) == sign_up
