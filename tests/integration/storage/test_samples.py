"""A tick has one truth: the results that were written down first, packed into next to nothing."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import boto3
import pytest

from chalicelib import settings
from chalicelib.domain.days import DAY
from chalicelib.domain.results import Phases, Result, Verdict, answered
from chalicelib.domain.shards import Post, Roster
from tests.aws_calls import recorded
from tests.specimens import definition, minute
from tests.world import World

# The wing is imported where it is used: it reads the environment that the fixtures make.

KEPT = timedelta(days=90)
PAIR = Roster((Post("c1", "shop", "Page"), Post("c2", "shop", "API")))
UP = Result(
    check_id="c1",
    verdict=Verdict.UP,
    reason="answered 200 in 84 ms",
    status=200,
    phases=Phases(dns_ms=3.2, connect_ms=0.4, tls_ms=20.1, first_byte_ms=60.0, total_ms=84.0),
    certificate_days_left=12,
)
DOWN = Result(
    check_id="c2",
    verdict=Verdict.DOWN,
    reason="got status 503, expected 200–299",
    status=503,
    phases=Phases(total_ms=31.5),
)


def known(*rosters: Roster) -> None:
    """Write down the rosters, as an apply does."""
    from chalicelib.storage.models import ROSTERS, Row
    from chalicelib.storage.packing import to_json

    for each in rosters:
        Row(ROSTERS, each.digest, facts=to_json(each)).save()


def record(
    shard: int,
    number: int,
    *results: Result,
    roster: Roster = PAIR,
    kept_for: timedelta = KEPT,
) -> tuple[Result, ...]:
    from chalicelib.storage import samples

    return samples.record(shard, minute(number), results, roster, kept_for)


def between(shard: int, first: float, last: float) -> list[tuple[Result, ...]]:
    from chalicelib.storage import samples

    return [each.results for each in samples.between(shard, minute(first), minute(last))]


def latest(
    shard: int, until: int, count: int, *, now: float, kept_for: timedelta = KEPT
) -> list[float]:
    """The minutes of the last samples."""
    from chalicelib.storage import samples

    found = samples.latest(shard, minute(until), count, now=minute(now), kept_for=kept_for)
    return [(each.tick - minute(0)) / timedelta(minutes=1) for each in found]


def named(results: Sequence[Result], roster: Roster) -> tuple[Result, ...]:
    """The results as those of the roster's checks."""
    return tuple(
        replace(each, check_id=post.check_id)
        for each, post in zip(results, roster.posts, strict=True)
    )


def row_sizes() -> list[int]:
    """The bytes that DynamoDB counts for each row of results."""
    items = boto3.client("dynamodb").scan(TableName=settings.names().table)["Items"]
    return [_size(item) for item in items if item["pk"]["S"].startswith("SAMPLES#")]


def _size(item: dict[str, Any]) -> int:
    """Names and values; a number takes half a byte a digit, and one or two more."""
    values = (next(iter(value.items())) for value in item.values())
    return sum(len(name.encode()) for name in item) + sum(
        len(value) // 2 + 2 if kind == "N" else len(value) for kind, value in values
    )


def fifty(seed: int) -> tuple[Roster, list[Result]]:
    """Fifty checks that are up, each as slow as it likes to be, as a tick sees them."""
    random = Random(seed)
    posts = tuple(Post(f"{n:012d}", f"component{n:03d}", f"Check {n}") for n in range(50))
    results = []
    for post in posts:
        dns, connect, tls = (random.uniform(0.3, 40) for _ in range(3))
        first_byte = random.uniform(5, 400)
        phases = Phases(
            dns_ms=dns,
            connect_ms=connect,
            tls_ms=tls,
            first_byte_ms=first_byte,
            total_ms=dns + connect + tls + first_byte + random.uniform(0, 9),
        )
        results.append(
            Result(
                check_id=post.check_id,
                verdict=Verdict.UP,
                reason=answered(200, phases),
                status=200,
                phases=phases,
                certificate_days_left=random.choice([31, 62, 71]),
            )
        )
    return Roster(posts), results


def test_results_are_read_as_they_were_written(here: World) -> None:
    known(PAIR)
    assert record(0, 1, UP, DOWN) == (UP, DOWN)
    assert between(0, 1, 2) == [(UP, DOWN)]


