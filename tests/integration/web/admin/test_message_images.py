"""The small image of a message: chosen on a phone, judged by what it holds, shown on the page."""

import base64
import json
import re
from random import Random
from typing import Any

import pytest

from chalicelib.domain.roles import Role
from tests.gateway import Answer
from tests.harmless import harms, vectors
from tests.integration.web.admin.cast import BOUNDARY, WITH_FILES, Cast, Visitor
from tests.scenarios.test_outage import page_of
from tests.target import Target
from tests.team import ROOT
from tests.world import World

JSON = "application/json"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><path d="M0 0h4v4z"/></svg>'
MESSAGE = {"text": "We deliver on Sundays.", "slot.page": "on", "slot.notice": "on"}
ALT = {"image_alt": "A van"}


def png(size: int) -> bytes:
    """Nothing that can be drawn, but so large, begun as a PNG is, and with bytes of each kind."""
    return b"\x89PNG\r\n\x1a\n" + Random(size).randbytes(size - 8)


@pytest.fixture
def shop(cast: Cast, target: Target) -> World:
    cast.here.apply(page_of(target))
    cast.here.tick()
    return cast.here


@pytest.fixture
def carla(cast: Cast, shop: World) -> Visitor:
    return cast.visitor(Role.COMMUNICATOR)


def put_up(carla: Visitor, name: str, content: bytes, **fields: str) -> Answer:
    sent = {**MESSAGE, **ALT, **fields}
    return carla.upload("/admin/messages", sent, {"image": (name, content)})


def address_of(carla: Visitor) -> str:
    found = re.search(r"/admin/messages/[a-z0-9]{12}", carla.get("/admin/messages").text)
    assert found
    return found[0]


def on(shop: World, path: str) -> list[tuple[bytes, str]]:
    """The pictures of messages there: what they hold, and what they show in words."""
    shop.forget()
    page = shop.browser.get(path).text
    found = re.findall(
        r'pictured"[^>]*><img src="data:image/[a-z+]+;base64,([^"]+)" alt="([^"]*)"', page
    )
    return [(base64.b64decode(content), alt) for content, alt in found]


def log() -> list[Any]:
    from chalicelib.services import auditing
    from tests.specimens import NOON

    entries = auditing.everything(ROOT, now=NOON.replace(hour=23))
    return [each for each in entries if each.action.startswith("message.")]


@pytest.mark.parametrize(
    ("name", "content", "size"),
    [
        ("van.svg", SVG, "85 bytes"),
        ("C:\\Ann's pictures\\Van (1).PNG", png(3_000), "3 KB"),
        ("van.jpg", b"\xff\xd8\xff\xe0" + png(900), "904 bytes"),
        ("Möwe.webp", b"RIFF\0\0\0\0WEBP" + png(500), "512 bytes"),
        ("not-what-it-says.jpg", png(8 * 1024), "8 KB"),
    ],
)
def test_a_picture_comes_whole_onto_the_page_and_not_into_the_log(
    carla: Visitor, shop: World, name: str, content: bytes, size: str
) -> None:
    sent = put_up(carla, name, content)
    assert sent.status == 303, sent.text
    assert on(shop, "/") == [(content, "A van")]
    assert "img-src data:" in shop.browser.get("/").headers["content-security-policy"]
    (entry, *_) = log()
    shown = name.rpartition("\\")[2]
    assert entry.after["image"] == f"{shown} ({size})"
    assert base64.b64encode(content).decode()[:40] not in json.dumps(dict(entry.after))
    assert shown.replace("'", "&#39;") in carla.get("/admin/messages").text


def test_it_is_described_anew_replaced_and_taken_away(carla: Visitor, shop: World) -> None:
    put_up(carla, "van.svg", SVG)
    address = address_of(carla)
    change = {**MESSAGE, "do": "change"}
    anew = carla.upload(address, {**change, "image_alt": "Our van"}, {"image": ("", b"")})
    assert anew.status == 303
    assert on(shop, "/") == [(SVG, "Our van")]
    assert carla.upload(address, {**change, **ALT}, {"image": ("b.png", png(700))}).status == 303
    assert on(shop, "/") == [(png(700), "A van")]
    assert carla.post(address, {**change, "image_decorates": "on"}).status == 303
    assert on(shop, "/") == [(png(700), "")]
    assert carla.post(address, {**change, "image_gone": "on"}).status == 303
    assert on(shop, "/") == []
    page = shop.browser.get("/").text
    assert "We deliver on Sundays." in page
    told = {(entry.after.get("image", "-"), entry.after.get("image_alt", "-")) for entry in log()}
    assert told == {
        ("van.svg (85 bytes)", "A van"),
        ("-", "Our van"),
        ("b.png (700 bytes)", "A van"),
        ("-", ""),
        (None, None),
    }


