"""Looking now, when somebody of the team asks: a second opinion, which changes nothing."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.roles import Role
from chalicelib.domain.runs import PER_ACTOR
from chalicelib.probes.engine import look_at_all
from tests.gateway import Answer, Browser
from tests.integration.web.admin.cast import Cast, Visitor
from tests.integration.web.admin.watched_shop import (
    SECRET,
    address,
    check,
    component,
    document,
    result_of,
    words_of,
)
from tests.target import Target
from tests.team import ROOT
from tests.world import World


@pytest.fixture
def shop(cast: Cast, target: Target) -> World:
    cast.here.apply(document(target))
    cast.here.tick(3)
    return cast.here


@pytest.fixture
def otto(cast: Cast, shop: World) -> Visitor:
    return cast.visitor(Role.OPERATOR)


def audited() -> Any:
    from chalicelib.services import auditing

    entries = auditing.everything(ROOT, now=_now())
    return [each for each in entries if each.action == "check.run"]


def _now() -> Any:
    from chalicelib import clock

    return clock.now()


def believed() -> Any:
    """All that a tick or a person changes: what is believed, and what is on record."""
    from chalicelib.storage import incidents, samples, states

    samples_of_today = samples.between(0, _now().replace(hour=0), _now())
    return states.load(), samples_of_today, incidents.recent(50)


def test_a_run_shows_what_is_seen_now_and_changes_nothing(
    otto: Visitor, shop: World, target: Target
) -> None:
    target.down("/home")
    before, asked = believed(), len(target.asked)
    for _ in range(3):  # more in a row than it takes to believe a failure
        sent = otto.post(f"/admin/checks/{check('home').id}/run")
    said = words_of(result_of(otto, sent))
    assert target.asked[asked:] == [("GET", "/home")] * 3
    assert "Checkout: home Down got status 503, expected 200–299" in said
    assert "first byte" in said
    assert "Believed now, by the looks of each minute: up." in said
    assert "It is a second opinion: it changes nothing on the page" in said
    assert believed() == before
    shop.forget()
    assert shop.incidents == []
    target.up()
    shop.tick(2)
    assert shop.incidents == []


def test_a_run_of_a_component_asks_all_its_checks(
    otto: Visitor, shop: World, target: Target
) -> None:
    target.down("/pay")
    asked = len(target.asked)
    said = words_of(result_of(otto, otto.post(f"{address('checkout')}/run")))
    assert sorted(path for _, path in target.asked[asked:]) == ["/home", f"/pay?token={SECRET}"]
    assert "Checkout: home Up answered 200" in said
    assert "Paying Down got status 503" in said


def test_a_run_is_in_the_audit_log_with_what_came_of_it(
    otto: Visitor, shop: World, target: Target
) -> None:
    target.down("/home")
    otto.post(f"{address('checkout')}/run")
    (entry,) = audited()
    assert (entry.actor_name, entry.target_name) == ("Otto", "Checkout")
    assert entry.after["home.verdict"] == "down"
    assert entry.after["home.status"] == 503
    assert entry.after["pay.verdict"] == "up"
    assert "check.run Checkout: home.verdict down" in words_of(otto.get("/admin/audit"))


def test_a_form_that_is_sent_twice_and_a_page_that_is_loaded_again_look_once(
    otto: Visitor, shop: World, target: Target
) -> None:
    shown = otto.get(address("search")).text
    found = re.search(r'name="request" value="([^"]+)"', shown)
    assert found
    asked = len(target.asked)
    path = f"/admin/checks/{check('page').id}/run"
    first, second = (otto.post(path, {"request": found[1]}) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    assert result_of(otto, first).status == result_of(otto, first).status == 200
    assert len(target.asked) == asked + 1
    assert len(audited()) == 1
    used = otto.post(f"/admin/checks/{check('home').id}/run", {"request": found[1]})
    assert used.status == 409


def test_of_two_at_the_same_moment_the_first_counts(
    otto: Visitor, shop: World, target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same form comes once more while the checks look."""
    path, form = f"/admin/checks/{check('page').id}/run", {"request": "the very same"}
    firsts: list[Answer] = []

    def look_meanwhile(*checks: Any, **more: Any) -> Any:
        monkeypatch.undo()
        firsts.append(otto.post(path, form))
        shop.pass_quietly(timedelta(seconds=1))
        return look_at_all(*checks, **more)

    monkeypatch.setattr("chalicelib.services.checking.look_at_all", look_meanwhile)
    second = otto.post(path, form)
    assert [each.headers["location"] for each in firsts] == [second.headers["location"]]
    assert len(audited()) == 1


