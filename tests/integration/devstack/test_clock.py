from datetime import UTC, datetime, timedelta

from devstack.clock import VirtualClock
from tests.integration.devstack.samples import until

FAR = datetime(2999, 1, 1, tzinfo=UTC)


def test_a_minute_passes_in_a_second_at_speed_60() -> None:
    clock = VirtualClock(60)
    assert clock.wall_seconds(timedelta(minutes=1)) == 1
    start = clock.now()
    until(lambda: clock.now() > start + timedelta(seconds=3))


def test_it_starts_at_what_was_kept_when_that_is_later_than_the_wall() -> None:
    assert VirtualClock(1, not_before=FAR).now() >= FAR
    long_ago = datetime(2000, 1, 1, tzinfo=UTC)
    assert VirtualClock(1, not_before=long_ago).now() > datetime(2026, 1, 1, tzinfo=UTC)


def test_no_reading_reaches_a_moment_that_was_not_reserved_before() -> None:
    reserved: list[datetime] = []
    clock = VirtualClock(600, reserve=reserved.append)
    for _ in range(1_000):
        assert clock.now() < reserved[-1]
    assert reserved == sorted(reserved)


def test_a_clock_that_starts_where_the_last_reservation_ended_never_goes_back() -> None:
    reserved: list[datetime] = []
    last_reading = VirtualClock(600, not_before=FAR, reserve=reserved.append).now()
    assert VirtualClock(600, not_before=reserved[-1]).now() > last_reading


def test_the_wait_for_a_moment_that_has_been_is_none() -> None:
    clock = VirtualClock(1)
    assert clock.wall_seconds_until(clock.now() - timedelta(hours=1)) == 0