REFUSED = (
    ("big.png", png(31_000), "&#34;big.png&#34; has 31 KB, and may have 8 KB"),
    ("photo.jpg", b"\xff\xd8\xff" + bytes(4_000_000), "has 3907 KB, and may have 8 KB"),
    ("just-over.png", png(8 * 1024 + 1), "has 9 KB, and may have 8 KB"),
    ("page.png", b"<html><script>alert(1)</script></html>", "isn&#39;t an SVG"),
    ("run.svg", SVG.replace(b"<path", b"<script>alert(1)</script><path"), "holds a script"),
    ("run.svg", SVG.replace(b"<path", b"<path onclick='alert(1)'"), "holds a script"),
    ("lol.svg", b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG, "declares XML entities"),
    ("odd.svg", b'<?xml version="1.0" encoding="rot13"?>' + SVG, "in an encoding of its own"),
    ("odd.svg", b'<?xml version="1.0" encoding="utf-7"?>' + SVG, "encoding"),
    ("cut.svg", SVG[:40], "isn&#39;t well-formed XML"),
    ("words.png", b"Just words.", "isn&#39;t a picture"),
    ("empty.png", b"", "isn&#39;t a picture"),
)


def test_what_is_no_harmless_small_picture_is_refused_at_its_field(
    carla: Visitor, shop: World, subtests: pytest.Subtests
) -> None:
    for name, content, reason in REFUSED:
        with subtests.test(reason):
            answer = put_up(carla, name, content)
            assert answer.status == 422
            assert 'href="#image"' in answer.text
            assert reason in answer.text
            assert 'value="We deliver on Sundays."' in answer.text
            assert 'value="A van"' in answer.text
    assert on(shop, "/") == []


def test_what_it_shows_is_said_or_that_it_only_decorates(carla: Visitor, shop: World) -> None:
    answer = put_up(carla, "van.svg", SVG, image_alt=" ")
    assert answer.status == 422
    assert 'href="#image_alt"' in answer.text
    assert "You chose van.svg." in answer.text
    kept = re.search(r'name="image_chosen" value="([^"]+)"', answer.text)
    assert kept
    again = {**MESSAGE, "image_chosen": kept[1], "image_decorates": "on"}
    assert carla.upload("/admin/messages", again, {"image": ("", b"")}).status == 303
    assert on(shop, "/") == [(SVG, "")]


def test_words_for_a_picture_that_is_not_there_are_asked_about(carla: Visitor) -> None:
    answer = carla.post("/admin/messages", {**MESSAGE, **ALT})
    assert answer.status == 422
    assert 'href="#image"' in answer.text


def test_the_picture_is_kept_while_something_else_is_wrong(carla: Visitor) -> None:
    answer = put_up(carla, "van.svg", SVG, text="", weight="much")
    assert answer.status == 422
    assert "You chose van.svg." in answer.text


def test_no_more_messages_may_have_one_than_a_page_carries(carla: Visitor, shop: World) -> None:
    for number in range(8):
        assert put_up(carla, f"{number}.png", png(400 + number)).status == 303
    answer = put_up(carla, "nine.svg", SVG)
    assert answer.status == 422
    assert "There are 8 messages with an image, as many as may be" in answer.text
    carla.post(address_of(carla), {"do": "take-down"})
    assert put_up(carla, "nine.svg", SVG).status == 303
    assert carla.post("/admin/messages", MESSAGE).status == 303


@pytest.mark.parametrize(
    ("size", "is_there"), [(2_000, True), (5 * 1024, True), (5 * 1024 + 1, False)]
)
def test_on_the_notice_only_what_leaves_room_for_words(
    carla: Visitor, shop: World, size: int, is_there: bool
) -> None:
    put_up(carla, "van.png", png(size))
    assert bool(on(shop, "/down")) is is_there
    assert "We deliver on Sundays." in shop.browser.get("/down").text
    assert on(shop, "/") != []
    said = carla.get("/admin/messages").text
    assert ("too large for the notice: 5 KB at most" in said) is not is_there
    assert ("too large for the notice" in carla.get(address_of(carla)).text) is not is_there


def test_below_mails_there_are_words_alone(cast: Cast, carla: Visitor, shop: World) -> None:
    shop.subscribe("ann@example.com")
    assert put_up(carla, "van.svg", SVG, **{"slot.mail": "on"}).status == 303
    incident = {"name": "Slow", "body": "It is slow.", "tell": "on", "do": "publish"}
    assert carla.post("/admin/incidents/new", incident).status == 303
    letter = shop.letters()[-1]
    assert "We deliver on Sundays." in letter.text
    assert "A van" not in letter.text
    assert "data:" not in letter.text


def part(head: str, held: bytes = b"x") -> bytes:
    return f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode() + held + b"\r\n"


_NAMED = 'Content-Disposition: form-data; name="text"'


