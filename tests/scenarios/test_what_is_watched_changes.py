"""Stories of a page whose owner changes what is watched: the record stays true."""

from copy import deepcopy
from typing import Any

import pytest

from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.snapshot import View
from chalicelib.domain.tracks import Track, outages_of, tracks
from tests.scenarios.test_outage import page_of
from tests.target import Target
from tests.world import World


@pytest.fixture
def document(target: Target) -> dict[str, Any]:
    made: dict[str, Any] = page_of(target)
    return made


@pytest.fixture
def shop(here: World, document: dict[str, Any]) -> World:
    here.apply(document)
    here.tick(20)
    return here


def seen(shop: World) -> View:
    from chalicelib.services import publishing

    return publishing.current(shop.clock.now(), monotonic=1.0)


def track_of(shop: World, name: str) -> Track:
    view = seen(shop)
    (shown,) = [s for s in view.snapshot.components if s.component.name == name]
    return tracks(view)[shown.component.id]


def without(document: dict[str, Any], key: str) -> dict[str, Any]:
    kept = [each for each in document["components"] if each["key"] != key]
    return {**document, "components": kept}


def test_one_more_check_takes_nothing_away_from_what_was_seen(
    shop: World, target: Target, document: dict[str, Any]
) -> None:
    more = deepcopy(document)
    more["components"][0]["checks"].append({"key": "pay", "http": {"url": f"{target.url}/pay"}})
    shop.apply(more)
    shop.tick(3)
    assert seen(shop).statuses == dict.fromkeys(seen(shop).statuses, ComponentStatus.OPERATIONAL), (
        "the first look at the new check is shown at once"
    )
    year = track_of(shop, "Checkout").year
    assert (year.operational, year.no_data) == (23 * 60, 0)


def test_a_component_that_was_away_was_neither_up_nor_down(
    shop: World, target: Target, document: dict[str, Any]
) -> None:
    target.down("/checkout")
    shop.tick(4)  # 12:21 to 12:24
    shop.apply(without(document, "checkout"))
    shop.tick(10)  # 12:25 to 12:34, without it
    target.up()
    shop.apply(document)
    shop.tick(5)  # 12:35 to 12:39
    year = track_of(shop, "Checkout").year
    # It left in the second after its last look, and came back with the first one.
    assert year.major_outage == 3 * 60 + 1
    assert year.operational == 25 * 60
    assert year.no_data == 11 * 60 - 1
    (outage,) = outages_of(seen(shop))
    assert outage.length.total_seconds() == year.major_outage


def test_a_component_that_left_and_was_rolled_up_is_told_of_alike(
    shop: World, document: dict[str, Any]
) -> None:
    shop.apply(without(document, "search"))
    shop.tick(10)
    shop.apply(document)
    shop.tick(46)
    live = track_of(shop, "Search").year
    shop.roll_up()
    assert track_of(shop, "Search").year == live
