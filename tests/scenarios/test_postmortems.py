"""Post-mortems: a draft that the team alone sees; then published, and told or not."""

import json
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.actors import Actor, ActorKind, terminal
from chalicelib.domain.errors import Conflict, Forbidden, NotFound
from chalicelib.domain.faults import InvalidFields
from chalicelib.domain.incidents import Incident
from chalicelib.domain.roles import Role
from tests.scenarios.test_crashes import MOST_CALLS, crashes
from tests.scenarios.test_outage import ANN, page_of
from tests.target import running_target
from tests.team import ROOT
from tests.telling import asked, opened, updated
from tests.world import World, world

BODY = "A **certificate** had run out."
TOLD = "[Demo Shop] Postmortem: Payments are slow"


def over(shop: World) -> Incident:
    return updated(shop, opened(shop), {"status": "resolved", "body": "It works again."})


def saved(shop: World, incident: Incident, body: str = BODY, **more: Any) -> Any:
    from chalicelib.services import postmortems

    return postmortems.save(incident.id, asked(shop, {"body": body}, **more))


def published(shop: World, incident: Incident, **values: Any) -> Incident:
    from chalicelib.services import postmortems

    told = postmortems.publish(incident.id, asked(shop, values, key="publish"))
    shop.forget()
    return told


def log(shop: World) -> list[Any]:
    from chalicelib.services import auditing

    entries = list(auditing.everything(ROOT, now=shop.clock.now()))
    return [each for each in entries if each.action.startswith("postmortem.")][::-1]


def test_a_draft_is_seen_by_the_team_alone_until_it_is_published(shop: World) -> None:
    from chalicelib.services import postmortems

    incident = over(shop)
    saved(shop, incident)
    later = saved(shop, incident, f"{BODY} We renew them by machine now.")
    shop.tick()
    ((draft, whose),) = postmortems.waiting()
    assert (draft, whose.id) == (later, incident.id)
    for path in ("/", f"/incidents/{incident.id}", f"/incidents/{incident.id}.json"):
        assert "run out" not in shop.browser.get(path).text
    assert len(shop.news(ANN)) == 2
    told = published(shop, incident)
    assert [update.stage for update in told.updates][-1] == "postmortem"
    assert told.resolved_at == incident.resolved_at
    assert postmortems.waiting() == ()
    assert shop.news(ANN)[2:] == [TOLD]
    page = shop.browser.get(f"/incidents/{incident.id}")
    assert "<strong>certificate</strong> had run out. We renew them" in page.text
    body = shop.browser.get(f"/incidents/{incident.id}.json").json
    assert body["postmortem_body"].startswith("A certificate had run out.")
    assert body["postmortem_notified_subscribers"] is True
    assert [(each.action, each.actor_name) for each in log(shop)] == [
        ("postmortem.saved", "herb"),
        ("postmortem.saved", "herb"),
        ("postmortem.published", "herb"),
    ]
    assert log(shop)[1].before["body"] == BODY


def test_subscribers_need_not_hear_of_it(shop: World) -> None:
    incident = over(shop)
    saved(shop, incident)
    published(shop, incident, tell=False)
    assert len(shop.news(ANN)) == 2
    body = shop.browser.get(f"/incidents/{incident.id}.json").json
    assert body["postmortem_notified_subscribers"] is False
    assert log(shop)[-1].after["tell"] is False


def test_who_was_slower_is_told_and_nothing_is_lost(shop: World) -> None:
    from chalicelib.services import postmortems

    incident = over(shop)
    bert, carla = terminal("bert"), terminal("carla")
    first = saved(shop, incident, "Bert's.", by=bert, based_on=0)
    with pytest.raises(Conflict, match="Meanwhile bert saved another text"):
        saved(shop, incident, "Carla's.", by=carla, based_on=0)
    second = saved(shop, incident, "Carla's.", by=carla, based_on=first.version)
    with pytest.raises(Conflict, match="Meanwhile carla"):
        postmortems.publish(incident.id, asked(shop, {}, by=bert, based_on=first.version))
    with pytest.raises(Conflict, match="Meanwhile carla"):
        postmortems.drop(incident.id, asked(shop, {}, by=bert, based_on=first.version))
    assert postmortems.one(incident.id).body == "Carla's."
    postmortems.drop(incident.id, asked(shop, {}, based_on=second.version))
    with pytest.raises(Conflict, match="published or dropped"):
        saved(shop, incident, "Bert again.", by=bert, based_on=second.version)
    anew = saved(shop, incident, "Anew.", based_on=0)
    assert anew.version > second.version, "no number stands for two texts"
    assert [each.action for each in log(shop)][2:] == ["postmortem.dropped", "postmortem.saved"]
    assert log(shop)[2].before["body"] == "Carla's."


def test_of_many_at_once_one_is_first(shop: World) -> None:
    incident = over(shop)
    requests = [asked(shop, {"body": str(n)}, based_on=0, key=str(n)) for n in range(4)]

    def save(request: Any) -> str:
        from chalicelib.services import postmortems

        try:
            return postmortems.save(incident.id, request).body
        except Conflict as error:
            return type(error).__name__

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(save, requests))
    assert outcomes[1:] == ["Conflict"] * 3


