"""Stories of outages, told through the real handlers at minutes set by hand."""

from chalicelib.domain.state import CheckState
from tests.target import Target
from tests.world import World

ANN, BOB = "ann@example.com", "bob@example.com"


def page_of(target: Target, **check: object) -> dict[str, object]:
    """A page with two components that watch two paths of one service."""
    return {
        "page": {"name": "Demo Shop", "allow_addresses": ["127.0.0.1"]},
        "components": [
            {
                "key": key,
                "name": key.capitalize(),
                "checks": [{"key": "page", "http": {"url": f"{target.url}/{key}"}, **check}],
            }
            for key in ("checkout", "search")
        ],
    }


def test_an_outage_is_opened_once_told_once_resolved_once(shop: World, target: Target) -> None:
    target.down("/checkout")
    shop.tick()
    assert shop.incidents == []
    assert shop.news() == []
    shop.tick()
    assert [i["status"] for i in shop.incidents] == ["investigating"]
    assert shop.news() == ["[Demo Shop] Investigating: Checkout is not available"]
    shop.tick(5)
    assert len(shop.incidents) == 1
    assert len(shop.news()) == 1
    target.up()
    shop.tick()
    assert shop.incidents[0]["status"] == "investigating"
    shop.tick()
    assert [i["status"] for i in shop.incidents] == ["resolved"]
    assert shop.news()[1:] == ["[Demo Shop] Resolved: Checkout is not available"]
    shop.tick(3)
    assert len(shop.incidents) == 1
    assert len(shop.news()) == 2


def test_the_component_turns_red_and_the_page_says_so(shop: World, target: Target) -> None:
    target.down("/checkout")
    shop.tick(2)
    statuses = {c["name"]: c["status"] for c in shop.summary["components"]}
    assert statuses == {"Checkout": "major_outage", "Search": "operational"}
    assert shop.summary["status"] == {"indicator": "major", "description": "Partial System Outage"}
    page = shop.browser.get("/").text
    assert "Checkout is not available</h1>" in page
    assert "Since 12:02 UTC, Checkout is not available." in page


def test_an_incident_is_dated_back_to_the_first_failing_check(shop: World, target: Target) -> None:
    target.down("/checkout")
    shop.tick(2)
    incident = shop.incidents[0]
    assert incident["started_at"] == "2026-11-22T12:02:00.000Z"
    assert incident["created_at"] == "2026-11-22T12:03:00.000Z"
    target.up()
    shop.tick(2)
    assert shop.incidents[0]["resolved_at"] == "2026-11-22T12:04:00.000Z"


def test_what_fails_in_one_tick_is_one_incident(shop: World, target: Target) -> None:
    target.down()
    shop.tick(2)
    assert [i["name"] for i in shop.incidents] == ["Checkout and Search are not available"]
    assert len(shop.news()) == 1


def test_what_fails_within_the_window_joins_and_is_told(shop: World, target: Target) -> None:
    target.down("/checkout")
    shop.tick()
    target.down("/search")
    shop.tick(2)
    assert [i["name"] for i in shop.incidents] == ["Checkout and Search are not available"]
    assert len(shop.incidents[0]["incident_updates"]) == 2
    assert len(shop.news()) == 2
    target.up("/checkout")
    shop.tick(2)
    assert shop.incidents[0]["status"] == "investigating"
    target.up()
    shop.tick(2)
    assert [i["status"] for i in shop.incidents] == ["resolved"]


def test_what_fails_after_the_window_is_another_incident(shop: World, target: Target) -> None:
    target.down("/checkout")
    shop.tick(6)
    target.down("/search")
    shop.tick(2)
    assert [i["name"] for i in shop.incidents] == [
        "Search is not available",
        "Checkout is not available",
    ]
    target.up("/search")
    shop.tick(2)
    assert [i["status"] for i in shop.incidents] == ["resolved", "investigating"]


def test_what_fails_again_soon_continues_its_incident(shop: World, target: Target) -> None:
    target.down("/checkout")
    shop.tick(2)
    target.up()
    shop.tick(2)
    target.down("/checkout")
    shop.tick(2)
    assert [i["status"] for i in shop.incidents] == ["investigating"]
    assert shop.incidents[0]["resolved_at"] is None
    assert [u["status"] for u in shop.incidents[0]["incident_updates"]] == [
        "investigating",
        "resolved",
        "investigating",
    ]
    assert len(shop.news()) == 3


def test_what_fails_again_much_later_is_a_new_incident(shop: World, target: Target) -> None:
    target.down("/checkout")
    shop.tick(2)
    target.up()
    shop.tick(20)
    target.down("/checkout")
    shop.tick(2)
    assert [i["status"] for i in shop.incidents] == ["investigating", "resolved"]


def test_a_short_glitch_is_nothing(shop: World, target: Target) -> None:
    target.down("/checkout")
    shop.tick()
    target.up()
    shop.tick(3)
    assert shop.incidents == []
    assert shop.news() == []