def test_a_sample_says_when_it_was_taken_and_whose_results_it_holds(here: World) -> None:
    from chalicelib.storage import samples

    known(PAIR)
    record(0, 1, UP, DOWN)
    assert samples.between(0, minute(0), minute(9)) == (
        samples.Sample(tick=minute(1), roster=PAIR, results=(UP, DOWN)),
    )


def test_phases_are_kept_to_a_tenth_of_a_millisecond(here: World) -> None:
    precise = Phases(dns_ms=3.14159, tls_ms=None, first_byte_ms=0.04, total_ms=1234.5678)
    known(PAIR)
    record(0, 1, replace(UP, phases=precise), DOWN)
    (read, _), *_ = between(0, 1, 2)
    assert read.phases == Phases(dns_ms=3.1, tls_ms=None, first_byte_ms=0.0, total_ms=1234.6)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_each_verdict_keeps_its_reason(here: World, verdict: Verdict) -> None:
    told = replace(UP, verdict=verdict, reason="said so", status=None, certificate_days_left=None)
    known(PAIR)
    record(0, 1, told, DOWN)
    assert between(0, 1, 2) == [(told, DOWN)]


def test_a_row_of_fifty_checks_that_are_up_is_one_write_unit(here: World) -> None:
    for number in range(5):
        roster, results = fifty(number)
        record(0, number, *results, roster=roster)
    assert max(row_sizes()) < 1024


def test_what_is_up_says_no_more_than_it_has_to_and_is_read_whole(here: World) -> None:
    roster, results = fifty(7)
    known(roster)
    record(0, 1, *results, roster=roster)
    ((*read,),) = between(0, 1, 2)
    for was, now in zip(results, read, strict=True):
        assert (now.verdict, now.status, now.check_id) == (was.verdict, was.status, was.check_id)
        assert now.phases.total_ms == pytest.approx(was.phases.total_ms, abs=0.051)
        assert now.reason == answered(200, now.phases)


def test_what_was_not_looked_at_has_no_results(here: World) -> None:
    known(PAIR)
    record(0, 1, UP, DOWN)
    assert between(0, 2, 9) == []
    assert between(0, 0, 1) == [], "the end is out"
    assert between(1, 1, 2) == []


def test_the_first_results_of_a_tick_stand(here: World) -> None:
    known(PAIR)
    record(0, 1, UP, DOWN)
    other = named((DOWN, UP), PAIR)
    assert record(0, 1, *other) == (UP, DOWN)
    assert between(0, 1, 2) == [(UP, DOWN)]


def test_the_first_results_stand_also_when_the_page_has_changed_since(here: World) -> None:
    """A definition came in between: the tick's results are those of the roster of then."""
    later = Roster((Post("c9", "cart", "Page"),))
    known(PAIR)
    record(0, 1, UP, DOWN)
    assert record(0, 1, replace(UP, check_id="c9"), roster=later) == (UP, DOWN)


def test_results_of_an_older_definition_are_read_with_its_roster(here: World) -> None:
    from chalicelib.storage import samples

    later = Roster((Post("c9", "cart", "Page"),))
    known(PAIR, later)
    record(0, 1, UP, DOWN)
    record(0, 2, replace(UP, check_id="c9"), roster=later)
    read = samples.between(0, minute(0), minute(9))
    assert [each.roster for each in read] == [PAIR, later]
    assert [post.component_id for each in read for post in each.roster.posts] == [
        "shop",
        "shop",
        "cart",
    ]


def test_results_whose_roster_is_not_known_are_left_out(here: World) -> None:
    record(0, 1, UP, DOWN)
    assert between(0, 1, 2) == []


def test_rows_that_an_older_version_wrote_say_nothing_and_do_no_harm(here: World) -> None:
    from chalicelib.storage.models import Row
    from chalicelib.storage.packing import pack

    known(PAIR)
    record(0, 1, UP, DOWN)
    old = pack({"results": [{"check_id": "c1", "verdict": "up", "reason": "answered"}]})
    expires = int(minute(9999).timestamp())
    Row("SAMPLES#0#2026-11-22", minute(2).isoformat(), packed=old, ttl=expires).save()
    assert between(0, 1, 9) == [(UP, DOWN)]
    assert latest(0, 9, 10, now=9) == [1]


