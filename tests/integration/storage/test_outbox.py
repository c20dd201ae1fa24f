"""News waits until it was handed over, and one at a time hands it over."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.domain.board import Change
from chalicelib.domain.ids import timed_id
from chalicelib.domain.notifications import Notification
from tests.specimens import NOON, minute, notification
from tests.world import World

# The wing is imported where it is used: it reads the environment that the fixtures make.

NEWS = notification()


def put(*news: Notification) -> None:
    """As a change writes it down."""
    from chalicelib.storage import states

    states.commit(states.load(), Change(notifications=news, episodes=()))


def waiting() -> list[Notification]:
    from chalicelib.storage import outbox

    return [each for each in outbox.waiting() if isinstance(each, Notification)]


def test_news_comes_out_as_it_was_put_in(here: World) -> None:
    put(NEWS)
    assert waiting() == [NEWS]


def test_news_comes_out_in_the_order_of_incidents_and_their_updates(here: World) -> None:
    later, earlier = "0later000000", "0earlier0000"
    for incident_id, number in ((later, 1), (earlier, 10), (earlier, 9), (earlier, 2)):
        put(notification(incident_id, number))
    assert _places(waiting()) == [(earlier, 2), (earlier, 9), (earlier, 10), (later, 1)]


def _places(news: Iterable[Notification]) -> list[tuple[str, int]]:
    return [(each.told_id, each.number) for each in news]


def test_news_is_claimed_once(here: World) -> None:
    from chalicelib.storage import outbox
    from chalicelib.storage.outbox import Claim

    put(NEWS)
    assert outbox.claim(NEWS, NOON) is Claim.TAKEN
    assert outbox.claim(NEWS, NOON) is not Claim.TAKEN
    assert waiting() == [NEWS], "claimed news still waits, as its sender may die"


def test_of_many_who_claim_at_once_one_gets_it(here: World) -> None:
    from chalicelib.storage import outbox
    from chalicelib.storage.outbox import Claim

    put(NEWS)
    with ThreadPoolExecutor(4) as pool:
        claims = list(pool.map(lambda _: outbox.claim(NEWS, NOON), range(4)))
    assert claims.count(Claim.TAKEN) == 1


def test_a_claim_runs_out(here: World) -> None:
    from chalicelib.storage import outbox
    from chalicelib.storage.outbox import Claim

    put(NEWS)
    assert outbox.claim(NEWS, NOON) is Claim.TAKEN
    assert outbox.claim(NEWS, NOON + outbox.CLAIM * 0.99) is not Claim.TAKEN
    assert outbox.claim(NEWS, NOON + outbox.CLAIM) is Claim.TAKEN
    assert outbox.claim(NEWS, NOON + outbox.CLAIM * 1.99) is not Claim.TAKEN


def test_a_claim_that_was_given_back_may_be_taken_at_once(here: World) -> None:
    from chalicelib.storage import outbox
    from chalicelib.storage.outbox import Claim

    put(NEWS)
    assert outbox.claim(NEWS, NOON) is Claim.TAKEN
    outbox.release(NEWS)
    assert outbox.claim(NEWS, NOON) is Claim.TAKEN


def test_what_was_handed_over_waits_no_more_and_cannot_be_claimed(here: World) -> None:
    from chalicelib.storage import outbox
    from chalicelib.storage.outbox import Claim

    put(NEWS)
    assert outbox.claim(NEWS, NOON) is Claim.TAKEN
    outbox.done(NEWS, minute(5))
    assert waiting() == []
    assert outbox.claim(NEWS, NOON + outbox.CLAIM) is not Claim.TAKEN
    assert waiting() == [], "a late claim puts nothing back"


def test_giving_back_what_was_handed_over_brings_nothing_back(here: World) -> None:
    from chalicelib.storage import outbox

    outbox.release(NEWS)
    assert waiting() == []


def test_each_news_is_claimed_by_itself(here: World) -> None:
    from chalicelib.storage import outbox
    from chalicelib.storage.outbox import Claim

    second = notification(NEWS.told_id, 2)
    put(NEWS, second)
    assert outbox.claim(NEWS, NOON) is Claim.TAKEN
    assert outbox.claim(second, NOON) is Claim.TAKEN
    outbox.done(NEWS, minute(5))
    assert waiting() == [second]


def news_of(began: datetime, number: int = 1) -> Notification:
    """An update of an incident that began then, as its id says, too."""
    return replace(notification(timed_id(began, "shop"), number), started_at=began)


def took(first: float, last: float) -> list[float]:
    """The minutes until the first news of each incident that began between the two."""
    from chalicelib.storage import outbox

    spans = outbox.first_sent_after(minute(first), minute(last))
    return [span / timedelta(minutes=1) for span in spans.values()]


def hand_over(news: Notification, at: datetime) -> None:
    from chalicelib.storage import outbox

    put(news)
    outbox.done(news, at)


def test_how_long_the_first_news_took_is_on_record(here: World) -> None:
    hand_over(news_of(minute(10)), minute(12))
    hand_over(news_of(minute(0)), minute(1.5))
    assert took(0, 60) == [1.5, 2.0]


def test_how_long_it_took_is_known_by_incident(here: World) -> None:
    from chalicelib.storage import outbox

    first, second = news_of(minute(0)), news_of(minute(10))
    hand_over(first, minute(3))
    hand_over(second, minute(11))
    assert outbox.first_sent_after(minute(0), minute(60)) == {
        first.told_id: timedelta(minutes=3),
        second.told_id: timedelta(minutes=1),
    }


def test_only_the_first_news_of_an_incident_counts(here: World) -> None:
    hand_over(news_of(minute(0)), minute(2))
    hand_over(news_of(minute(0), 2), minute(9))
    hand_over(news_of(minute(20), 2), minute(21))
    assert took(0, 60) == [2.0]


def test_news_that_is_not_the_first_leaves_nothing_when_it_went_out(here: World) -> None:
    from chalicelib.storage.models import SENT, Row

    hand_over(news_of(minute(0)), minute(2))
    hand_over(news_of(minute(0), 2), minute(9))
    assert waiting() == []
    assert [row.sk.partition("#")[2] for row in Row.query(SENT)] == ["0001"]


def test_incidents_count_by_when_they_began(here: World) -> None:
    for began in (0, 10, 20):
        hand_over(news_of(minute(began)), minute(began + 2))
    assert took(10, 20) == [2.0]
    assert took(-60, 0) == []
    assert took(21, 60) == []


def test_what_still_waits_or_was_set_aside_was_not_handed_over(here: World) -> None:
    from chalicelib.storage import outbox

    put(news_of(minute(0)), news_of(minute(10)))
    outbox.set_aside(news_of(minute(10)), "InvalidParameter", minute(11))
    assert took(0, 60) == []


def test_news_that_went_out_in_the_second_of_its_incident_took_no_time(here: World) -> None:
    """Clocks of two machines may differ."""
    hand_over(news_of(minute(5)), minute(4.9))
    assert took(0, 60) == [0.0]


def test_what_two_hand_over_is_noted_for_digests_once(here: World) -> None:
    from chalicelib.storage import digests, outbox

    news = news_of(minute(0))
    hand_over(news, minute(2))
    outbox.done(news, minute(3))
    assert digests.told_between(minute(0), minute(60)) == (news.id,)
    assert digests.told_between(minute(0), minute(2)) == ()
    assert digests.told_between(minute(2), minute(60)) == (news.id,)
