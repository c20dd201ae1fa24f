"""The page's settings, changed by forms: judged as a definition is, once, and seen at once."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.roles import Role
from tests.gateway import Answer
from tests.integration.web.admin.cast import Cast, Visitor
from tests.integration.web.admin.test_message_images import SVG, png
from tests.scenarios.test_outage import page_of
from tests.target import Target
from tests.team import ROOT
from tests.world import World

SETTINGS = "/admin/settings"
COLORS = {"brand": "#5b2a86", "accent": "#0b6e4f"}


@pytest.fixture
def shop(cast: Cast, target: Target) -> World:
    cast.here.apply(page_of(target))
    cast.here.tick()
    return cast.here


@pytest.fixture
def carla(cast: Cast, shop: World) -> Visitor:
    return cast.visitor(Role.COMMUNICATOR)


def carried(page: Answer) -> dict[str, str]:
    """What the form on that page brings along, such as the id of its request."""
    found = re.findall(r'name="(request|based_on)" value="([^"]*)"', page.text)
    return dict(found)


def sent(who: Visitor, path: str, **fields: str) -> Answer:
    """A form as it was shown just now, with these fields."""
    return who.post(f"{SETTINGS}/{path}", {**carried(who.get(f"{SETTINGS}/{path}")), **fields})


def log(shop: World) -> list[Any]:
    from chalicelib.services import auditing

    entries = auditing.everything(ROOT, now=shop.clock.now().replace(hour=23))
    return [each for each in entries if each.action == "settings.changed"]


def seen(shop: World, path: str = "/") -> str:
    shop.forget()
    return shop.browser.get(path).text


def test_words_are_on_the_page_and_the_notice_at_once(carla: Visitor, shop: World) -> None:
    answer = sent(
        carla,
        "words",
        name="Acme  & Sons",
        support_url="mailto:help@example.com",
        ask="informed",
        **{
            "links.header.0.text": "Shop",
            "links.header.0.url": "https://shop.example.com/",
            "links.footer.3.text": "Terms",
            "links.footer.3.url": "https://shop.example.com/terms",
        },
    )
    assert answer.status == 303, answer.text
    assert answer.headers["location"] == f"{SETTINGS}/words?done=settings-saved"
    page = seen(shop)
    assert "Acme &amp; Sons" in page
    assert 'href="https://shop.example.com/terms"' in page
    assert 'href="mailto:help@example.com"' in seen(shop, "/down")
    shop.pass_quietly(timedelta(seconds=1))
    contact = {"notice.contacts.0.text": "Call us", "notice.contacts.0.url": "tel:+353-1-2345"}
    assert sent(carla, "notice", **contact).status == 303
    assert 'href="tel:+353-1-2345"' in seen(shop, "/down")
    assert shop.summary["page"]["name"] == "Acme & Sons"
    (last, first) = log(shop)
    assert (first.actor_name, first.before["name"]) == ("Carla", "Demo Shop")
    assert first.after == {
        "name": "Acme & Sons",
        "support_url": "mailto:help@example.com",
        "ask": "informed",
        "links.header": "Shop https://shop.example.com/",
        "links.footer": "Terms https://shop.example.com/terms",
    }
    assert last.after == {"notice.contacts": "Call us tel:+353-1-2345"}


def test_checks_go_on_as_before(carla: Visitor, shop: World, target: Target) -> None:
    sent(carla, "theme", **COLORS)
    target.down("/checkout")
    shop.tick(2)
    assert [each["name"] for each in shop.incidents] == ["Checkout is not available"]
    sent(carla, "words", name="Other")
    target.up()
    shop.tick(3)
    assert [each["status"] for each in shop.incidents] == ["resolved"]


def test_colours_are_tried_without_being_saved(carla: Visitor, shop: World) -> None:
    before = seen(shop)
    tried = sent(carla, "theme", do="preview", brand="#1f5fa8", accent="#E6B800")
    assert tried.status == 200
    words = tried.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "1.7 : 1, below 4.5: many people can&#39;t read it at all" in words.replace("'", "&#39;")
    assert "So it is shown as #8a6e00 there" in words
    assert 'value="#E6B800"' in words
    assert 'fill="#8a6e00"' in words
    assert 'fill="#e6b800"' in words
    assert seen(shop) == before
    assert log(shop) == []
    assert sent(carla, "theme", do="save", brand="#1f5fa8", accent="#E6B800").status == 303
    page = seen(shop)
    assert "--accent:#8a6e00" in page
    assert "--accent:#e6b800" in page
    assert carla.get(SETTINGS).text.count("changed by Carla on") == 1
    (entry,) = log(shop)
    assert (entry.before, entry.after) == (
        {"colors.accent": "#1e7b34"},
        {"colors.accent": "#e6b800"},
    )


@pytest.mark.parametrize("do", ["preview", "save"])
def test_what_is_no_colour_is_refused_as_the_file_refuses_it(
    carla: Visitor, shop: World, do: str
) -> None:
    answer = sent(carla, "theme", do=do, brand="blue", accent="#12345")
    assert answer.status == 422
    for name in ("blue", "#12345"):
        assert f"&#34;{name}&#34; isn&#39;t a colour" in answer.text
        assert f'value="{name}"' in answer.text
    assert 'id="brand-fault"' in answer.text
    assert 'id="accent-fault"' in answer.text
    assert log(shop) == []


def test_every_fault_stands_at_its_row_and_what_was_typed_stays(
    carla: Visitor, shop: World
) -> None:
    answer = sent(
        carla,
        "words",
        name="x" * 61,
        support_url="javascript:alert(1)",
        **{
            "links.footer.1.text": "Only words",
            "links.footer.4.url": "ftp://example.com",
            "links.footer.4.text": "A file",
        },
    )
    assert answer.status == 422
    for place in ("name", "support_url", "links.footer.1.url", "links.footer.4.url"):
        assert f'<a href="#{place}">' in answer.text
        assert f'id="{place}-fault"' in answer.text
    assert 'value="Only words"' in answer.text
    assert 'value="javascript:alert(1)"' in answer.text
    assert log(shop) == []


def test_of_two_at_once_the_slower_is_told_and_loses_nothing(
    carla: Visitor, cast: Cast, shop: World
) -> None:
    shown = carried(carla.get(f"{SETTINGS}/words"))
    olivia = cast.visitor(Role.OWNER)
    assert sent(olivia, "words", name="Olivia's").status == 303
    late = carla.post(f"{SETTINGS}/words", {**shown, "name": "Carla's"})
    assert late.status == 409
    assert "somebody else changed the page" in late.text
    assert "What it says now" in late.text
    assert "<dd>Olivia&#39;s<br>" in late.text
    assert "changed by Olivia on" in late.text
    assert 'value="Carla&#39;s"' in late.text
    assert "Olivia&#39;s" in seen(shop)
    once_more = carla.post(f"{SETTINGS}/words", {**carried(late), "name": "Carla's"})
    assert once_more.status == 303
    assert "Carla&#39;s" in seen(shop)


def test_a_form_that_is_sent_twice_counts_once(carla: Visitor, shop: World) -> None:
    form = {**carried(carla.get(f"{SETTINGS}/signers")), "key": "anna", "name": "Anna Kelly"}
    for _ in range(2):
        assert carla.post(f"{SETTINGS}/signers", form).status == 303
    assert len(log(shop)) == 1
    other = carla.post(f"{SETTINGS}/signers", {**form, "name": "Another"})
    assert other.status == 409
    assert len(log(shop)) == 1


def test_saving_what_is_so_already_writes_nothing(carla: Visitor, shop: World) -> None:
    before = carried(carla.get(f"{SETTINGS}/words"))["based_on"]
    assert sent(carla, "words", name="Demo Shop").status == 303
    assert log(shop) == []
    assert carried(carla.get(f"{SETTINGS}/words"))["based_on"] == before


def test_a_logo_comes_and_goes_and_isnt_in_the_log_in_full(carla: Visitor, shop: World) -> None:
    form = carried(carla.get(f"{SETTINGS}/theme"))
    path = f"{SETTINGS}/logo"
    assert carla.upload(path, form, {"image": ("Our logo!.svg", SVG)}).status == 303
    assert "data:image/svg+xml;base64" in seen(shop)
    (entry,) = log(shop)
    assert re.fullmatch(r"Our-logo-[0-9a-f]{8}\.svg, 85 bytes, [0-9a-f]{8}", entry.after["logo"])
    form = carried(carla.get(f"{SETTINGS}/theme"))
    large = carla.upload(path, form, {"image": ("IMG_1.png", png(60_000))})
    assert large.status == 422
    assert "is larger than 48 KB" in large.text
    assert 'id="image-fault"' in large.text
    for name, content in (("run.svg", SVG.replace(b"<path", b"<script/><path")), ("x.gif", b"")):
        assert carla.upload(path, form, {"image": (name, content)}).status == 422
    assert carla.post(path, {**form, "image_gone": "on"}).status == 303
    assert "data:image/svg+xml;base64" not in seen(shop)


def test_who_signs_is_added_changed_and_taken_off(carla: Visitor, shop: World) -> None:
    path = f"{SETTINGS}/signers"
    form = {**carried(carla.get(path)), "name": "Zoë Quinn", "role": "Head of platform"}
    wrong = carla.upload(path, {**form, "key": "Zoë Q"}, {"image": ("z.png", png(700))})
    assert wrong.status == 422
    assert "can&#39;t be a key" in wrong.text
    assert "You chose z.png." in wrong.text
    chosen = re.search(r'name="image_chosen" value="([^"]+)"', wrong.text)
    assert chosen
    added = carla.post(path, {**form, "key": "zoe", "image_chosen": chosen[1]})
    assert added.status == 303, added.text
    sent(carla, "signers/zoe", do="change", name="Zoë Quinn", role="CTO")
    document = settings_now()
    ((key, picture),) = [(s["key"], s["picture"]) for s in document["signers"]]
    assert key == "zoe"
    assert picture.startswith("z-")
    assert document["signers"][0]["role"] == "CTO"
    twice = sent(carla, "signers", key="zoe", name="Another")
    assert twice.status == 422
    assert sent(carla, "signers/zoe", do="remove").status == 303
    assert settings_now()["signers"] == []
    assert carla.get(f"{path}/zoe").status == 404


def test_templates_are_written_in_calm(carla: Visitor, shop: World) -> None:
    wrong = sent(carla, "templates", key="slow", name="Slow {x}", body="")
    assert wrong.status == 422
    assert "stands for nothing" in wrong.text
    assert 'id="body-fault"' in wrong.text
    fields = {"name": "{components} is slow", "body": "We look.", "status": "identified"}
    assert sent(carla, "templates", key="slow", **fields).status == 303
    assert "is slow" in carla.get("/admin/incidents/new?template=slow").text
    changed = sent(carla, "templates/slow", do="change", **{**fields, "body": "We look at it."})
    assert changed.status == 303
    assert settings_now()["templates"] == [{"key": "slow", **fields, "body": "We look at it."}]
    shop.pass_quietly(timedelta(seconds=1))
    assert sent(carla, "templates/slow", do="remove").status == 303
    (entry, *_) = log(shop)
    assert entry.before["templates.slow"].startswith("{components} is slow · identified")


def settings_now() -> Any:
    from chalicelib.domain.settings_document import settings_document
    from chalicelib.services import page_settings

    return settings_document(page_settings.current().page)


def test_what_is_changed_elsewhere_is_said_and_not_taken(carla: Visitor, shop: World) -> None:
    page = carla.get(SETTINGS).text
    assert "candor apply" in page
    assert "127.0.0.1" in page
    sent(carla, "words", name="Demo Shop", veto="1h", allow_addresses="10.0.0.0/8")
    from chalicelib.storage import definitions

    definition = definitions.load().definition
    assert definition
    assert definition.page.allow_addresses == ("127.0.0.1/32",)
    assert log(shop) == []


def test_programs_read_and_change_the_same(cast: Cast, shop: World) -> None:
    path, program = "/api/admin/settings", cast.program(Role.COMMUNICATOR)

    def patch(body: object, **headers: str) -> Answer:
        return program.send(
            "PATCH", path, json.dumps(body), Content_Type="application/json", **headers
        )

    read = program.get(path)
    assert read.json["settings"]["name"] == "Demo Shop"
    assert read.json["contrast"]["light"]["shown_ratio"] >= 4.5
    tag = read.headers["etag"]
    change = {"colors": {"accent": "#0B6E4F"}, "name": "Acme"}
    first = patch(change, If_Match=tag, Idempotency_Key="one")
    assert (first.status, first.json["settings"]["colors"]["accent"]) == (200, "#0b6e4f")
    assert patch(change, If_Match=tag, Idempotency_Key="one").headers == first.headers
    by = {field: each["by"] for field, each in first.json["changed"].items()}
    assert by == dict.fromkeys(("name", "colors.accent"), "Key of communicator")
    assert patch({"name": "Late"}, If_Match=tag).status == 409
    wrong = patch(
        {
            "nam": "x",
            "veto": "1h",
            "colors": {"brand": 5},
            "links": {"header": [{"text": "x"}]},
            "notice": {"origins": []},
            "logo": {"name": "a.svg", "content": "?"},
            "signers": [{"key": "a", "name": "A", "picture": "none.png"}],
        }
    )
    assert wrong.status == 422
    assert wrong.headers["content-type"].startswith("application/problem+json")
    assert {each["field"] for each in wrong.json["faults"]} == {
        "nam",
        "veto",
        "colors.brand",
        "links.header[0].url",
        "notice.origins",
        "logo.content",
        "signers[0].picture",
    }
    assert patch({"name": None}).status == 422
    assert patch({"colors": None}).json["settings"]["colors"]["accent"] == "#1e7b34"
    assert len(log(shop)) == 2
    assert seen(shop).count("Acme") > 0
