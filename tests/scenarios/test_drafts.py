"""Stories of automatic incidents that people may stop: vetoed, edited, and published by itself."""

import pytest

from chalicelib.domain.actors import Actor, ActorKind
from chalicelib.domain.errors import Forbidden, NotFound
from chalicelib.domain.incidents import Incident
from chalicelib.domain.roles import Role
from tests.scenarios.test_outage import page_of
from tests.target import Target
from tests.telling import asked
from tests.world import World

FAILS = "[Demo Shop] Investigating: Checkout is not available"


@pytest.fixture
def careful(shop: World, target: Target) -> World:
    """A page whose automatic incidents wait for five minutes."""
    document = page_of(target)
    page = document["page"]
    assert isinstance(page, dict)
    page["veto"] = "5m"
    shop.apply(document)
    return shop


def draft_of(shop: World, target: Target, path: str = "/checkout") -> Incident:
    from chalicelib.services import drafting

    target.down(path)
    shop.tick(2)
    (draft,) = drafting.drafts()
    return draft


def test_a_draft_is_published_by_itself(careful: World, target: Target) -> None:
    draft = draft_of(careful, target)
    assert draft.name == "Checkout is not available"
    careful.tick(4)
    assert (careful.incidents, careful.news()) == ([], [])
    assert careful.browser.get(f"/incidents/{draft.id}").status == 404
    careful.tick()
    assert [each["id"] for each in careful.incidents] == [draft.id]
    assert careful.news() == [FAILS]
    target.up()
    careful.tick(2)
    assert careful.incidents[0]["status"] == "resolved"
    assert len(careful.news()) == 2


def test_components_show_how_they_are_while_a_draft_waits(careful: World, target: Target) -> None:
    draft_of(careful, target)
    statuses = {each["name"]: each["status"] for each in careful.summary["components"]}
    assert statuses["Checkout"] == "major_outage"


def test_a_draft_that_was_vetoed_is_told_by_nobody(careful: World, target: Target) -> None:
    from chalicelib.services import drafting

    draft = draft_of(careful, target)
    drafting.drop(draft.id, asked(careful, {}))
    careful.tick(20)
    target.up()
    careful.tick(3)
    assert (careful.incidents, careful.news(), drafting.drafts()) == ([], [], ())
    again = draft_of(careful, target)
    assert again.id != draft.id
    with pytest.raises(NotFound, match="There is no draft"):
        drafting.publish(draft.id, asked(careful, {}))


def test_what_fails_beside_a_dropped_draft_is_another(careful: World, target: Target) -> None:
    from chalicelib.services import drafting

    drafting.drop(draft_of(careful, target).id, asked(careful, {}))
    target.down("/search")
    careful.tick(2)
    assert [each.name for each in drafting.drafts()] == ["Search is not available"]


def test_a_draft_is_edited_and_published_by_a_person(careful: World, target: Target) -> None:
    from chalicelib.services import drafting

    draft = draft_of(careful, target)
    words = {"name": "Cards are refused", "body": "Our bank is down.", "status": "identified"}
    told = drafting.publish(draft.id, asked(careful, words))
    careful.forget()
    assert (told.id, told.started_at, told.is_taken_over) == (draft.id, draft.started_at, True)
    assert [each["body"] for each in careful.incidents[0]["incident_updates"]] == [words["body"]]
    assert careful.news() == ["[Demo Shop] Identified: Cards are refused"]
    target.up()
    careful.tick(8)
    assert careful.incidents[0]["status"] == "identified"
    assert len(careful.news()) == 1


def test_who_may_tell_of_some_components_alone_tells_of_no_other_in_a_draft(
    careful: World, target: Target
) -> None:
    from chalicelib.services import drafting

    draft = draft_of(careful, target)
    key = Actor(
        kind=ActorKind.KEY,
        id="k",
        name="shop",
        role=Role.OPERATOR,
        component_ids=draft.component_ids,
    )
    more = {"body": "!", "components": {"search": "major_outage"}}
    with pytest.raises(Forbidden, match="some components alone"):
        drafting.publish(draft.id, asked(careful, more, by=key))
    assert drafting.publish(draft.id, asked(careful, {"body": "!"}, by=key)).id == draft.id


def test_a_draft_is_published_at_once_as_it_is(careful: World, target: Target) -> None:
    from chalicelib.services import drafting

    draft = draft_of(careful, target)
    drafting.publish(draft.id, asked(careful, {}, key="one"))
    drafting.publish(draft.id, asked(careful, {}, key="one"))
    assert careful.news() == [FAILS]
    target.up()
    careful.tick(8)
    assert careful.incidents[0]["status"] == "resolved"
    assert len(careful.news()) == 2


def test_what_is_over_before_it_was_published_is_on_record_alone(
    careful: World, target: Target
) -> None:
    draft_of(careful, target)
    target.up()
    careful.tick(10)
    assert [each["status"] for each in careful.incidents] == ["resolved"]
    assert careful.news() == []


def test_a_draft_grows_while_it_waits(careful: World, target: Target) -> None:
    from chalicelib.services import drafting

    draft = draft_of(careful, target)
    target.down("/search")
    careful.tick(2)
    (grown,) = drafting.drafts()
    assert (grown.id, grown.name) == (draft.id, "Checkout and Search are not available")
    assert grown.veto_until == draft.veto_until
    careful.tick(3)
    assert careful.news() == ["[Demo Shop] Investigating: Checkout and Search are not available"]


def test_drafts_at_a_terminal(
    careful: World, target: Target, capsys: pytest.CaptureFixture[str]
) -> None:
    from candor.main import main

    draft = draft_of(careful, target)
    capsys.readouterr()
    assert main(["incident", "drafts"]) == 0
    assert capsys.readouterr().out.splitlines()[:2] == [
        f"{draft.id}  Checkout is not available",
        "    is published by itself at 22 November 2026, 12:08 UTC",
    ]
    assert main(["incident", "drop", draft.id]) == 0
    assert capsys.readouterr().out == f"Dropped {draft.id}: nothing is told of it.\n"
    second = draft_of(careful, target, "/search")
    assert main(["incident", "publish", second.id]) == 0
    assert "Published" in capsys.readouterr().out
    assert main(["incident", "drafts"]) == 0
    assert capsys.readouterr().out == "No draft is waiting.\n"