def test_shards_and_ticks_stand_beside_one_another(here: World) -> None:
    known(PAIR)
    record(0, 1, UP, DOWN)
    record(1, 1, *named((DOWN, UP), PAIR))
    record(0, 2, *named((DOWN, DOWN), PAIR))
    assert between(0, 1, 3) == [(UP, DOWN), named((DOWN, DOWN), PAIR)]
    assert between(1, 1, 3) == [named((DOWN, UP), PAIR)]


def test_samples_are_read_over_midnight_in_their_order(here: World) -> None:
    known(PAIR)
    numbers = (719, 720, 721, 2160)  # midnight is 720 minutes after noon
    for number in numbers:
        record(0, number, replace(UP, certificate_days_left=number), DOWN)
    read = between(0, 0, 3000)
    assert [results[0].certificate_days_left for results in read] == list(numbers)
    assert len(between(0, 720, 721)) == 1


def test_of_two_who_look_at_once_both_go_on_with_the_same_results(here: World) -> None:
    known(PAIR)
    seen = [(UP, DOWN), named((DOWN, UP), PAIR)]
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda results: record(0, 1, *results), seen)
    assert first == second == between(0, 1, 2)[0]


def test_the_row_says_when_it_may_be_removed(here: World) -> None:
    record(3, 1, UP, DOWN, kept_for=timedelta(days=30))
    (item,) = boto3.client("dynamodb").scan(TableName=settings.names().table)["Items"]
    assert item["pk"] == {"S": "SAMPLES#3#2026-11-22"}
    assert int(item["ttl"]["N"]) == (minute(1) + timedelta(days=30)).timestamp()


def test_what_is_kept_for_a_day_is_not_shown_after_it_although_it_is_still_there(
    here: World,
) -> None:
    known(PAIR)
    record(0, 1, UP, DOWN, kept_for=DAY)
    record(0, 2, UP, DOWN, kept_for=DAY)
    assert latest(0, 9, 9, now=0.99 + 24 * 60, kept_for=DAY) == [2, 1]
    assert latest(0, 9, 9, now=1 + 24 * 60, kept_for=DAY) == [2]
    assert latest(0, 9, 9, now=2 + 24 * 60, kept_for=DAY) == []


def test_a_roll_up_that_is_a_week_late_finds_what_readers_may_not_see_any_more(
    here: World,
) -> None:
    known(PAIR)
    record(0, 1, UP, DOWN, kept_for=DAY)
    assert between(0, 0, 9) == [(UP, DOWN)]
    (ttl,) = [
        int(item["ttl"]["N"])
        for item in boto3.client("dynamodb").scan(TableName=settings.names().table)["Items"]
        if "ttl" in item
    ]
    assert ttl >= (minute(1) + 8 * DAY).timestamp()


def test_the_last_samples_come_newest_first(here: World) -> None:
    known(PAIR)
    for number in (1, 2, 3, 5):
        record(0, number, UP, DOWN)
    assert latest(0, 9, 3, now=9) == [5, 3, 2]
    assert latest(0, 3, 2, now=9) == [3, 2]
    assert latest(1, 9, 3, now=9) == []


def test_the_last_samples_are_those_of_today_and_yesterday(here: World) -> None:
    known(PAIR)
    for number in (100, 719, 720):
        record(0, number, UP, DOWN)
    assert latest(0, 725, 9, now=725) == [720, 719, 100]
    assert latest(0, 3 * 1440, 9, now=3 * 1440) == []


def test_an_hour_of_results_is_one_query_and_one_roster(here: World) -> None:
    known(PAIR)
    for number in range(20):
        record(0, number, UP, DOWN)
    with recorded() as calls:
        assert len(between(0, 0, 60)) == 20
    assert [call.operation for call in calls] == ["Query", "BatchGetItem"]
    (asked,) = calls[1].body["RequestItems"].values()
    assert len(asked["Keys"]) == 1


def test_a_probed_page_leaves_rosters_by_which_its_results_are_read(here: World) -> None:
    from chalicelib.domain.shards import rosters as rosters_of
    from chalicelib.storage import applied

    page = definition({"shop": 2})
    applied.save(page, expected_revision=0, now=minute(0))
    (own,) = rosters_of(page)
    record(0, 1, *named((UP, DOWN), own), roster=own)
    assert between(0, 1, 2) == [named((UP, DOWN), own)]