def test_slowness_shows_but_opens_nothing(here: World, target: Target) -> None:
    document = page_of(target)
    for component in document["components"]:  # type: ignore[attr-defined] # plain test data
        component["checks"][0]["http"]["slow_after"] = "50ms"
    here.apply(document)
    here.tick()
    target.delay_s = 0.1
    here.tick(2)
    assert {c["status"] for c in here.summary["components"]} == {"degraded_performance"}
    assert here.summary["status"]["description"] == "Degraded System Service"
    assert here.incidents == []


def test_only_a_confirmed_address_gets_mail(shop: World, target: Target) -> None:
    shop.browser.post("/subscriptions", f"email={BOB}", "application/x-www-form-urlencoded")
    target.down()
    shop.tick(2)
    assert shop.news(ANN) == ["[Demo Shop] Investigating: Checkout and Search are not available"]
    assert shop.news(BOB) == []
    shop.confirm(BOB)
    target.up()
    shop.tick(2)
    assert len(shop.news(BOB)) == 1


def test_a_component_that_leaves_the_page_lets_its_incident_end(
    shop: World, target: Target
) -> None:
    target.down("/checkout")
    shop.tick(2)
    document = page_of(target)
    document["components"] = document["components"][1:]  # type: ignore[index] # plain test data
    shop.apply(document)
    shop.tick()
    assert [i["status"] for i in shop.incidents] == ["resolved"]


def test_a_check_that_was_away_begins_anew(shop: World, target: Target) -> None:
    target.down("/checkout")
    shop.tick(2)
    document = page_of(target)
    document["components"][0]["checks"] = []  # type: ignore[index] # plain test data
    shop.apply(document)
    shop.tick()
    assert [i["status"] for i in shop.incidents] == ["resolved"]
    assert "no longer checked on this page" in shop.incidents[0]["incident_updates"][0]["body"]
    assert {c["status"] for c in shop.summary["components"]} == {"operational"}
    shop.tick(20)
    shop.apply(page_of(target))
    shop.tick(2)
    assert [i["status"] for i in shop.incidents] == ["investigating", "resolved"]
    assert shop.news()[-1] == "[Demo Shop] Investigating: Checkout is not available"


def test_what_returns_and_what_is_new_in_one_tick_is_one_incident(
    shop: World, target: Target
) -> None:
    target.down("/checkout")
    shop.tick(2)
    target.up()
    shop.tick(2)
    target.down()
    shop.tick(2)
    assert [i["status"] for i in shop.incidents] == ["investigating"]
    assert len(shop.incidents[0]["components"]) == 2
    assert len(shop.news()) == 3


def test_a_page_with_many_checks_goes_by_the_queue(here: World, target: Target) -> None:
    here.apply(many(target, 60))
    here.tick()
    assert target.hits == 60
    assert {c["status"] for c in here.summary["components"]} == {"operational"}
    assert here.browser.get("/").text.count('class="b" role="img"') == 60


def test_a_wide_outage_is_one_incident_and_everybody_hears_of_all_of_it(
    here: World, target: Target
) -> None:
    """More than a transaction holds, found by two shards: a plan, and one incident."""
    here.apply(many(target, 60))
    here.tick()
    here.subscribe(ANN)
    target.down()
    here.tick(2)
    assert {c["status"] for c in here.summary["components"]} == {"major_outage"}
    assert len(here.incidents) == 1
    assert len(here.incidents[0]["components"]) == 60
    assert here.news() == [
        "[Demo Shop] Investigating: Part 0, Part 1, Part 2 and 47 more are not available",
        "[Demo Shop] Investigating: Part 0, Part 1, Part 2 and 57 more are not available",
    ]
    target.up()
    here.tick(2)
    assert [i["status"] for i in here.incidents] == ["resolved"]
    assert here.summary["status"]["indicator"] == "none"
    assert here.news()[2:] == [
        "[Demo Shop] Resolved: Part 0, Part 1, Part 2 and 57 more are not available"
    ]


def many(target: Target, count: int) -> dict[str, object]:
    return {
        "page": {"name": "Demo Shop", "allow_addresses": ["127.0.0.1"]},
        "components": [
            {
                "key": f"part-{n}",
                "name": f"Part {n}",
                "checks": [{"key": "page", "http": {"url": f"{target.url}/{n}"}}],
            }
            for n in range(count)
        ],
    }


def test_a_repeated_tick_changes_nothing(shop: World, target: Target) -> None:
    target.down("/checkout")
    shop.tick(2)
    before = shop.summary["incidents"]
    for _ in range(3):
        shop.fire(shop.minute)
    assert shop.summary["incidents"] == before
    assert len(shop.news()) == 1


def test_a_repeated_tick_keeps_to_what_was_seen_first(shop: World, target: Target) -> None:
    from chalicelib.storage import samples

    def seen() -> tuple[samples.Sample, ...]:
        return samples.between(0, shop.minute, shop.minute_after)

    before = seen()
    assert len(before) == 1
    target.down()
    shop.fire(shop.minute)
    shop.fire(shop.minute)
    assert seen() == before
    assert {c["status"] for c in shop.summary["components"]} == {"operational"}
    assert all(not _streak(state) for state in _states().values())


def _states() -> dict[str, CheckState]:
    from chalicelib.storage import states

    return dict(states.load().checks)


def _streak(state: CheckState) -> int:
    return state.down.streak
