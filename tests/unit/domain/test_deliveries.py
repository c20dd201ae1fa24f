"""How often one delivery is tried."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.deliveries import GIVEN_UP_AFTER, Delivery, tried_again
from tests.specimens import NOON

FIRST = Delivery(outgoing_id="0123456789ab", to="abcd")


def test_the_pauses_grow_twice_as_long_up_to_an_hour() -> None:
    delivery, now, pauses = FIRST, NOON, []
    while again := tried_again(delivery, NOON, now):
        assert again.not_before
        pauses.append(again.not_before - now)
        delivery, now = again, again.not_before
    seconds = [pause.total_seconds() for pause in pauses]
    assert seconds[:8] == [30, 60, 120, 240, 480, 960, 1920, 3600]
    assert set(seconds[8:]) == {3600}
    assert now <= NOON + GIVEN_UP_AFTER < now + timedelta(hours=1)
    assert delivery.attempt == len(pauses)


@given(
    attempt=st.integers(0, 200),
    passed=st.timedeltas(timedelta(0), timedelta(days=2)),
    wanted=st.none() | st.timedeltas(timedelta(0), timedelta(days=1)),
)
def test_nobody_is_asked_sooner_than_they_want_nor_after_a_day(
    attempt: int, passed: timedelta, wanted: timedelta | None
) -> None:
    delivery = Delivery(outgoing_id="0123456789ab", to="abcd", attempt=attempt)
    again = tried_again(delivery, NOON, NOON + passed, wanted)
    if again is None:
        assert passed + max(wanted or timedelta(0), timedelta(hours=1)) > GIVEN_UP_AFTER
        return
    assert again.not_before
    assert again.attempt == attempt + 1
    assert again.not_before - (NOON + passed) >= (wanted or timedelta(seconds=30))
    assert again.not_before <= NOON + GIVEN_UP_AFTER


@given(attempt=st.integers(0, 99), not_before=st.none() | st.just(NOON))
def test_a_message_comes_back_as_it_was(attempt: int, not_before: datetime | None) -> None:
    delivery = Delivery(outgoing_id="x", to="y", attempt=attempt, not_before=not_before)
    assert Delivery.from_json(delivery.to_json()) == delivery
