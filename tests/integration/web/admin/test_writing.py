"""Incidents, drafts, maintenance and messages, written by the team in plain forms."""

import re
from typing import Any

import pytest

from chalicelib.domain.roles import Role
from tests.gateway import Answer
from tests.integration.web.admin.cast import Cast, Visitor
from tests.scenarios.test_outage import ANN, page_of
from tests.target import Target
from tests.world import World

SLOW = {
    "name": "Payments are slow",
    "body": "We are **on it**.",
    "status": "investigating",
    "component.checkout": "degraded_performance",
    "next_update_by": "30m",
    "what_still_works": "Your cart is kept.",
    "tell": "on",
    "do": "publish",
}


@pytest.fixture
def shop(cast: Cast, target: Target) -> World:
    document: Any = page_of(target)
    document["page"]["templates"] = [
        {"key": "payments", "name": "Payments fail", "body": "Since {since}, {components} fail."}
    ]
    cast.here.apply(document)
    cast.here.tick()
    cast.here.subscribe(ANN)
    return cast.here


@pytest.fixture
def carla(cast: Cast, shop: World) -> Visitor:
    return cast.visitor(Role.COMMUNICATOR)


def hidden(answer: Answer, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.text)
    assert found, name
    return found[1]


def test_an_incident_is_opened_updated_and_resolved(carla: Visitor, shop: World) -> None:
    form = carla.get("/admin/incidents/new")
    assert "Payments fail" in form.text
    sent = carla.post("/admin/incidents/new", {**SLOW, "request": hidden(form, "request")})
    assert sent.status == 303, sent.text
    address = sent.headers["location"].partition("?")[0]
    shop.forget()
    assert "Payments are slow" in shop.browser.get("/").text
    page = carla.get(address)
    assert "Payments are slow" in page.text
    seen = re.search(r'href="([^"]+)">As customers see it', page.text)
    assert seen
    assert seen[1].endswith("?update=1"), "a browser shows what it kept of the bare address"
    assert "Payments are slow" in shop.browser.get(seen[1]).text
    more = {"body": "Still slow.", "status": "identified", "do": "publish"}
    again = carla.post(address, {**more, "based_on": hidden(page, "based_on"), "tell": "on"})
    assert again.status == 303
    over = {"body": "It works again.", "status": "resolved", "do": "publish", "tell": "on"}
    assert carla.post(address, {**over, "based_on": "2"}).status == 303
    shop.forget()
    assert [each["status"] for each in shop.incidents] == ["resolved"]
    assert [subject.split("] ")[1].split(":")[0] for subject in shop.news(ANN)] == [
        "Investigating",
        "Identified",
        "Resolved",
    ]
    listed = carla.get("/admin/incidents").text
    assert "No incident is open." in listed
    assert "Payments are slow" in listed


def test_a_preview_shows_page_and_notice_and_writes_nothing(carla: Visitor, shop: World) -> None:
    answer = carla.post("/admin/incidents/new", {**SLOW, "do": "preview"})
    assert answer.status == 200
    preview = answer.text[answer.text.index('id="preview"') :]
    assert "On the page" in preview
    assert "On the notice" in preview
    assert preview.count("Payments are slow") >= 2
    assert "Your cart is kept." in preview
    assert 'value="Payments are slow"' in answer.text
    assert shop.incidents == []


def test_a_template_fills_the_form(carla: Visitor, shop: World) -> None:
    form = carla.get("/admin/incidents/new?template=payments")
    assert 'value="Payments fail"' in form.text
    assert "{components} fail." in form.text
    typed = {"name": "Payments fail", "body": "{components} fail.", "do": "publish"}
    down = {"component.checkout": "major_outage", "component.search": "major_outage"}
    assert carla.post("/admin/incidents/new", {**typed, **down}).status == 303
    shop.forget()
    assert shop.incidents[0]["incident_updates"][0]["body"] == "Checkout and Search fail."
    assert carla.get("/admin/incidents/new?template=nothing").status == 404


