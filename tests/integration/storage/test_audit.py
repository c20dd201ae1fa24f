"""The audit log: newest first, page by page, across months, and nothing is ever written over."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.audit import AuditEntry, entry
from chalicelib.domain.errors import Forbidden, LostRace, NotFound
from chalicelib.domain.roles import Role
from tests.aws_calls import recorded
from tests.specimens import NOON, minute
from tests.team import ROOT, member
from tests.world import World

# The wing is imported where it is used: it reads the environment that the fixtures make.

LATE = datetime(2027, 6, 1, tzinfo=UTC)


def written(at: datetime, seed: str = "one") -> AuditEntry:
    from chalicelib.services import auditing

    told = entry(
        ROOT,
        "check.changed",
        ("web", "Website"),
        before={"every_s": 60, "url": "https://a", "paused": False},
        after={"every_s": 30, "url": None, "paused": True},
        now=at,
        seed=seed,
    )
    auditing.append(told)
    return told


def everything() -> list[AuditEntry]:
    from chalicelib.services import auditing

    return list(auditing.everything(ROOT, now=LATE))


def test_nothing_is_read_where_nothing_was_written(here: World) -> None:
    from chalicelib.services import auditing

    assert everything() == []
    assert auditing.page(ROOT, now=NOON).entries == ()


def test_an_entry_comes_back_as_it_was_written(here: World) -> None:
    assert [written(NOON)] == everything()


def test_the_newest_come_first_across_months_and_gaps(here: World) -> None:
    times = (NOON, minute(0.0001), NOON + timedelta(days=20), NOON + timedelta(days=120))
    entries = [written(at) for at in times]
    assert everything() == entries[::-1]


def test_pages_follow_one_another_without_gap_or_repetition(here: World) -> None:
    from chalicelib.services import auditing

    entries = [written(NOON + timedelta(days=5 * number)) for number in range(7)]
    found: list[AuditEntry] = []
    before: str | None = None
    lengths = []
    while True:
        page = auditing.page(ROOT, before=before, limit=3, now=LATE)
        found += page.entries
        lengths.append(len(page.entries))
        before = page.next
        if before is None:
            break
        written(NOON + timedelta(days=100), seed=before)  # what comes meanwhile moves nothing
    assert found == entries[::-1]
    assert lengths == [3, 3, 1]


def test_what_follows_a_full_last_page_is_nothing(here: World) -> None:
    from chalicelib.services import auditing

    for number in range(3):
        written(minute(number))
    assert auditing.page(ROOT, limit=3, now=LATE).next is None


def test_an_entry_is_never_written_over(here: World) -> None:
    told = written(NOON)
    with pytest.raises(LostRace):
        written(NOON)
    assert everything() == [told]


def test_what_a_person_does_is_told_with_who_and_from_where(here: World) -> None:
    from chalicelib.services import people

    ann, bob = member("Ann", Role.OWNER), member("Bob")
    people.change_role(ann.actor, bob.person.id, Role.OPERATOR, now=minute(1))
    told = everything()[0]
    assert (told.action, told.actor_name, told.actor_role) == (
        "person.role_changed",
        "Ann",
        Role.OWNER,
    )
    assert (told.target_name, told.client) == ("Bob", "192.0.2.7")
    assert (told.before, told.after) == ({"role": "viewer"}, {"role": "operator"})


def test_a_change_that_lost_a_race_is_not_told(here: World) -> None:
    from chalicelib.services import people as team
    from chalicelib.storage import people

    ann = member("Ann")
    before = len(everything())
    with pytest.raises(LostRace):
        people.changed(team.team(ROOT), entry(ROOT, "person.x", now=NOON, seed="x"))
    assert len(everything()) == before
    assert team.find(ROOT, ann.person.email) == ann.person


@pytest.mark.parametrize("before", ["", "nonsense", "-" * 16])
def test_a_place_that_is_none_is_refused(here: World, before: str) -> None:
    from chalicelib.services import auditing

    with pytest.raises(NotFound):
        auditing.page(ROOT, before=before, now=NOON)


def test_a_place_far_in_the_future_is_the_newest(here: World) -> None:
    from chalicelib.services import auditing

    told = written(NOON)
    with recorded() as calls:
        assert auditing.page(ROOT, before="z" * 16, limit=1, now=NOON).entries == (told,)
    assert len(calls) < 24


def test_only_owners_and_operators_read_it(here: World) -> None:
    from chalicelib.services import auditing

    auditing.page(member("Ann", Role.OPERATOR).actor, now=NOON)
    for role in (Role.COMMUNICATOR, Role.VIEWER):
        someone = member(role.title(), role).actor
        with pytest.raises(Forbidden):
            auditing.page(someone, now=NOON)
        with pytest.raises(Forbidden):
            auditing.everything(someone, now=NOON)
