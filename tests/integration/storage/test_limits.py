"""So many in so long, and then a while to wait."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import boto3

from chalicelib import settings
from tests.specimens import NOON, minute
from tests.world import World

# The wing is imported where it is used: it reads the environment that the fixtures make.

HOUR = timedelta(hours=1)


def take(who: str = "ann", *, at: datetime = NOON, allowed: int = 3) -> timedelta | None:
    from chalicelib.storage import limits

    return limits.take("client", who, allowed=allowed, window=HOUR, now=at)


def test_as_many_as_are_allowed_and_no_more(here: World) -> None:
    assert [take() for _ in range(5)] == [None, None, None, HOUR, HOUR]


def test_the_wait_lasts_until_the_window_ends(here: World) -> None:
    for _ in range(3):
        take(at=minute(10))
    assert take(at=minute(50)) == timedelta(minutes=10)
    assert take(at=minute(59.75)) == timedelta(seconds=15)


def test_the_next_window_begins_anew(here: World) -> None:
    for _ in range(4):
        take(at=minute(59))
    assert [take(at=minute(60)) for _ in range(4)] == [None, None, None, HOUR]


def test_what_was_refused_does_not_count(here: World) -> None:
    for _ in range(10):
        take()
    assert take(allowed=4) is None


def test_everybody_is_counted_alone(here: World) -> None:
    from chalicelib.storage import limits

    assert [take("ann", allowed=1), take("bob", allowed=1)] == [None, None]
    assert limits.take("address", "ann", allowed=1, window=HOUR, now=NOON) is None
    assert take("ann", allowed=1) == HOUR


def test_who_asks_many_times_at_once_gets_no_more(here: World) -> None:
    with ThreadPoolExecutor(4) as pool:
        waits = list(pool.map(lambda _: take(), range(8)))
    assert waits.count(None) == 3


def test_a_counter_removes_itself_after_its_window(here: World) -> None:
    take(at=minute(10))
    (item,) = boto3.client("dynamodb").scan(TableName=settings.names().table)["Items"]
    assert int(item["ttl"]["N"]) == (NOON + 2 * HOUR).timestamp()
