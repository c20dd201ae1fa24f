"""The lease of a bucket of copies: one writes at a time, and what a crash leaves runs out."""

import json
from datetime import timedelta
from types import ModuleType

import pytest

from chalicelib.domain.copies import Copied
from infra.configuration import PROJECT
from tests.specimens import NOON, minute, shown, snapshot
from tests.world import World

# The wing is imported where it is used: it reads the environment that the fixtures make.

REGION = "eu-central-1"
FAR = Copied(edition="7 x", as_of=NOON, quiet=(1, 3), turns_at=minute(9), pulse_at=minute(2))


LEASE = timedelta(minutes=3)


@pytest.fixture
def copies(here: World) -> ModuleType:
    from chalicelib.storage import copied

    return copied


def test_one_takes_it_and_the_others_wait(copies: ModuleType) -> None:
    assert copies.claim(REGION, NOON)
    assert copies.claim(REGION, NOON + timedelta(seconds=59)) is None
    assert copies.claim("us-west-2", NOON), "each bucket has its own"


def test_how_far_the_bucket_is_comes_with_the_lease_and_with_what_stands(
    copies: ModuleType,
) -> None:
    lease = copies.claim(REGION, NOON)
    assert lease
    assert lease.copied is None
    copies.done(lease, FAR)
    again = copies.claim(REGION, NOON)
    assert again
    assert again.copied == FAR
    assert copies.standing([REGION]).copied == {REGION: FAR}


def test_a_lease_that_is_given_back_changes_nothing(copies: ModuleType) -> None:
    lease = copies.claim(REGION, NOON)
    assert lease
    copies.release(lease)
    assert copies.claim(REGION, NOON)
    assert copies.standing([REGION]).copied == {}


def test_a_crash_leaves_it_for_longer_than_any_function_runs(copies: ModuleType) -> None:
    assert copies.claim(REGION, NOON)
    assert copies.claim(REGION, NOON + LEASE - timedelta(seconds=2)) is None
    assert copies.claim(REGION, NOON + LEASE)
    config = json.loads((PROJECT / ".chalice" / "config.json").read_text("utf-8"))
    writers = [config["lambda_functions"][each] for each in ("tick", "probe_shard")]
    assert all(timedelta(seconds=each["lambda_timeout"]) < LEASE / 2 for each in writers)


def test_who_lost_the_lease_says_nothing_of_the_bucket_any_more(copies: ModuleType) -> None:
    lost = copies.claim(REGION, NOON)
    assert lost
    taken = copies.claim(REGION, NOON + LEASE)
    assert taken
    copies.done(lost, FAR)
    copies.release(lost)
    assert copies.standing([REGION]).copied == {}
    assert copies.claim(REGION, NOON + LEASE) is None


def test_each_publication_is_another_edition(copies: ModuleType) -> None:
    from chalicelib.storage import snapshots

    assert copies.standing([REGION]).edition == ""
    editions = []
    for at in (1, 2):
        snapshots.publish(snapshot(shown("shop"), version=1, made_at=minute(at)))
        snapshots.beat(0, tick=minute(at), roster="r", at=minute(at))
        standing = copies.standing([REGION])
        editions.append(standing.edition)
        assert standing.looked == {0: minute(at)}
    assert len(set(editions)) == 2


def test_a_bucket_that_is_another_one_is_to_be_filled_anew(copies: ModuleType) -> None:
    lease = copies.claim(REGION, NOON)
    assert lease
    copies.done(lease, FAR)
    copies.forget(REGION)
    assert copies.standing([REGION]).copied == {}
