"""What somebody of the team writes in bad faith does nothing to those who work beside them."""

from typing import Any

import pytest

from chalicelib.domain.incidents import Aspect
from chalicelib.domain.roles import Role
from tests.bad_faith import BUNDLES
from tests.harmless import harms
from tests.integration.web.admin.cast import Cast
from tests.scenarios.test_outage import page_of
from tests.target import Target


@pytest.mark.parametrize("bundle", BUNDLES, ids=lambda bundle: bundle[0])
def test_the_teams_pages_have_no_script_but_their_own(
    cast: Cast, target: Target, bundle: list[str]
) -> None:
    evil = "\n".join(bundle)
    document: Any = page_of(target)
    document["components"][0]["name"] = bundle[0][:60]
    cast.here.apply(document)
    cast.here.tick()
    olivia = cast.visitor(Role.OWNER)
    typed = {
        "name": " ".join(bundle)[:120],
        "body": evil,
        **{aspect.value: evil[:500] for aspect in Aspect},
        "component.checkout": "major_outage",
        "tell": "on",
    }
    preview = olivia.post("/admin/incidents/new", {**typed, "do": "preview"})
    assert preview.status == 200, preview.text
    assert harms(preview.text, own_scripts=1) == []
    sent = olivia.post("/admin/incidents/new", {**typed, "do": "publish"})
    assert sent.status == 303, sent.text
    address = sent.headers["location"].partition("?")[0]
    olivia.post("/admin/messages", {"text": evil[:280], "slot.page": "on"})
    plan = {"start": "2026-11-25T10:00", "end": "2026-11-25T11:00", "component.checkout": "on"}
    planned = olivia.post("/admin/maintenance/new", {**typed, **plan, "do": "announce"})
    cast.here.forget()
    for path in (
        "/admin",
        "/admin/incidents",
        address,
        f"{address}/kit",
        "/admin/maintenance",
        planned.headers["location"].partition("?")[0],
        "/admin/messages",
        "/admin/audit",
    ):
        page = olivia.get(path)
        assert page.status == 200, path
        assert harms(page.text, own_scripts=int(path in (address, "/admin/messages"))) == [], path


SCRIPTS = {"/admin/settings/theme": 1, "/admin/settings/signers": 1, "/admin/settings/signers/a": 1}


@pytest.mark.parametrize("bundle", BUNDLES, ids=lambda bundle: bundle[0])
def test_settings_in_bad_faith_harm_neither_team_nor_readers(
    cast: Cast, target: Target, bundle: list[str]
) -> None:
    cast.here.apply(page_of(target))
    cast.here.tick()
    carla = cast.visitor(Role.COMMUNICATOR)
    evil = "\n".join(bundle)
    link = {f"{n}.{part}": evil for n in range(2) for part in ("text", "url")}
    tried = {
        "words": {
            **dict.fromkeys(("name", "support_url", "ask"), evil),
            **{
                f"links.{at}.{name}": text
                for at in ("header", "footer")
                for name, text in link.items()
            },
        },
        "theme": dict.fromkeys(("brand", "accent", "image_chosen", "do"), evil),
        "notice": {f"notice.contacts.{name}": text for name, text in link.items()},
        "signers": dict.fromkeys(("key", "name", "role", "image_chosen"), evil),
        "templates": dict.fromkeys(("key", "name", "status", "body", "what_is_safe"), evil),
    }
    for part, typed in tried.items():
        path = f"/admin/settings/{part}"
        again = carla.post(path, {**typed, "request": evil[:90], "based_on": evil[:90]})
        assert again.status == 422, path
        assert harms(again.text, own_scripts=SCRIPTS.get(path, 0)) == [], path
    short, name = bundle[0][:40], bundle[0][:60]
    texts = [each[:40] for each in bundle[:5]]
    links = {f"{n}.text": text for n, text in enumerate(texts)} | {
        f"{n}.url": "https://a.example/?q=<script>alert(1)</script>&quot;'onload=x"
        for n in range(5)
    }
    links = {
        key: text.replace(" ", "%20") if key.endswith("url") else text
        for key, text in links.items()
    }
    saved = {
        "words": {"name": name, **{f"links.footer.{key}": text for key, text in links.items()}},
        "notice": {f"notice.contacts.{key}": text for key, text in links.items()},
        "signers": {"key": "a", "name": name, "role": short},
        "templates": {"key": "a", "name": short.replace("{", "("), "body": evil.replace("{", "(")},
    }
    for part, typed in saved.items():
        answer = carla.post(f"/admin/settings/{part}", typed)
        assert answer.status == 303, answer.text
    cast.here.forget()
    parts = (
        "",
        "/words",
        "/theme",
        "/notice",
        "/signers",
        "/signers/a",
        "/templates",
        "/templates/a",
    )
    for path in [f"/admin/settings{part}" for part in parts]:
        page = carla.get(path)
        assert page.status == 200, path
        assert harms(page.text, own_scripts=SCRIPTS.get(path, 0)) == [], path
    olivia = cast.visitor(Role.OWNER)
    assert harms(olivia.get("/admin/audit").text) == []
    for path in ("/", "/down"):
        assert harms(cast.here.browser.get(path).text, own_scripts=1) == []
