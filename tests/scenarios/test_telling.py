"""Stories of incidents that people write, with what the checks see beside their words."""

from datetime import timedelta

import pytest

from chalicelib.domain.actors import Actor, ActorKind
from chalicelib.domain.errors import Conflict, Forbidden, NotFound
from chalicelib.domain.faults import InvalidFields
from chalicelib.domain.roles import Role
from tests.scenarios.test_outage import page_of
from tests.target import Target
from tests.telling import SLOW, asked, opened, updated
from tests.world import World


def statuses(shop: World) -> dict[str, str]:
    return {each["name"]: each["status"] for each in shop.summary["components"]}


def test_an_incident_is_on_the_page_and_in_the_mail_at_once(shop: World) -> None:
    opened(shop)
    assert statuses(shop) == {"Checkout": "degraded_performance", "Search": "operational"}
    assert [each["name"] for each in shop.incidents] == ["Payments are slow"]
    assert shop.news() == ["[Demo Shop] Investigating: Payments are slow"]


def test_what_people_say_of_a_component_stands_while_checks_go_on(shop: World) -> None:
    incident = opened(shop)
    shop.tick(3)
    assert statuses(shop)["Checkout"] == "degraded_performance"
    updated(shop, incident, {"status": "resolved", "body": "It is well again."})
    assert statuses(shop)["Checkout"] == "operational"
    assert shop.incidents[0]["status"] == "resolved"
    assert len(shop.news()) == 2


def test_an_update_that_leaves_a_component_out_keeps_its_state(shop: World) -> None:
    incident = opened(shop)
    updated(shop, incident, {"body": "Still on it.", "components": {"search": "partial_outage"}})
    assert statuses(shop) == {"Checkout": "degraded_performance", "Search": "partial_outage"}
    updated(shop, incident, {"body": "Search works.", "components": {"search": "operational"}})
    assert statuses(shop) == {"Checkout": "degraded_performance", "Search": "operational"}


def test_the_worse_of_checks_and_people_is_shown(shop: World, target: Target) -> None:
    opened(shop)
    target.down("/checkout")
    shop.tick(2)
    assert statuses(shop)["Checkout"] == "major_outage"
    target.up()
    shop.tick(2)
    assert statuses(shop)["Checkout"] == "degraded_performance"


def test_what_fails_of_an_incident_that_people_write_opens_no_other(
    shop: World, target: Target
) -> None:
    incident = opened(shop)
    target.down("/checkout")
    shop.tick(3)
    assert [each["id"] for each in shop.incidents] == [incident.id]
    assert shop.incidents[0]["impact"] == "critical"
    assert len(shop.news()) == 1


def test_what_fails_beside_it_is_an_incident_of_its_own(shop: World, target: Target) -> None:
    incident = opened(shop)
    target.down()
    shop.tick(2)
    by_name = {each["name"]: each["id"] for each in shop.incidents}
    assert by_name["Payments are slow"] == incident.id
    assert set(by_name) == {"Payments are slow", "Search is not available"}


def test_who_takes_over_stops_automatic_words_and_resolves(shop: World, target: Target) -> None:
    from chalicelib.services import publishing

    target.down("/checkout")
    shop.tick(2)
    found = publishing.incident(shop.incidents[0]["id"])
    updated(shop, found, {"status": "identified", "body": "A cable was cut."})
    target.up()
    shop.tick(3)
    watched = publishing.incident(found.id)
    assert (watched.is_open, len(watched.updates)) == (True, 2)
    assert watched.working_since == shop.minute - timedelta(minutes=2)
    over = updated(shop, watched, {"status": "resolved", "body": "Mended."})
    assert over.resolved_at == watched.working_since
    assert len(shop.news()) == 3


def test_it_is_automatic_again_once_people_have_resolved_it(shop: World, target: Target) -> None:
    incident = opened(shop)
    target.down("/checkout")
    shop.tick(2)
    updated(shop, incident, {"status": "resolved", "body": "We think it is over."})
    target.up()
    shop.tick(2)
    target.down("/checkout")
    shop.tick(2)
    again = shop.incidents[0]
    assert (again["id"], again["status"]) == (incident.id, "investigating")
    assert again["name"] == "Payments are slow"
    assert again["incident_updates"][0]["body"].startswith("The problem has come back.")


def test_checks_that_fail_again_take_back_that_it_works(shop: World, target: Target) -> None:
    from chalicelib.services import publishing

    incident = opened(shop)
    for _ in range(2):
        target.down("/checkout")
        shop.tick(2)
        assert publishing.incident(incident.id).working_since is None
        target.up()
        shop.tick(2)
        assert publishing.incident(incident.id).working_since is not None
    assert len(publishing.incident(incident.id).updates) == 1


def test_the_same_request_twice_is_one_update_and_one_mail(shop: World) -> None:
    first = opened(shop, key="a")
    assert opened(shop, key="a").id == first.id
    once = updated(shop, first, {"body": "More."}, key="b")
    assert updated(shop, first, {"body": "More."}, key="b").updates == once.updates
    assert [len(each["incident_updates"]) for each in shop.incidents] == [2]
    assert len(shop.news()) == 2


