"""How far news is, read from the rows of its deliveries, in whatever partition they stand."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.domain.deliveries import RELAY, Delivery
from chalicelib.domain.errors import LostRace
from chalicelib.domain.ledger import Asked, Count, Due, OnChannel, State
from chalicelib.domain.selections import Bearing
from tests.specimens import minute, notification
from tests.world import World

# The wing is imported where it is used: it reads the environment that the fixtures make.

NEWS = notification()
BEARING = Bearing(about=NEWS.told_id, reach=NEWS.reach, told=None, is_turn=False, is_over=False)
AGAIN = timedelta(minutes=5)
COUNT = Count(
    channels=(
        OnChannel(
            channel="slack",
            due=2,
            told=1,
            failed=0,
            overtaken=0,
            gone=0,
            addresses=1,
            last_at=minute(1),
        ),
    ),
    at=minute(1),
    is_whole=True,
)


def made(to: str, state: State, outgoing_id: str = NEWS.id) -> None:
    """A delivery to a subscriber that came that far."""
    from chalicelib.storage import deliveries

    asked = Delivery(outgoing_id=outgoing_id, to=to, channel="slack", is_one_of_many=True)
    claimed = deliveries.claim(asked, minute(0))
    assert isinstance(claimed, Delivery)
    match state:
        case State.TOLD:
            deliveries.told(claimed, minute(1))
        case State.FAILED:
            deliveries.refused(claimed, "status 410", minute(1), "Slack at hooks.slack.com")
        case State.OVERTAKEN:
            deliveries.overtaken(claimed, minute(1))
        case State.GONE:
            deliveries.gone(claimed, minute(1))
        case State.WAITING:
            later = Delivery(
                outgoing_id=outgoing_id,
                to=to,
                channel="slack",
                attempt=1,
                not_before=minute(0) + AGAIN,
                is_one_of_many=True,
            )
            deliveries.postponed(later, "status 503", minute(1), "Slack at hooks.slack.com")


@settings(
    max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    number=st.integers(0, 10**9),
    states=st.dictionaries(st.from_regex(r"[0-9a-f]{16}", fullmatch=True), st.sampled_from(State)),
)
def test_every_subscriber_is_found_once_in_the_state_it_came_to(
    here: World, number: int, states: dict[str, State]
) -> None:
    from chalicelib.storage import deliveries

    outgoing_id = f"{number:012}"
    for to, state in states.items():
        made(to, state, outgoing_id)
    found = deliveries.of_many(outgoing_id)
    assert Counter(each.state for each in found) == Counter(states.values())
    assert {each.channel for each in found} <= {"slack"}


def test_what_was_only_claimed_is_no_progress_yet(here: World) -> None:
    from chalicelib.storage import deliveries

    asked = Delivery(outgoing_id=NEWS.id, to="ab", channel="slack", is_one_of_many=True)
    assert isinstance(deliveries.claim(asked, minute(0)), Delivery)
    assert deliveries.of_many(NEWS.id) == ()


def test_what_has_begun_stays_as_it_began(here: World) -> None:
    """It says where rows are: a second beginning, perhaps by a newer version, moves none."""
    from chalicelib.storage import deliveries

    deliveries.begin(NEWS)
    deliveries.begin_news(NEWS, BEARING, {"email": 3})
    begun = deliveries.begun(NEWS.id)
    assert begun
    assert not begun.many
    assert begun.due == {}


def test_what_is_due_is_known_before_anything_is_claimed(here: World) -> None:
    from chalicelib.storage import counts, deliveries

    deliveries.begin_news(NEWS, BEARING, {"email": 3})
    counts.asked(NEWS.id, "", Asked(counts={"slack": 2, "webhook": 1}, after="9f"), minute(0))
    assert counts.few(NEWS.id).due == Due(
        counts={"email": 3, "slack": 2, "webhook": 1}, is_whole=False
    )
    counts.asked(NEWS.id, "9f", Asked(counts={"slack": 5}, after=""), minute(0))
    counts.asked(NEWS.id, "9f", Asked(counts={"slack": 4}, after=""), minute(0))
    assert counts.few(NEWS.id).due == Due(
        counts={"email": 3, "slack": 6, "webhook": 1}, is_whole=True
    )


def test_audiences_are_few_and_the_relay_is_nobody(here: World) -> None:
    from chalicelib.storage import counts, deliveries

    deliveries.begin_news(NEWS, BEARING, {"email": 1})
    topic = "arn:aws:sns:us-east-1:123456789012:candor-dev-news"
    for to, channel, addresses in ((topic, "email", 4830), (RELAY, "", 1)):
        delivery = Delivery(outgoing_id=NEWS.id, to=to, channel=channel)
        assert isinstance(deliveries.claim(delivery, minute(0)), Delivery)
        deliveries.told(delivery, minute(0), addresses)
    made("ab", State.TOLD)
    (found,) = counts.few(NEWS.id).progress
    assert (found.channel, found.addresses) == ("email", 4830)


def test_rows_of_an_earlier_version_are_read_by_their_keys(here: World) -> None:
    from chalicelib.storage import counts, deliveries

    topic = "arn:aws:sns:us-east-1:123456789012:candor-dev-news"
    for to in (topic, "0123456789abcdef"):
        delivery = Delivery(outgoing_id=NEWS.id, to=to)
        assert isinstance(deliveries.claim(delivery, minute(0)), Delivery)
        deliveries.told(delivery, minute(0))
    found = counts.few(NEWS.id).progress
    assert sorted(each.channel for each in found) == ["email", "webhook"]


def test_the_latest_count_is_kept(here: World) -> None:
    from chalicelib.storage import counts

    counts.keep(NEWS.id, COUNT, minute(1))
    counts.keep(NEWS.id, COUNT, minute(1))
    with pytest.raises(LostRace):
        counts.keep(NEWS.id, Count(), minute(0))
    assert counts.kept([NEWS.id, "unknown"]) == {NEWS.id: COUNT}
    assert counts.kept([]) == {}


@pytest.mark.parametrize("first", [True, False], ids=["of an earlier version", "of this one"])
def test_who_heard_something_newer_hears_nothing_older_wherever_that_stands(
    here: World, *, first: bool
) -> None:
    from chalicelib.storage import heard
    from chalicelib.storage.heard import Overtaken

    older, newer = notification(number=1), notification(number=2)
    assert heard.take(newer, "ab", minute(0), is_of_earlier=first) is None
    for again in (True, False):
        assert isinstance(heard.take(older, "ab", minute(5), is_of_earlier=again), Overtaken)
