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
