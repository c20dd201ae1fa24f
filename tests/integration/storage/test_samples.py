"""A tick has one truth: the results that were written down first."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import boto3

from chalicelib import settings
from chalicelib.domain.results import Phases, Result, Verdict
from tests.specimens import minute
from tests.world import World

# The wing is imported where it is used: it reads the environment that the fixtures make.

UP = Result(
    check_id="c1",
    verdict=Verdict.UP,
    reason="answered 200 in 84 ms",
    phases=Phases(dns_ms=3.2, total_ms=84.0),
    certificate_days_left=12,
)
DOWN = Result(check_id="c1", verdict=Verdict.DOWN, reason="got status 503, expected 200–299")


def record(shard: int, number: int, *results: Result) -> tuple[Result, ...]:
    from chalicelib.storage import samples

    return samples.record(shard, minute(number), results)


def read(shard: int, number: int) -> tuple[Result, ...]:
    from chalicelib.storage import samples

    return samples.read(shard, minute(number))


def test_results_are_read_as_they_were_written(here: World) -> None:
    assert record(0, 1, UP, DOWN) == (UP, DOWN)
    assert read(0, 1) == (UP, DOWN)


def test_what_was_not_looked_at_has_no_results(here: World) -> None:
    record(0, 1, UP)
    assert read(0, 2) == ()
    assert read(1, 1) == ()


def test_the_first_results_of_a_tick_stand(here: World) -> None:
    record(0, 1, UP)
    assert record(0, 1, DOWN) == (UP,)
    assert read(0, 1) == (UP,)


def test_shards_and_ticks_stand_beside_one_another(here: World) -> None:
    record(0, 1, UP)
    record(1, 1, DOWN)
    record(0, 2, DOWN)
    assert [read(0, 1), read(1, 1), read(0, 2)] == [(UP,), (DOWN,), (DOWN,)]


def test_of_two_who_look_at_once_both_go_on_with_the_same_results(here: World) -> None:
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda result: record(0, 1, result), (UP, DOWN))
    assert first == second == read(0, 1)


def test_results_are_removed_after_90_days(here: World) -> None:
    record(3, 1, UP)
    (item,) = boto3.client("dynamodb").scan(TableName=settings.names().table)["Items"]
    assert item["pk"] == {"S": "SAMPLES#3#2026-11-22"}
    assert int(item["ttl"]["N"]) == (minute(1) + timedelta(days=90)).timestamp()
