"""An audience that nobody is in is closed, and leaves when nobody comes."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.audiences import Audience, AudienceState, counted, outlived
from chalicelib.domain.incidents import Stage
from chalicelib.domain.selections import Selection
from tests.specimens import INCIDENT_ID, NOON, incident, minute

ENDS = Audience(selection=Selection(maintenance=False), topic="candor-dev-news-x")
DAY = timedelta(days=1)


def seen(counts: list[int]) -> list[AudienceState]:
    """Its states, when it is counted once a day."""
    audience, states = ENDS, []
    for day, members in enumerate(counts):
        audience = counted(audience, members, NOON + day * DAY)
        states.append(audience.state)
    return states


def test_it_is_closed_after_a_week_and_goes_a_day_later() -> None:
    states = seen([0] * 9)
    assert states[:7] == [AudienceState.OPEN] * 7
    assert states[7:] == [AudienceState.CLOSED, AudienceState.GOING]


def test_who_comes_opens_it_again() -> None:
    assert seen([0] * 8 + [1])[-2:] == [AudienceState.CLOSED, AudienceState.OPEN]


@given(st.lists(st.integers(0, 1), max_size=30))
def test_it_never_goes_while_somebody_was_in_it_within_a_week(counts: list[int]) -> None:
    for day, state in enumerate(seen(counts)):
        if any(counts[max(0, day - 6) : day + 1]):
            assert state is AudienceState.OPEN
        if state is not AudienceState.OPEN:
            break


def test_that_of_an_incident_goes_a_day_after_it_is_over() -> None:
    waits = replace(ENDS, selection=Selection(incident_id=INCIDENT_ID))
    over = replace(incident(), stage=Stage.RESOLVED, resolved_at=minute(0))

    def state(now: datetime) -> AudienceState:
        return outlived(waits, over, now).state

    assert outlived(waits, incident(), NOON + 9 * DAY).is_open
    assert state(minute(0) + DAY - timedelta(seconds=1)) is AudienceState.OPEN
    assert state(minute(0) + DAY) is AudienceState.GOING
    assert outlived(waits, None, NOON).state is AudienceState.GOING