def test_it_wants_an_incident_that_is_over_and_has_none(shop: World) -> None:
    from chalicelib.services import postmortems

    still = opened(shop)
    with pytest.raises(Conflict, match="when the incident is resolved"):
        saved(shop, still)
    incident = updated(shop, still, {"status": "resolved", "body": "Over."})
    with pytest.raises(NotFound, match="nobody has begun one"):
        published(shop, incident)
    saved(shop, incident)
    updated(shop, incident, {"status": "investigating", "body": "It is back."})
    with pytest.raises(Conflict, match="when the incident is resolved"):
        postmortems.publish(incident.id, asked(shop, {}))
    updated(shop, incident, {"status": "resolved", "body": "Over, again."})
    published(shop, incident)
    with pytest.raises(Conflict, match="has a post-mortem already"):
        saved(shop, incident, "Another.")
    with pytest.raises(NotFound):
        postmortems.save("0" * 12, asked(shop, {"body": "x"}))


def test_what_is_wrong_is_named(shop: World) -> None:
    from chalicelib.services import postmortems

    incident = over(shop)
    for values, field in (
        ({"body": " "}, "body"),
        ({}, "body"),
        ({"body": "x" * 5_001}, "body"),
        ({"body": "x", "signed_by": "nobody"}, "signed_by"),
        ({"body": "x", "components": {"checkout": "major_outage"}}, "components"),
        ({"body": "x", "status": "resolved"}, "status"),
    ):
        with pytest.raises(InvalidFields) as refused:
            postmortems.save(incident.id, asked(shop, values))
        assert field in {fault.path[0] for fault in refused.value.faults}, values
    assert postmortems.draft_of(incident.id) is None


def test_only_those_write_it_who_may_tell_of_the_incident(shop: World) -> None:
    incident = over(shop)
    viewer = Actor(kind=ActorKind.PERSON, id="v", name="Vera", role=Role.VIEWER)
    elsewhere = Actor(
        kind=ActorKind.KEY, id="k", name="Key", role=Role.OPERATOR, component_ids=("other",)
    )
    for by in (viewer, elsewhere):
        with pytest.raises(Forbidden):
            saved(shop, incident, by=by)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("deed", ["save", "publish", "drop"])
def test_a_crash_at_any_call_loses_and_doubles_nothing(
    deed: str, dynamodb_endpoint: str | None
) -> None:
    """Who got no answer sends the same once more; after it, everything is as if nothing was."""
    repeated = 0
    for call in range(1, MOST_CALLS):
        with world(dynamodb_endpoint) as here, running_target() as target:
            here.apply(page_of(target))
            here.tick()
            here.subscribe(ANN)
            incident = over(here)
            if deed != "save":
                saved(here, incident)
            request = asked(here, {"body": "Anew."} if deed == "save" else {}, key="one")
            crashed = crashes(partial(done, deed, incident, request), call)
            done(deed, incident, request)
            here.tick(4)
            repeated += ends_well(here, deed, incident)
        if not crashed:
            break
    assert 6 < call < MOST_CALLS, "every call had its crash"
    assert repeated <= 1


def done(deed: str, incident: Incident, request: Any) -> None:
    from chalicelib.services import postmortems

    getattr(postmortems, deed)(incident.id, request)


def ends_well(here: World, deed: str, incident: Incident) -> int:
    """Asserts what has to be so; gives how often news was repeated."""
    from chalicelib.services import postmortems

    draft = postmortems.draft_of(incident.id)
    assert (draft.body if draft else None) == ("Anew." if deed == "save" else None)
    stages = [each["status"] for each in here.incidents[0]["incident_updates"]]
    assert stages.count("postmortem") == (1 if deed == "publish" else 0)
    words = {"save": "saved", "publish": "published", "drop": "dropped"}
    assert [each.action for each in log(here)].count(f"postmortem.{words[deed]}") == 1
    news = here.news().count(TOLD)
    assert (news > 0) is (deed == "publish")
    return max(0, news - 1)


def test_at_a_terminal(
    shop: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: Any
) -> None:
    from candor.main import main
    from chalicelib.services import postmortems

    def candor(*arguments: str) -> tuple[int, str]:
        capsys.readouterr()
        code = main(["incident", "postmortem", incident.id, *arguments])
        shop.forget()
        said = capsys.readouterr()
        return code, said.out + said.err

    incident = over(shop)
    file = tmp_path / "report.md"
    file.write_text(BODY, "utf-8")
    assert "There is no draft" in candor()[1]
    assert candor("--body", str(file)) == (0, f"Saved the draft of {incident.id}.\n")
    assert candor()[1].endswith(f"saved this last, 22 November 2026, 12:01 UTC.\n\n{BODY}\n")
    assert json.loads(candor("--json")[1])["body"] == BODY
    assert "add --publish" in candor("--quiet")[1]
    assert "has no text" in candor("--drop", "--body", str(file))[1]
    assert "can't be read" in candor("--body", str(tmp_path / "none.md"))[1]
    file.write_bytes(b"\xff")
    assert "not text in UTF-8" in candor("--body", str(file))[1]
    assert candor("--drop") == (0, f"Dropped the draft of {incident.id}.\n")
    file.write_text("At once.", "utf-8")
    code, out = candor("--body", str(file), "--publish", "--quiet")
    assert (code, out) == (0, f"Published the post-mortem of {incident.id}: Payments are slow\n")
    assert len(shop.news(ANN)) == 2
    assert postmortems.waiting() == ()
