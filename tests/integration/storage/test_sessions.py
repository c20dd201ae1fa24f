"""Signing in: a code is good once, every failure says the same, and sessions end when they must."""

from dataclasses import replace
from datetime import datetime, timedelta

import boto3
import pytest

from chalicelib import settings
from chalicelib.domain.audit import entry
from chalicelib.domain.errors import Forbidden, InvalidInput, NotSignedIn, TooManyRequests
from chalicelib.domain.passphrases import Cost, hashed, is_outdated
from chalicelib.domain.sessions import IDLE, LONGEST
from tests.aws_calls import recorded
from tests.integration.storage.test_people import actions, at_once
from tests.specimens import NOON, minute
from tests.team import AGENT, CLIENT, PASSPHRASE, ROOT, Member, member
from tests.world import World

# The wing is imported where it is used: it reads the environment that the fixtures make.

LATER = minute(1)


@pytest.fixture
def ann(here: World) -> Member:
    return member("Ann")


def sign_in(
    ann: Member,
    at: datetime = LATER,
    *,
    email: str = "ann@example.com",
    passphrase: str = PASSPHRASE,
    code: str | None = None,
    client: str = CLIENT,
) -> str:
    from chalicelib.services import signing_in

    typed = ann.code(at) if code is None else code
    proof = signing_in.Proof(email=email, passphrase=passphrase, code=typed)
    return signing_in.sign_in(proof, client=client, agent=AGENT, now=at).token


def is_in(token: str, at: datetime) -> bool:
    from chalicelib.services import signing_in

    try:
        signing_in.whose(token, client=CLIENT, now=at)
    except NotSignedIn:
        return False
    return True


def test_who_knows_all_three_is_in(ann: Member) -> None:
    from chalicelib.services import signing_in

    token = sign_in(ann, email=" Ann@Example.com")
    signed_in = signing_in.whose(token, client="198.51.100.1", now=minute(2))
    assert signed_in.person == ann.person
    assert signed_in.actor == replace(ann.actor, client="198.51.100.1")
    assert actions()[-1] == "person.signed_in"


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "bob@example.com"},
        {"email": "no address"},
        {"passphrase": "correct horse battery stable"},
        {"passphrase": ""},
        {"code": "000000"},
        {"code": ""},
    ],
    ids=str,
)
def test_whatever_is_wrong_the_sentence_is_one(ann: Member, wrong: dict[str, str]) -> None:
    with pytest.raises(NotSignedIn) as refusal:
        sign_in(ann, **wrong)  # type: ignore[arg-type] # none of these is a time
    assert str(refusal.value).startswith("These don't belong together: address, passphrase and")


def test_whatever_is_wrong_the_calls_to_the_table_are_the_same(ann: Member) -> None:
    seen = []
    for wrong in ({"email": "bob@example.com"}, {"passphrase": "wrong"}, {"code": "000000"}):
        with recorded() as calls, pytest.raises(NotSignedIn):
            sign_in(ann, **wrong)  # type: ignore[arg-type] # none of these is a time
        seen.append([call.operation for call in calls])
    assert seen[0] == seen[1] == seen[2]


def test_a_code_is_good_once(ann: Member) -> None:
    sign_in(ann)
    with pytest.raises(NotSignedIn):
        sign_in(ann)
    with pytest.raises(NotSignedIn):  # nor an older one that the window would let in
        sign_in(ann, code=ann.code(minute(0.5)))
    sign_in(ann, minute(1.5))


def test_the_code_of_joining_is_used_up_as_well(ann: Member) -> None:
    with pytest.raises(NotSignedIn):
        sign_in(ann, NOON)


def test_a_code_that_two_send_at_once_lets_one_in(ann: Member) -> None:
    outcomes = at_once(*[lambda: sign_in(ann)] * 4)
    assert sum(isinstance(each, str) for each in outcomes) == 1
    assert sum(isinstance(each, NotSignedIn) for each in outcomes) == 3


def test_who_guesses_at_one_account_has_to_wait_wherever_they_come_from(ann: Member) -> None:
    for number in range(10):
        with pytest.raises(NotSignedIn):
            sign_in(ann, passphrase="guess", client=f"192.0.2.{number}")
    with pytest.raises(TooManyRequests) as refusal:
        sign_in(ann, client="198.51.100.1")
    assert refusal.value.retry_after <= timedelta(minutes=15)
    assert str(refusal.value).startswith("There were too many attempts to sign in.")
    sign_in(ann, minute(15))


def test_an_account_that_is_not_there_is_guarded_in_the_same_way(ann: Member) -> None:
    for number in range(10):
        with pytest.raises(NotSignedIn):
            sign_in(ann, email="bob@example.com", client=f"192.0.2.{number}")
    with pytest.raises(TooManyRequests):
        sign_in(ann, email="bob@example.com")


def test_who_guesses_at_many_accounts_has_to_wait(ann: Member) -> None:
    for number in range(29):  # and one was joining
        with pytest.raises(NotSignedIn):
            sign_in(ann, email=f"p{number}@example.com")
    with pytest.raises(TooManyRequests):
        sign_in(ann)
    sign_in(ann, client="198.51.100.1")


def test_who_knows_the_passphrase_guesses_few_codes_a_day(ann: Member) -> None:
    for number in range(20):
        with pytest.raises(NotSignedIn):
            sign_in(ann, minute(1 + 15 * number), code="000000")
    at = minute(1 + 15 * 20)
    with pytest.raises(NotSignedIn):
        sign_in(ann, at)
    sign_in(ann, NOON + timedelta(days=1))


