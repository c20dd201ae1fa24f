"""Invitations are taken once, and the team keeps an owner, whoever comes at the same moment."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import boto3
import pytest

from chalicelib import settings
from chalicelib.domain.errors import (
    CandorError,
    Forbidden,
    InvalidInput,
    LostRace,
    NotFound,
    NotSignedIn,
)
from chalicelib.domain.people import INVITED_FOR
from chalicelib.domain.roles import Role
from tests.specimens import NOON, minute
from tests.team import AGENT, CLIENT, PASSPHRASE, ROOT, code, invited, joined, member
from tests.world import World

# The wing is imported where it is used: it reads the environment that the fixtures make.


def at_once(*steps: Callable[[], object]) -> list[object]:
    """What each of the steps gives, or the error that it ends with, all begun in one moment."""

    def outcome(step: Callable[[], object]) -> object:
        try:
            return step()
        except CandorError as error:
            return error

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(outcome, steps))


def names(role: Role | None = None) -> list[str]:
    from chalicelib.services import people

    return [each.name for each in people.team(ROOT).people if role in (None, each.role)]


def actions() -> list[str]:
    from chalicelib.services import auditing

    return [each.action for each in reversed(list(auditing.everything(ROOT, now=minute(9999))))]


def rows() -> str:
    table = boto3.client("dynamodb").scan(TableName=settings.names().table, ConsistentRead=True)
    return str(table["Items"])


def test_nobody_is_there_before_the_first_came(here: World) -> None:
    assert names() == []


def test_who_was_invited_is_in_the_team_and_joins_by_the_link(here: World) -> None:
    from chalicelib.services import inviting

    link = invited("Ann", Role.OPERATOR)
    welcome = inviting.look(link, now=NOON)
    assert welcome.person is not None
    assert (welcome.person.name, welcome.person.has_joined) == ("Ann", False)
    ann = joined(link, now=minute(1))
    assert (ann.person.role, ann.person.joined_at) == (Role.OPERATOR, minute(1))
    assert names() == ["Ann"]
    assert actions() == ["person.invited", "person.joined"]


def test_looking_uses_nothing_up(here: World) -> None:
    from chalicelib.services import inviting

    link = invited("Ann")
    assert inviting.look(link, now=NOON) == inviting.look(link, now=minute(5))
    joined(link)


def test_a_link_that_was_taken_is_no_longer_good(here: World) -> None:
    link = invited("Ann")
    joined(link)
    with pytest.raises(NotFound, match=r"^This link is no longer good"):
        joined(link, now=minute(1))


def test_a_link_that_two_take_at_once_lets_one_in(here: World) -> None:
    link = invited("Ann")
    outcomes = at_once(lambda: joined(link), lambda: joined(link))
    refused = [each for each in outcomes if isinstance(each, NotFound)]
    assert len(refused) == 1
    assert sorted(actions()) == ["person.invited", "person.joined"]


def test_a_link_is_good_for_three_days(here: World) -> None:
    from chalicelib.services import inviting

    link = invited("Ann")
    last = NOON + INVITED_FOR - timedelta(microseconds=1)
    assert inviting.look(link, now=last).expires_at == NOON + timedelta(days=3)
    with pytest.raises(NotFound):
        inviting.look(link, now=NOON + INVITED_FOR)


def test_a_newer_link_makes_the_older_one_void(here: World) -> None:
    older = invited("Ann")
    newer = invited("Ann", now=minute(1))
    with pytest.raises(NotFound):
        joined(older, now=minute(2))
    joined(newer, now=minute(2))


@pytest.mark.parametrize("made", ["", "a.b", "{link}0", "{link:.76}x", "{link:.12}"])
def test_what_is_no_link_of_ours_leads_nowhere(here: World, made: str) -> None:
    from chalicelib.services import inviting

    link = invited("Ann")
    with pytest.raises(NotFound):
        inviting.look(made.format(link=link), now=NOON)


@pytest.mark.parametrize(
    ("passphrase", "typed", "sentence"),
    [
        ("too short", None, "A passphrase needs at least 12 characters"),
        (PASSPHRASE, "000000", "This code doesn't belong to the secret above."),
    ],
)
def test_who_fills_in_what_will_not_do_may_try_again(
    here: World, passphrase: str, typed: str | None, sentence: str
) -> None:
    from chalicelib.services import inviting

    link = invited("Ann")
    secret = inviting.look(link, now=NOON).secret
    joining = inviting.Joining(passphrase=passphrase, code=typed or code(secret, NOON))
    with pytest.raises(InvalidInput) as refusal:
        inviting.join(link, joining, client=CLIENT, agent=AGENT, now=NOON)
    assert str(refusal.value).startswith(sentence)
    joined(link)


def test_who_lost_everything_is_invited_again_and_stays_who_they_are(here: World) -> None:
    from chalicelib.services import inviting, signing_in

    before = member("Ann", Role.OWNER)
    again = inviting.invite(ROOT, email="Ann@example.com", now=minute(1))
    # As long as nobody took the link, all is as it was.
    assert signing_in.whose(before.token, client=CLIENT, now=minute(1)).person == before.person
    after = joined(again.token, now=minute(2))
    assert (after.person.id, after.person.role) == (before.person.id, Role.OWNER)
    assert after.person.joined_at == NOON
    assert after.secret != before.secret
    with pytest.raises(NotSignedIn):
        signing_in.whose(before.token, client=CLIENT, now=minute(2))


def test_an_invitation_does_not_change_a_role_by_the_way(here: World) -> None:
    from chalicelib.services import inviting

    member("Ann", Role.VIEWER)
    with pytest.raises(InvalidInput, match=r"^Ann is in the team already, as viewer\."):
        inviting.invite(ROOT, email="ann@example.com", role=Role.OWNER, now=NOON)


def test_somebody_new_needs_a_role(here: World) -> None:
    from chalicelib.services import inviting

    with pytest.raises(InvalidInput, match=r"^ann@example\.com is new to the team: say in which"):
        inviting.invite(ROOT, email="ann@example.com", now=NOON)


def test_of_two_owners_who_remove_each_other_at_once_one_stays(here: World) -> None:
    from chalicelib.services import people

    ann, bob = member("Ann", Role.OWNER), member("Bob", Role.OWNER)
    outcomes = at_once(
        lambda: people.remove(ann.actor, bob.person.id, now=NOON),
        lambda: people.remove(bob.actor, ann.person.id, now=NOON),
    )
    assert sum(isinstance(each, (LostRace, Forbidden)) for each in outcomes) == 1
    assert len(names(Role.OWNER)) == 1


def test_of_two_owners_who_step_down_at_once_one_stays(here: World) -> None:
    from chalicelib.services import people

    two = [member("Ann", Role.OWNER), member("Bob", Role.OWNER)]
    steps: Sequence[Callable[[], object]] = [
        lambda each=each: people.change_role(each.actor, each.person.id, Role.VIEWER, now=NOON)  # type: ignore[misc] # mypy infers no lambda's default
        for each in two
    ]
    outcomes = at_once(*steps)
    assert sum(isinstance(each, (LostRace, Forbidden)) for each in outcomes) == 1
    assert len(names(Role.OWNER)) == 1


def test_who_is_removed_can_neither_go_on_nor_sign_in_nor_take_a_link(here: World) -> None:
    from chalicelib.services import inviting, people, signing_in

    ann = member("Ann", Role.OPERATOR)
    link = inviting.invite(ROOT, email="ann@example.com", now=NOON).token
    people.remove(ROOT, ann.person.id, now=minute(1))
    with pytest.raises(NotSignedIn):
        signing_in.whose(ann.token, client=CLIENT, now=minute(1))
    proof = signing_in.Proof(
        email=ann.person.email, passphrase=PASSPHRASE, code=ann.code(minute(1))
    )
    with pytest.raises(NotSignedIn):
        signing_in.sign_in(proof, client=CLIENT, agent=AGENT, now=minute(1))
    with pytest.raises(NotFound):
        inviting.look(link, now=minute(1))
    assert "CREDENTIALS" not in rows()


def test_who_gets_another_role_signs_in_again_and_then_has_it(here: World) -> None:
    from chalicelib.services import people, signing_in

    ann = member("Ann")
    people.change_role(ROOT, ann.person.id, Role.OPERATOR, now=minute(1))
    with pytest.raises(NotSignedIn):
        signing_in.whose(ann.token, client=CLIENT, now=minute(1))
    proof = signing_in.Proof(
        email=ann.person.email, passphrase=PASSPHRASE, code=ann.code(minute(1))
    )
    opened = signing_in.sign_in(proof, client=CLIENT, agent=AGENT, now=minute(1))
    assert opened.person.role is Role.OPERATOR


def test_only_an_owner_manages_people(here: World) -> None:
    from chalicelib.services import inviting, people

    ann, bob = member("Ann", Role.OPERATOR), member("Bob")
    for refused in (
        lambda: inviting.invite(ann.actor, email="c@example.com", role=Role.VIEWER, now=NOON),
        lambda: people.team(ann.actor),
        lambda: people.remove(ann.actor, bob.person.id, now=NOON),
        lambda: people.change_role(ann.actor, ann.person.id, Role.OWNER, now=NOON),
        lambda: people.sessions_of(ann.actor, bob.person.id, now=NOON),
        lambda: people.end_sessions(ann.actor, bob.person.id, now=NOON),
        lambda: people.rename(ann.actor, bob.person.id, "Robert", now=NOON),
    ):
        with pytest.raises(Forbidden):
            refused()
    assert people.rename(ann.actor, ann.person.id, "Anna", now=NOON).name == "Anna"


def test_the_first_owner_says_who_they_are(here: World) -> None:
    from chalicelib.services import inviting

    link = inviting.first_owner(NOON)
    assert link is not None
    assert inviting.look(link, now=NOON).person is None
    with pytest.raises(InvalidInput):
        joined(link, name="Ann")
    ann = joined(link, name="Ann", email="Ann@Example.com")
    assert (ann.person.email, ann.person.role) == ("ann@example.com", Role.OWNER)
    assert inviting.first_owner(minute(1)) is None


def test_two_deployments_at_once_make_one_first_owner(here: World) -> None:
    from chalicelib.services import inviting

    links = at_once(*[lambda: inviting.first_owner(NOON)] * 4)
    assert sum(link is not None for link in links) == 1


def test_a_first_invitation_that_nobody_took_is_made_anew(here: World) -> None:
    from chalicelib.services import inviting

    first = inviting.first_owner(NOON)
    assert inviting.first_owner(minute(60)) is None
    second = inviting.first_owner(NOON + INVITED_FOR)
    assert first is not None
    assert second is not None
    later = NOON + INVITED_FOR
    with pytest.raises(NotFound):
        joined(first, name="Ann", email="ann@example.com", now=later)
    joined(second, name="Ann", email="ann@example.com", now=later)


def test_the_first_invitation_is_void_once_somebody_was_invited_by_name(here: World) -> None:
    from chalicelib.services import inviting

    first = inviting.first_owner(NOON)
    assert first is not None
    invited("Ann", Role.OWNER)
    with pytest.raises(NotFound):
        inviting.look(first, now=NOON)


def test_neither_links_nor_passphrases_nor_tokens_are_in_the_table(here: World) -> None:
    link = invited("Ann")
    ann = joined(link)
    assert "ann@example.com" in rows()
    for secret in (link, link[-64:], PASSPHRASE, ann.token, ann.token[-64:]):
        assert secret not in rows()


def test_a_process_that_dies_before_the_write_leaves_the_link_good(here: World) -> None:
    from tests.aws_calls import Stopped, stopped_before

    link = invited("Ann")
    with pytest.raises(Stopped), stopped_before(1, "TransactWriteItems"):
        joined(link)
    assert actions() == ["person.invited"]
    joined(link)