def test_who_runs_too_often_is_told_to_wait_and_nothing_is_asked(
    otto: Visitor, cast: Cast, shop: World, target: Target
) -> None:
    path = f"{address('search')}/run"
    for _ in range(PER_ACTOR.count):
        assert otto.post(path).status == 303
    asked = len(target.asked)
    refused = otto.post(path)
    assert refused.status == 429
    assert int(refused.headers["retry-after"]) <= 60
    assert "You may run checks 6 times a minute, and did. Please try again in" in refused.text
    assert len(target.asked) == asked
    assert cast.visitor(Role.OWNER).post(path).status == 303, "each has a minute of their own"
    shop.pass_quietly(PER_ACTOR.window)
    assert otto.post(path).status == 303


def test_a_target_that_hangs_is_down_by_its_deadline(
    otto: Visitor, shop: World, target: Target
) -> None:
    hasty = document(target)
    hasty["components"][0]["checks"][1]["http"]["deadline"] = "200ms"
    shop.apply(hasty)
    target.delay_s = 1.0
    said = words_of(result_of(otto, otto.post(f"/admin/checks/{check('pay').id}/run")))
    assert "Paying Down no answer within 0.2 s (while waiting for the first byte)" in said


def test_a_private_address_is_refused_by_the_same_guard(
    otto: Visitor, shop: World, target: Target
) -> None:
    from chalicelib.storage import applied, definitions

    stored = definitions.load()
    assert stored.definition
    closed = replace(stored.definition, page=replace(stored.definition.page, allow_addresses=()))
    applied.save(closed, expected_revision=stored.revision, now=_now())
    asked = len(target.asked)
    said = words_of(result_of(otto, otto.post(f"/admin/checks/{check('page').id}/run")))
    assert "Search: page Could not look 127.0.0.1 is an address of the machine" in said
    assert len(target.asked) == asked


def test_a_run_outlives_its_checks_and_belongs_to_its_component(
    otto: Visitor, shop: World, target: Target
) -> None:
    sent = otto.post(f"{address('checkout')}/run")
    run_id = sent.headers["location"].partition("?")[0].rpartition("/")[2]
    assert otto.get(f"{address('search')}/runs/{run_id}").status == 404
    assert otto.get(f"{address('search')}/runs/{'z' * 16}").status == 404
    later = document(target)
    later["components"][0]["checks"].pop()
    shop.apply(later)
    said = words_of(result_of(otto, sent))
    assert "pay Up answered 200" in said


def test_what_nothing_checks_can_not_be_run(otto: Visitor, shop: World) -> None:
    refused = otto.post(f"{address('office')}/run")
    assert refused.status == 422
    assert "No check looks at Our office" in refused.text


def test_a_key_for_some_components_runs_the_checks_of_these_alone(cast: Cast, shop: World) -> None:
    from chalicelib.services import keys

    limits = [component("search").id]
    made = keys.create(ROOT, name="CI", role=Role.OPERATOR, components=limits, now=_now())
    program = Browser(headers={"Authorization": f"Bearer {made.text}"})
    assert program.post(f"/api{address('search')}/run", "", "").status == 200
    for path in (f"/api{address('checkout')}/run", f"/api/admin/checks/{check('home').id}/run"):
        refused = program.post(path, "", "")
        assert refused.status == 403
        assert "CI is for some components alone: it may run checks of these" in refused.text
    assert program.get("/api/admin/components").status == 200