def test_a_session_lasts_as_long_as_its_person_is_there_and_twelve_hours_at_most(
    ann: Member,
) -> None:
    at = NOON
    while at + IDLE < NOON + LONGEST:
        at += IDLE - timedelta(minutes=1)
        assert is_in(ann.token, at) == (at < NOON + LONGEST)
    assert not is_in(ann.token, NOON + LONGEST)


def test_a_session_that_nobody_used_for_an_hour_is_over(ann: Member) -> None:
    assert not is_in(ann.token, NOON + IDLE)


def test_that_somebody_is_there_is_written_once_a_minute(ann: Member) -> None:
    written = []
    for second in (30, 59, 60, 61, 119, 120):
        with recorded() as calls:
            assert is_in(ann.token, NOON + timedelta(seconds=second))
        written.append([call.operation for call in calls].count("UpdateItem"))
    assert written == [0, 0, 1, 0, 0, 1]


def test_the_row_removes_itself_when_it_is_over_for_certain(ann: Member) -> None:
    items = boto3.client("dynamodb").scan(TableName=settings.names().table)["Items"]
    (row,) = [item for item in items if item["pk"]["S"].startswith("SESSIONS#")]
    assert int(row["ttl"]["N"]) == (NOON + LONGEST).timestamp()


@pytest.mark.parametrize("token", ["", "abc", "abcdefghijkl." + "0" * 64])
def test_what_is_no_token_is_nobodys(ann: Member, token: str) -> None:
    assert not is_in(token, NOON)
    assert not is_in(ann.token[:-1] + "x", NOON)


def test_who_signs_out_is_out_there_and_nowhere_else(ann: Member) -> None:
    from chalicelib.services import signing_in

    other = sign_in(ann)
    signing_in.sign_out(signing_in.whose(other, client=CLIENT, now=minute(2)), now=minute(2))
    assert not is_in(other, minute(2))
    assert is_in(ann.token, minute(2))
    assert actions()[-1] == "person.signed_out"


def test_sessions_are_listed_and_ended_one_by_one(ann: Member) -> None:
    from chalicelib.services import people

    other = sign_in(ann)
    newest, oldest = people.sessions_of(ann.actor, ann.person.id, now=minute(1))
    assert (newest.started_at, oldest.started_at) == (minute(1), NOON)
    assert (newest.client, newest.agent) == (CLIENT, AGENT)
    people.end_session(ROOT, ann.person.id, oldest.id, now=minute(2))
    people.end_session(ROOT, ann.person.id, oldest.id, now=minute(2))
    assert (is_in(ann.token, minute(2)), is_in(other, minute(2))) == (False, True)
    assert actions().count("person.session_ended") == 1


def test_all_sessions_of_somebody_are_ended_at_once(ann: Member) -> None:
    from chalicelib.services import people

    other = sign_in(ann)
    people.end_sessions(ann.actor, ann.person.id, now=minute(2))
    assert not is_in(ann.token, minute(2))
    assert not is_in(other, minute(2))
    assert people.sessions_of(ROOT, ann.person.id, now=minute(2)) == ()
    sign_in(ann, minute(3))


def test_a_session_that_was_ended_is_not_brought_back_by_who_still_uses_it(ann: Member) -> None:
    from chalicelib.services import people
    from chalicelib.storage import sessions

    (session,) = people.sessions_of(ROOT, ann.person.id, now=NOON)
    people.end_session(ROOT, ann.person.id, session.id, now=NOON)
    sessions.seen(replace(session, seen_at=minute(5)))
    assert not is_in(ann.token, minute(5))


def change(ann: Member, current: str = PASSPHRASE, new: str = "another long passphrase") -> str:
    from chalicelib.services import signing_in

    signed_in = signing_in.whose(ann.token, client=CLIENT, now=minute(1))
    return signing_in.change_passphrase(
        signed_in, current=current, new=new, code=ann.code(minute(1)), agent=AGENT, now=minute(1)
    ).token


def test_another_passphrase_ends_all_sessions_but_a_new_one(ann: Member) -> None:
    token = change(ann)
    assert (is_in(ann.token, minute(2)), is_in(token, minute(2))) == (False, True)
    with pytest.raises(NotSignedIn):
        sign_in(ann, minute(3))
    sign_in(ann, minute(3), passphrase="another long passphrase")
    assert "person.changed_passphrase" in actions()


def test_another_passphrase_takes_the_current_one_and_a_good_new_one(ann: Member) -> None:
    with pytest.raises(NotSignedIn):
        change(ann, current="wrong")
    with pytest.raises(InvalidInput):
        change(ann, new="short")
    assert is_in(ann.token, minute(2))


def test_a_hash_of_a_lower_cost_is_made_again_when_its_person_comes(ann: Member) -> None:
    from chalicelib.services import people as team
    from chalicelib.storage import people

    _, credentials = people.load_with_credentials(ann.person.id)
    assert credentials is not None
    cheap = replace(credentials, passphrase=hashed(PASSPHRASE, b"salt" * 4, Cost(n=16, r=8, p=1)))
    (session,) = team.sessions_of(ROOT, ann.person.id, now=NOON)
    told = entry(ROOT, "test.weakened", now=NOON, seed="once")
    people.proved(credentials, cheap, session, told)
    sign_in(ann)
    _, renewed = people.load_with_credentials(ann.person.id)
    assert renewed is not None
    assert not is_outdated(renewed.passphrase)
    sign_in(ann, minute(2))


def test_nobody_else_sees_where_somebody_is_signed_in(ann: Member) -> None:
    from chalicelib.services import people

    bob = member("Bob")
    with pytest.raises(Forbidden):
        people.sessions_of(bob.actor, ann.person.id, now=NOON)
