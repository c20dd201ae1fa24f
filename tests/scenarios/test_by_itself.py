"""What Candor does by itself is in the audit log as well, each thing once: who, what, and when."""

from typing import Any

from tests.planning import PLAN, announced, done, every
from tests.scenarios.test_outage import page_of
from tests.specimens import minute
from tests.target import Target
from tests.team import ROOT
from tests.world import World


def log(shop: World) -> list[Any]:
    """What nobody asked for, oldest first."""
    from chalicelib.services import auditing

    entries = list(auditing.everything(ROOT, now=shop.clock.now()))
    return [each for each in entries if each.actor_name == "Candor, by itself"][::-1]


def test_the_steps_of_a_maintenance(shop: World) -> None:
    planned = announced(
        shop, {**PLAN, "reminders": ["5m"], "duration": "5m", "recurrence": "FREQ=DAILY;COUNT=2"}
    )
    shop.tick(20)
    entries = log(shop)
    second = every(shop)[1]
    told = [(each.action, each.target_id, each.at) for each in entries]
    assert sorted(told, key=lambda each: each[2]) == told
    assert set(told) == {
        ("maintenance.announced", second.id, second.created_at),
        ("maintenance.reminded", planned.id, minute(5)),
        ("maintenance.begun", planned.id, minute(10)),
        ("maintenance.ended", planned.id, minute(15)),
    }
    assert len(told) == 4
    begun = next(each for each in entries if each.action == "maintenance.begun")
    assert (begun.actor_kind, begun.actor_id, begun.client) == ("clock", "candor", "")
    assert (begun.before["stage"], begun.after["stage"]) == ("scheduled", "in_progress")


def test_what_people_do_is_theirs_alone(shop: World) -> None:
    planned = announced(shop, {**PLAN, "start": "2026-11-22T12:10"})
    done(shop, "begin", planned)
    done(shop, "complete", planned)
    shop.tick(15)
    assert log(shop) == []


def test_a_draft_that_nobody_stopped_or_that_was_over_before(shop: World, target: Target) -> None:
    from chalicelib.services import drafting

    document: Any = page_of(target)
    document["page"]["veto"] = "5m"
    shop.apply(document)
    target.down("/checkout")
    shop.tick(2)
    (draft,) = drafting.drafts()
    assert log(shop) == []
    shop.tick(10)
    (entry,) = log(shop)
    assert (entry.action, entry.target_id) == ("draft.published", draft.id)
    assert entry.at == draft.veto_until
    assert entry.after["body"] == draft.updates[-1].body
    target.up()
    shop.tick(3)
    target.down("/search")
    shop.tick(2)
    (other,) = drafting.drafts()
    target.up()
    shop.tick(4)
    assert [(each.action, each.target_id) for each in log(shop)][1:] == [
        ("draft.recorded", other.id)
    ]
    assert len(shop.news()) == 2


def test_a_draft_that_people_publish_is_theirs(shop: World, target: Target) -> None:
    from chalicelib.services import drafting
    from tests.telling import asked

    document: Any = page_of(target)
    document["page"]["veto"] = "5m"
    shop.apply(document)
    target.down("/checkout")
    shop.tick(2)
    (draft,) = drafting.drafts()
    drafting.publish(draft.id, asked(shop, {}))
    shop.tick(8)
    assert log(shop) == []
