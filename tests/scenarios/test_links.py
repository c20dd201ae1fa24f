"""Stories of links that open one incident's form for somebody who isn't signed in, once."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from chalicelib.domain.actors import Actor, ActorKind
from chalicelib.domain.errors import Conflict, Forbidden, InvalidInput
from chalicelib.domain.incidents import Incident
from chalicelib.domain.roles import Role
from tests.aws_calls import Stopped, recorded, stopped_before
from tests.gateway import Answer
from tests.scenarios.test_outage import ANN, page_of
from tests.target import Target, running_target
from tests.telling import HERB, opened, updated
from tests.world import World, world

BASE = "https://status.example.com"
FORM = "application/x-www-form-urlencoded"
MOST_CALLS = 60
WRITING = {"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem"}
TOLD = "[Demo Shop] Investigating: Payments are slow"
FOUND = {"body": "A cable was cut.", "status": "identified", "do": "publish", "tell": "on"}
USED = "It was used: it works once."


def linked(shop: World, told_id: str, **more: Any) -> str:
    """The path of a new link, as somebody gets it at a terminal."""
    from chalicelib.services import passes

    made = passes.make(HERB, told_id, base_url=BASE, now=shop.clock.now(), **more)
    assert made.address.startswith(f"{BASE}/admin/link/{made.held.id}.")
    return made.address.removeprefix(BASE)


def shown(shop: World, path: str) -> dict[str, str]:
    """The hidden fields of the form behind the link."""
    answer = shop.browser.get(path)
    assert answer.status == 200, answer.text
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', answer.text))


def sent(shop: World, path: str, fields: dict[str, str]) -> Answer:
    answer = shop.browser.post(path, urlencode(fields), FORM)
    shop.forget()
    return answer


def bodies(shop: World) -> list[str]:
    """What was told of the one incident, oldest first."""
    (told,) = shop.incidents
    return [each["body"] for each in reversed(told["incident_updates"])]


def test_looking_changes_nothing_and_the_form_publishes_once(shop: World) -> None:
    incident = opened(shop)
    path = linked(shop, incident.id)
    with recorded() as calls:
        for _ in range(2):
            assert "Publish the update" in shop.browser.get(path).text
        shop.browser.send("HEAD", path)
    assert {call.operation for call in calls}.isdisjoint(WRITING)
    form = {**shown(shop, path), **FOUND}
    answer = sent(shop, path, form)
    assert answer.status == 303
    assert bodies(shop) == ["We are on it.", "A cable was cut."]
    assert shop.news(ANN) == [TOLD, "[Demo Shop] Identified: Payments are slow"]
    thanks = shop.browser.get(answer.headers["location"])
    assert thanks.status == 200
    assert "The update is on the page, and on its way to subscribers." in thanks.text
    for again in (shop.browser.get(path), sent(shop, path, {**form, "request": "another"})):
        assert again.status == 404
        assert USED in again.text
        assert "/admin/sign-in" in again.text
    assert USED in sent(shop, path, {**form, "do": "preview"}).text
    assert "A cable was cut." in sent(shop, path, {**form, "request": "another"}).text
    assert len(bodies(shop)) == 2


def test_the_same_sent_again_is_one_update_and_is_told_to_be_done(shop: World) -> None:
    path = linked(shop, opened(shop).id)
    form = {**shown(shop, path), **FOUND}
    assert [sent(shop, path, form).status for _ in range(3)] == [303] * 3
    assert len(bodies(shop)) == 2
    assert len(shop.news(ANN)) == 2


def test_two_at_once_are_one_update(shop: World) -> None:
    path = linked(shop, opened(shop).id)
    forms = [{**FOUND, "body": f"Words {n}", "request": f"form {n}"} for n in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda form: sent(shop, path, form).status, forms))
    assert sorted(answers) == [303, 404, 404, 404]
    assert len(bodies(shop)) == 2


def test_a_preview_and_a_fault_use_nothing_up(shop: World) -> None:
    path = linked(shop, opened(shop).id)
    form = {**shown(shop, path), **FOUND}
    preview = sent(shop, path, {**form, "do": "preview"})
    assert preview.status == 200
    assert "On the notice, when the product is down" in preview.text
    wrong = sent(shop, path, {**form, "body": " ", "at": "once"})
    assert wrong.status == 422
    assert len(re.findall(r'<li><a href="#(?:body|at)">', wrong.text)) == 2
    assert len(bodies(shop)) == 1
    assert sent(shop, path, form).status == 303


def test_who_writes_below_what_they_have_not_read_is_shown_it_first(shop: World) -> None:
    incident = opened(shop)
    path = linked(shop, incident.id)
    form = {**shown(shop, path), **FOUND}
    updated(shop, incident, {"body": "It is the bank."})
    answer = sent(shop, path, form)
    assert answer.status == 409
    assert "Meanwhile update 2 was written." in answer.text
    assert "A cable was cut.</textarea>" in answer.text
    assert sent(shop, path, {**form, "based_on": "2"}).status == 303
    assert len(bodies(shop)) == 3


def test_what_was_resolved_meanwhile_waits_for_nobody_and_nothing_typed_is_lost(
    shop: World,
) -> None:
    incident = opened(shop)
    path = linked(shop, incident.id)
    form = {**shown(shop, path), **FOUND}
    updated(shop, incident, {"status": "resolved", "body": "It is over."})
    for answer in (shop.browser.get(path), sent(shop, path, form)):
        assert answer.status == 409
        assert "“Payments are slow” is over" in answer.text
    assert "A cable was cut." in sent(shop, path, form).text
    assert bodies(shop) == ["We are on it.", "It is over."]
    with pytest.raises(Conflict, match=r"^Payments are slow is over"):
        linked(shop, incident.id)


def test_it_expires(shop: World) -> None:
    incident = opened(shop)
    short, day = linked(shop, incident.id, hours=1), linked(shop, incident.id)
    form = {**shown(shop, short), **FOUND}
    shop.pass_quietly(timedelta(hours=1))
    assert shop.browser.get(short).status == 404
    answer = sent(shop, short, form)
    assert answer.status == 404
    assert "it has expired" in answer.text
    assert len(bodies(shop)) == 1
    assert shop.browser.get(day).status == 200
    shop.pass_quietly(timedelta(hours=23))
    assert shop.browser.get(day).status == 404
    for hours in (0, 73, -1, "x"):
        with pytest.raises(InvalidInput, match=r"^A link is good for 1 to 72 hours\.$"):
            linked(shop, incident.id, hours=hours)


def test_what_is_wrong_and_what_is_unknown_are_told_alike_and_not_for_long(shop: World) -> None:
    path = linked(shop, opened(shop).id)
    pass_id = path.rpartition("/")[2].partition(".")[0]
    wrong = [f"/admin/link/{pass_id}.{'0' * 64}", f"/admin/link/{'0' * 12}.{'0' * 64}"]
    answers = [shop.browser.get(each) for each in (*wrong, "/admin/link/x", path[:-1])]
    assert {each.status for each in answers} == {404}
    assert len({each.text for each in answers}) == 1
    for each in answers:
        assert each.headers["cache-control"] == "no-store"
        assert each.headers["referrer-policy"] == "no-referrer"
    for _ in range(26):
        shop.browser.get(wrong[0])
    refused = shop.browser.get(wrong[0])
    assert refused.status == 429
    assert refused.headers["retry-after"]
    assert shop.browser.get(path).status == 200


def test_a_link_of_somebody_who_left_opens_nothing(shop: World) -> None:
    from chalicelib.services import passes, people
    from tests.team import ROOT, member

    now, incident = shop.clock.now(), opened(shop)
    otto = member("Otto", Role.OPERATOR, now=now)
    made = passes.make(otto.actor, incident.id, base_url=BASE, now=now)
    path = made.address.removeprefix(BASE)
    assert shop.browser.get(path).status == 200
    people.remove(ROOT, otto.person.id, now=now)
    assert shop.browser.get(path).status == 404
    vera = Actor(kind=ActorKind.PERSON, id="v", name="Vera", role=Role.VIEWER)
    with pytest.raises(Forbidden, match="Vera is a viewer"):
        passes.make(vera, incident.id, base_url=BASE, now=now)


def test_the_audit_log_says_who_made_it_and_that_it_was_used(shop: World) -> None:
    from chalicelib.storage import audit

    incident = opened(shop)
    shop.pass_quietly(timedelta(seconds=5))
    path = linked(shop, incident.id)
    shop.pass_quietly(timedelta(seconds=5))
    sent(shop, path, {**shown(shop, path), **FOUND})
    used, made = audit.page(before=None, limit=2, now=shop.clock.now()).entries
    assert (made.action, made.actor_name, made.target_name) == (
        "link.made",
        "herb",
        "Payments are slow",
    )
    assert (used.action, used.actor_kind, used.actor_name, used.actor_id, used.client) == (
        "incident.updated",
        ActorKind.LINK,
        "A link made by herb",
        made.after["link"],
        "198.51.100.7",
    )


@pytest.fixture
def draft(shop: World, target: Target) -> Incident:
    """An incident of our checks that waits for somebody to look at it."""
    from chalicelib.services import drafting

    document: Any = page_of(target)
    document["page"]["veto"] = "5m"
    shop.apply(document)
    shop.hear_as_team()
    target.down("/checkout")
    shop.tick(2)
    (waiting,) = drafting.drafts()
    return waiting


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"do": "as-it-is"}, ["Checkout is not available"]),
        ({"do": "drop"}, []),
        ({"do": "publish-draft", "name": "No cards", "body": "Our bank is down."}, ["No cards"]),
    ],
    ids=lambda value: value.get("do", "") if isinstance(value, dict) else "",
)
def test_a_link_judges_a_draft_once(
    shop: World, draft: Incident, fields: dict[str, str], told: list[str]
) -> None:
    path = linked(shop, draft.id)
    form = {**shown(shop, path), "tell": "on", "status": "investigating", **fields}
    assert [sent(shop, path, form).status for _ in range(2)] == [303, 303]
    assert [each["name"] for each in shop.incidents] == told
    assert len(shop.news(ANN)) == len(told)
    assert shop.browser.get(path).status == 404


def test_words_for_a_draft_that_was_published_meanwhile_may_be_its_update(
    shop: World, draft: Incident
) -> None:
    path = linked(shop, draft.id)
    form = {**shown(shop, path), "do": "publish-draft", "body": "Our bank is down.", "tell": "on"}
    shop.tick(6)
    assert len(bodies(shop)) == 1
    answer = sent(shop, path, form)
    assert answer.status == 404
    assert "There is no draft" in answer.text
    assert "Our bank is down.</textarea>" in answer.text
    form = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', answer.text))
    assert sent(shop, path, {**form, **FOUND}).status == 303
    assert bodies(shop)[1:] == ["A cable was cut."]


def test_the_mail_about_a_draft_has_a_link_that_judges_it(shop: World, draft: Incident) -> None:
    shop.tick()
    (mail,) = [each for each in shop.letters() if "A draft waits" in (each.subject or "")]
    found = re.search(rf"Without signing in, once, within a day: {BASE}(\S+)", mail.text)
    assert found, mail.text
    path = found[1]
    assert draft.name in shop.browser.get(path).text
    assert sent(shop, path, {**shown(shop, path), "do": "as-it-is"}).status == 303
    assert [each["id"] for each in shop.incidents] == [draft.id]


@pytest.mark.timeout(300)  # as many stories as the form makes calls
def test_a_crash_at_any_call_of_the_form_and_the_same_again_is_one_update(
    dynamodb_endpoint: str | None,
) -> None:
    repeated = 0
    for call in range(1, MOST_CALLS):
        with world(dynamodb_endpoint) as here, running_target() as target:
            here.apply(page_of(target))
            here.tick()
            here.subscribe(ANN)
            path = linked(here, opened(here).id)
            form = {**shown(here, path), **FOUND}
            crashed = False
            try:
                with stopped_before(call):
                    sent(here, path, form)
            except Stopped:
                crashed = True
                here.forget()
            assert sent(here, path, form).status == 303
            here.tick(4)  # a claim that was left runs out after three minutes
            assert len(bodies(here)) == 2
            assert set(here.news(ANN)) == {TOLD, "[Demo Shop] Identified: Payments are slow"}
            repeated += len(here.news(ANN)) - 2
        if not crashed:
            break
    assert 10 < call < MOST_CALLS, "every call had its crash"
    assert repeated <= 1
