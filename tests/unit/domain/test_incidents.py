"""An incident with very many updates is shortened where others are shown beside it."""

import pytest

from chalicelib.domain.incidents import SHOWN_UPDATES, Incident, shortened
from tests.specimens import INCIDENT_ID, incident, update


def told_of(times: int) -> Incident:
    return incident(INCIDENT_ID, *(update(n) for n in range(1, times + 1)))


@pytest.mark.parametrize("times", [1, SHOWN_UPDATES])
def test_what_is_told_of_a_few_times_stays_whole(times: int) -> None:
    assert shortened(told_of(times)) == told_of(times)
    assert told_of(times).is_whole


@pytest.mark.parametrize("times", [SHOWN_UPDATES + 1, 400])
def test_of_very_many_updates_the_first_and_the_newest_are_left(times: int) -> None:
    short = shortened(told_of(times))
    newest = range(times - SHOWN_UPDATES + 2, times + 1)
    assert [each.number for each in short.updates] == [1, *newest]
    assert len(short.updates) == SHOWN_UPDATES
    assert not short.is_whole