BROKEN = (
    (b"", WITH_FILES, 422),
    (b"nothing of the kind", WITH_FILES, 422),
    (part(_NAMED), "multipart/form-data", 422),
    (part(_NAMED), WITH_FILES.replace("Abc", "Xyz"), 422),
    (part(_NAMED), 'multipart/form-data; boundary="' + "\xe9" * 9 + '"', 422),
    (part(_NAMED, b"x" * 300_000) + f"--{BOUNDARY}--".encode(), WITH_FILES, 413),
    (part(_NAMED) * 150 + f"--{BOUNDARY}--".encode(), WITH_FILES, 422),
    (part(_NAMED, b"\xff\xfe") + f"--{BOUNDARY}--".encode(), WITH_FILES, 422),
    (part(f"{_NAMED}; filename=x\r\n" + "X-Y: " + "z" * 9_000), WITH_FILES, 422),
    (part("Content-Disposition: form-data") + f"--{BOUNDARY}--".encode(), WITH_FILES, 403),
    (part("nonsense") + f"--{BOUNDARY}--".encode(), WITH_FILES, 422),
    (bytes(4_490_000), WITH_FILES, 422),
    (bytes(4_600_000), WITH_FILES, 413),
)


def test_broken_forms_are_refused_in_words(carla: Visitor, subtests: pytest.Subtests) -> None:
    for number, (body, content_type, status) in enumerate(BROKEN):
        with subtests.test(number=number):
            answer = carla.browser.post("/admin/messages", body, content_type)
            assert (answer.status, "went wrong on our side" in answer.text) == (status, False)


def test_a_form_with_a_file_outlives_its_session(cast: Cast, carla: Visitor, shop: World) -> None:
    stale = Visitor(token="x" * 40)
    answer = stale.upload("/admin/messages", {**MESSAGE, **ALT}, {"image": ("van.svg", SVG)})
    assert answer.status == 403
    assert "van.svg" in answer.text
    large = stale.upload("/admin/messages", {**MESSAGE, **ALT}, {"image": ("a.png", png(90_000))})
    assert "We+deliver+on+Sundays." in large.text
    assert "a.png" not in large.text
    kept = {**MESSAGE, **ALT, "image": f"{base64.b64encode(SVG).decode()}:van.svg"}
    assert carla.post("/admin/messages", kept).status == 303
    assert on(shop, "/") == [(SVG, "A van")]


def test_programs_send_it_in_base64(cast: Cast, shop: World) -> None:
    program = cast.program(Role.COMMUNICATOR)
    image = {"name": "van.svg", "content": base64.b64encode(SVG).decode(), "alt": "A van"}
    made = program.post("/api/admin/messages", json.dumps({"text": "Hi.", "image": image}), JSON)
    assert (made.status, made.json["image"]) == (201, image)
    address = f"/api/admin/messages/{made.json['id']}"

    def patch(value: object) -> Answer:
        return program.send("PATCH", address, json.dumps({"image": value}), Content_Type=JSON)

    assert patch({"alt": ""}).json["image"] == {**image, "alt": ""}
    assert program.get(address).json["image"] == {**image, "alt": ""}
    for wrong, field in (
        ({**image, "content": "?"}, "image.content"),
        ({**image, "content": "x" * 20_000}, "image.content"),
        ({"name": "a.png", "alt": "x"}, "image.content"),
        ({"content": image["content"], "alt": "x"}, "image.name"),
        ({"name": "a.png", "content": image["content"]}, "image.alt"),
        ({**image, "alt": "x" * 201}, "image.alt"),
        ({**image, "name": "x" * 101}, "image.name"),
        ("van.svg", "image"),
        ({**image, "url": "https://example.com/"}, "image.url"),
    ):
        answer = patch(wrong)
        assert answer.status == 422, wrong
        assert field in [each["field"] for each in answer.json["faults"]], wrong
    assert patch(None).json["image"] is None


def test_at_a_terminal(shop: World, tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    from candor.main import main

    file = tmp_path / "van.svg"
    file.write_bytes(SVG)
    assert main(["message", "add", "Hello.", "--image", str(file), "--alt", "A van"]) == 0
    made = capsys.readouterr().out.split()[2].rstrip(":")
    assert on(shop, "/") == [(SVG, "A van")]
    assert main(["message", "change", made, "--alt", ""]) == 0
    assert on(shop, "/") == [(SVG, "")]
    assert main(["message", "change", made, "--no-image"]) == 0
    assert on(shop, "/") == []
    capsys.readouterr()
    assert main(["message", "add", "Hello.", "--image", str(tmp_path / "no.svg")]) != 0
    assert "can't be read" in capsys.readouterr().err
    file.write_bytes(png(9_000))
    assert main(["message", "change", made, "--image", str(file), "--alt", "x"]) != 0
    assert "has 9 KB, and may have 8 KB" in capsys.readouterr().err


def test_what_is_written_of_it_in_bad_faith_does_nothing(carla: Visitor, shop: World) -> None:
    for evil in vectors()[:: max(1, len(vectors()) // 40)]:
        name = " ".join(evil.split())[:90].replace('"', "%22") + ".svg"
        answer = put_up(carla, name, SVG, image_alt=" ".join(evil.split())[:200])
        assert answer.status == 303, answer.text
        shop.forget()
        for page in (
            shop.browser.get("/"),
            shop.browser.get("/down"),
            carla.get("/admin/messages"),
            carla.get(address_of(carla)),
            carla.get("/admin/audit"),
        ):
            assert harms(page.text, own_scripts=page.text.count("<script>")) == [], evil
        carla.post(address_of(carla), {"do": "take-down"})