def test_a_request_id_is_for_one_thing(shop: World) -> None:
    opened(shop, key="a")
    with pytest.raises(Conflict, match="used before, for something else"):
        opened(shop, {**SLOW, "body": "Something else."}, key="a")


def test_who_has_not_read_the_last_update_is_told_so(shop: World) -> None:
    incident = opened(shop)
    updated(shop, incident, {"body": "Bert was quicker."}, based_on=1)
    with pytest.raises(Conflict, match="Meanwhile update 2 was written"):
        updated(shop, incident, {"body": "Ann had not read that."}, based_on=1)
    assert len(shop.incidents[0]["incident_updates"]) == 2


def test_an_incident_may_be_written_down_after_it_was_over(shop: World) -> None:
    began = (shop.clock.now() - timedelta(hours=2)).isoformat()
    incident = opened(shop, {**SLOW, "at": began, "tell": False})
    over = (shop.clock.now() - timedelta(hours=1)).isoformat()
    after = updated(
        shop, incident, {"body": "Over.", "status": "resolved", "at": over, "tell": False}
    )
    assert after.resolved_at == shop.clock.now() - timedelta(hours=1, seconds=5)
    assert shop.news() == []
    assert statuses(shop)["Checkout"] == "operational"


def test_a_viewer_and_a_key_of_other_components_may_not(shop: World) -> None:
    viewer = Actor(kind=ActorKind.PERSON, id="v", name="Vera", role=Role.VIEWER)
    with pytest.raises(Forbidden, match="Vera is a viewer"):
        opened(shop, by=viewer)
    key = Actor(kind=ActorKind.KEY, id="k", name="shop", role=Role.OPERATOR, component_ids=("x",))
    with pytest.raises(Forbidden, match="some components alone"):
        opened(shop, by=key)
    assert shop.incidents == []


def test_ten_faults_are_all_named_and_nothing_is_written(shop: World) -> None:
    wrong = {
        "status": "identifid",
        "body": " ",
        "what_you_notice": 3,
        "components": {"chekout": "operational", "search": "down"},
        "next_update_by": "2020-01-01T10:00",
        "signed_by": "anna",
        "corrects": 1,
        "at": "tomorrow",
        "tell": "yes",
        "impact": "huge",
        "nmae": "x",
    }
    with pytest.raises(InvalidFields) as refused:
        opened(shop, wrong)
    named = [fault.path[-1] for fault in refused.value.faults]
    assert set(named) == {*wrong, "chekout", "search"} - {"components"}
    assert shop.incidents == []


def test_what_is_not_there_can_not_be_updated(shop: World) -> None:
    from chalicelib.services import telling

    with pytest.raises(NotFound):
        telling.update_incident("0123456789ab", asked(shop, {"body": "x"}))


def with_words(target: Target) -> dict[str, object]:
    """The page, with words that were written in calm."""
    document = page_of(target)
    page, components = document["page"], document["components"]
    assert isinstance(page, dict)
    assert isinstance(components, list)
    page["templates"] = [
        {
            "key": "payments",
            "name": "{components} can't take payments",
            "status": "identified",
            "body": "Since {since}, payments on {page} fail.",
            "what_to_do_now": "Pay in our shops.",
        }
    ]
    components[0]["words"] = {"down": "Nobody can pay since {since}.", "up": "You can pay again."}
    return document


def test_a_template_says_what_a_person_leaves_out(shop: World, target: Target) -> None:
    shop.apply(with_words(target))
    down = {"checkout": "partial_outage"}
    told = opened(shop, {"template": "payments", "components": down, "body": "Sorry!"})
    assert (told.name, told.stage.value) == ("Checkout can't take payments", "identified")
    assert told.updates[0].body == "Sorry!"
    assert told.updates[0].aspects == {"what_to_do_now": "Pay in our shops."}
    after = updated(shop, told, {"template": "payments", "name": "Cards fail"})
    assert (after.name, after.updates[1].body) == (
        "Cards fail",
        "Since 12:01 UTC, payments on Demo Shop fail.",
    )
    with pytest.raises(InvalidFields, match='did you mean "payments"'):
        opened(shop, {"template": "payment"})


def test_a_component_speaks_in_its_own_words(shop: World, target: Target) -> None:
    shop.apply(with_words(target))
    target.down("/checkout")
    shop.tick(2)
    target.up()
    shop.tick(2)
    over, began = [each["body"] for each in shop.incidents[0]["incident_updates"]]
    assert began == "Nobody can pay since 12:02 UTC."
    assert over.startswith("You can pay again. The problem began on")
    target.down()
    shop.tick(2)
    assert "Checkout and Search are not available" in shop.incidents[0]["name"]
    assert "Nobody can pay" not in shop.incidents[0]["incident_updates"][0]["body"]