def test_a_form_that_is_sent_twice_writes_once(carla: Visitor, shop: World) -> None:
    form = {**SLOW, "request": hidden(carla.get("/admin/incidents/new"), "request")}
    first, second = (carla.post("/admin/incidents/new", form) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    shop.forget()
    assert len(shop.incidents) == 1
    assert len(shop.news(ANN)) == 1


def test_who_was_slower_reads_what_was_written_before(carla: Visitor, shop: World) -> None:
    address = carla.post("/admin/incidents/new", SLOW).headers["location"].partition("?")[0]
    first = {"body": "Bert wrote.", "based_on": "1", "do": "publish"}
    assert carla.post(address, first).status == 303
    late = carla.post(address, {**first, "body": "Carla wrote."})
    assert late.status == 409
    assert "Meanwhile update 2 was written" in late.text
    assert "Bert wrote." in late.text
    assert "Carla wrote." in late.text
    assert (
        carla.post(
            address, {**first, "body": "Carla.", "based_on": hidden(late, "based_on")}
        ).status
        == 303
    )


def test_each_fault_stands_at_its_field(carla: Visitor, shop: World) -> None:
    wrong = {
        "name": "",
        "body": " ",
        "status": "lost",
        "at": "then",
        "impact": "vast",
        "do": "publish",
    }
    answer = carla.post("/admin/incidents/new", wrong)
    assert answer.status == 422
    for name in ("name", "body", "status", "at", "impact"):
        assert f'href="#{name}"' in answer.text, name
    assert shop.incidents == []


def test_a_draft_is_seen_edited_published_or_dropped(
    cast: Cast, carla: Visitor, shop: World, target: Target
) -> None:
    document: Any = page_of(target)
    document["page"]["veto"] = "10m"
    shop.apply(document)
    for path, deed in (("/checkout", "as-it-is"), ("/search", "drop")):
        shop.tick(5)  # past the window in which failures are told together
        target.down(path)
        shop.tick(2)
        listed = carla.get("/admin/incidents").text
        found = re.search(r"/admin/drafts/([a-z0-9]{12})", listed)
        assert found
        draft = carla.get(found[0])
        assert "are about to publish this" in draft.text
        assert carla.post(found[0], {"do": deed}).status == 303
        assert carla.get(found[0]).status == 404
        shop.forget()
    assert [each["name"] for each in shop.incidents] == ["Checkout is not available"]


def test_the_overview_says_what_waits_for_the_team(carla: Visitor, shop: World) -> None:
    assert "None." in carla.get("/admin").text
    carla.post("/admin/incidents/new", SLOW)
    shop.forget()
    assert "late" not in carla.get("/admin").text
    shop.tick(31)
    assert "The promised update is late." in carla.get("/admin").text
    assert "Nobody has written" not in carla.get("/admin").text
    shop.tick(30)
    assert "Nobody has written for an hour." in carla.get("/admin").text


def test_a_viewer_sees_and_writes_nothing(cast: Cast, shop: World, carla: Visitor) -> None:
    address = carla.post("/admin/incidents/new", SLOW).headers["location"].partition("?")[0]
    vera = cast.visitor(Role.VIEWER)
    page = vera.get(address)
    assert page.status == 200
    assert "<textarea" not in page.text
    assert vera.post(address, {"body": "x"}).status == 403


def test_customer_service_finds_its_kit(carla: Visitor, shop: World) -> None:
    address = carla.post("/admin/incidents/new", SLOW).headers["location"].partition("?")[0]
    page = carla.get(f"{address}/kit")
    assert page.status == 200
    incident_id = address.rpartition("/")[2]
    assert f"/i/{incident_id}" in page.text
    assert "We are on it." in page.text
    assert "A cause: it isn&#39;t known yet." in page.text
    assert shop.browser.get(f"/i/{incident_id}").headers["location"] == f"/incidents/{incident_id}"


def test_messages_are_put_up_changed_and_taken_down(carla: Visitor, shop: World) -> None:
    new = {
        "text": "We deliver on Sundays.",
        "slot.page": "on",
        "weight": "3",
        "link_text": "How",
        "link_url": "https://example.com/",
    }
    assert carla.post("/admin/messages", new).status == 303
    shop.forget()
    assert "We deliver on Sundays." in shop.browser.get("/").text
    found = re.search(r"/admin/messages/([a-z0-9]{12})", carla.get("/admin/messages").text)
    assert found
    assert 'value="We deliver on Sundays."' in carla.get(found[0]).text
    plain = {"text": "We deliver daily.", "slot.page": "on", "weight": "3", "do": "change"}
    assert carla.post(found[0], plain).status == 303
    shop.forget()
    page = shop.browser.get("/").text
    assert "We deliver daily." in page
    assert "https://example.com/" not in page
    assert carla.post(found[0], {**plain, "do": "take-down"}).status == 303
    shop.forget()
    assert "We deliver daily." not in shop.browser.get("/").text
    wrong = carla.post("/admin/messages", {"text": "", "weight": "many"})
    assert wrong.status == 422
    for name in ("text", "slots", "weight"):
        assert f'href="#{name}"' in wrong.text, name


def test_maintenance_is_announced_extended_begun_and_ended(carla: Visitor, shop: World) -> None:
    form = {
        "name": "A faster database",
        "start": "2026-11-22T12:05",
        "end": "2026-11-22T12:10",
        "component.checkout": "on",
        "reminders": "",
        "tell": "on",
    }
    preview = carla.post("/admin/maintenance/new", {**form, "do": "preview"})
    assert preview.status == 200
    assert preview.text[preview.text.index('id="preview"') :].count("A faster database") == 1
    sent = carla.post("/admin/maintenance/new", {**form, "do": "announce"})
    assert sent.status == 303, sent.text
    address = sent.headers["location"].partition("?")[0]
    shop.forget()
    assert "A faster database" in shop.browser.get("/").text
    assert "A faster database" in carla.get("/admin/maintenance").text
    longer = {"end": "2026-11-22T12:20", "do": "extend", "tell": "on"}
    tagged = {**longer, "based_on": hidden(carla.get(address), "based_on")}
    assert carla.post(address, tagged).status == 303
    shop.tick(11)
    page = carla.get(address)
    assert "In progress" in page.text
    assert carla.post(address, {"do": "move", "start": "2026-11-23T12:05"}).status == 409
    assert carla.post(address, {"do": "complete", "tell": "on"}).status == 303
    assert carla.post(address, {"do": "paint"}).status == 422
    shop.forget()
    statuses = {each["name"]: each["status"] for each in shop.summary["components"]}
    assert statuses["Checkout"] == "operational"
    assert [subject.split("] ")[1].split(":")[0] for subject in shop.news(ANN)][-1] == "Completed"


def test_what_is_wrong_with_a_plan_stands_at_its_fields(carla: Visitor) -> None:
    wrong = {"name": "", "start": "soon", "kind": "party", "recurrence": "FREQ=SECONDLY"}
    answer = carla.post("/admin/maintenance/new", {**wrong, "reminders": "later"})
    assert answer.status == 422
    for name in ("name", "start", "kind", "recurrence", "reminders"):
        assert f'href="#{name}"' in answer.text, name


def test_numbers_of_any_length_are_refused_in_words(carla: Visitor, shop: World) -> None:
    long = "9" * 5_000  # longer than Python reads
    address = carla.post("/admin/incidents/new", SLOW).headers["location"].partition("?")[0]
    wrong = carla.post(address, {"body": "x", "corrects": long})
    assert (wrong.status, 'href="#corrects"' in wrong.text) == (422, True)
    wrong = carla.post("/admin/messages", {"text": "x", "slot.page": "on", "weight": long})
    assert (wrong.status, 'href="#weight"' in wrong.text) == (422, True)
    assert carla.post(address, {"body": "x", "based_on": long}).status == 303


def test_the_team_sees_who_signed(carla: Visitor, shop: World, target: Target) -> None:
    document: Any = page_of(target)
    document["page"]["signers"] = [{"key": "ann", "name": "Ann", "role": "Head of support"}]
    shop.apply(document)
    signed = carla.post("/admin/incidents/new", {**SLOW, "signed_by": "ann"})
    assert signed.status == 303
    page = carla.get(signed.headers["location"].partition("?")[0])
    assert page.status == 200
    assert "<b>Ann</b>, Head of support" in page.text


def test_a_post_mortem_is_drafted_previewed_and_published(carla: Visitor, shop: World) -> None:
    resolved = {**SLOW, "status": "resolved", "next_update_by": ""}
    address = carla.post("/admin/incidents/new", resolved).headers["location"].partition("?")[0]
    assert "Write a post-mortem" in carla.get(address).text
    draft = f"{address}/postmortem"
    first = hidden(carla.get(draft), "based_on")
    text = {"body": "A *cable* was cut.", "based_on": first, "tell": "on"}
    preview = carla.post(draft, {**text, "do": "preview"})
    assert "<em>cable</em> was cut." in preview.text
    assert carla.post(draft, {**text, "do": "save"}).headers["location"].startswith(draft)
    shop.forget()
    assert "cable" not in shop.browser.get(address.replace("/admin", "")).text
    for page in ("/admin", "/admin/incidents"):
        assert "Post-mortems that wait" in carla.get(page).text
    late = carla.post(draft, {**text, "body": "A plug was pulled.", "do": "save"})
    assert late.status == 409
    for said in ("Meanwhile Carla saved another", "A *cable* was cut.", "A plug was pulled."):
        assert said in late.text
    wrong = carla.post(draft, {**text, "body": "", "do": "publish"})
    assert (wrong.status, 'href="#body"' in wrong.text) == (422, True)
    end = {"body": "A plug was pulled.", "based_on": hidden(late, "based_on"), "do": "publish"}
    assert carla.post(draft, end).headers["location"].startswith(f"{address}?done=postmortem")
    shop.forget()
    assert "A plug was pulled." in shop.browser.get(address.replace("/admin", "")).text
    assert len(shop.news(ANN)) == 1, "the box was left blank"
    assert "post-mortem" not in carla.get(address).text.lower().partition("<h2")[0]
    assert "Post-mortems that wait" not in carla.get("/admin").text
    again = carla.post(draft, {**end, "based_on": "0"})
    assert (again.status, "A plug was pulled." in again.text) == (409, True)


def test_a_draft_of_a_post_mortem_is_dropped(carla: Visitor, shop: World) -> None:
    resolved = {**SLOW, "status": "resolved", "next_update_by": ""}
    address = carla.post("/admin/incidents/new", resolved).headers["location"].partition("?")[0]
    draft = f"{address}/postmortem"
    assert carla.post(draft, {"body": "x", "do": "save"}).status == 303
    based_on = hidden(carla.get(draft), "based_on")
    assert carla.post(draft, {"based_on": based_on, "do": "drop"}).status == 303
    assert hidden(carla.get(draft), "based_on") == "0"
    assert carla.post(draft, {"do": "drop"}).status == 404
