"""`candor person`, `candor key` and `candor audit`, as somebody types them."""

import csv
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from candor.main import main
from chalicelib.domain.errors import NotSignedIn
from tests.specimens import NOON, definition
from tests.team import CLIENT, joined
from tests.world import BEGINNING, World

# Services are imported where they are used: they read the environment that the fixtures make.

BASE = "https://status.example.com"
Typed = Callable[..., tuple[int, str, str]]


@pytest.fixture
def candor(here: World, capsys: pytest.CaptureFixture[str]) -> Typed:
    """Exit status, standard output and standard error of a command."""

    def typed(*words: str) -> tuple[int, str, str]:
        status = main(words)
        said = capsys.readouterr()
        return status, said.out, said.err

    return typed


def said_json(answer: tuple[int, str, str]) -> Any:
    status, out, err = answer
    assert (status, err) == (0, "")
    return json.loads(out)


def page(*components: str) -> None:
    from chalicelib.services import applying

    applying.apply(applying.plan(definition(dict.fromkeys(components, 1))), NOON)


def test_somebody_is_invited_joins_and_is_shown(candor: Typed) -> None:
    page("web")
    status, out, err = candor(
        "person", "invite", "Ann@example.com", "--role", "owner", "--name", "Ann Arbor"
    )
    assert (status, err) == (0, "")
    first, second, link = out.splitlines()
    assert first == "This link lets Ann Arbor in as owner, once, until it expires at"
    assert second == f"{BEGINNING + timedelta(days=3):%Y-%m-%d %H:%M} UTC. It isn't shown again:"
    assert link.startswith(f"    {BASE}/admin/welcome/")
    assert candor("person", "list")[1].splitlines() == [
        "ROLE   NAME       EMAIL            JOINED",
        "owner  Ann Arbor  ann@example.com  invited",
    ]
    joined(link.rpartition("/")[2], now=BEGINNING)
    assert candor("person", "list")[1].splitlines()[1] == (
        f"owner  Ann Arbor  ann@example.com  {BEGINNING:%Y-%m-%d %H:%M} UTC"
    )


def test_programs_get_the_same_as_json(candor: Typed) -> None:
    page("web")
    invited = said_json(candor("person", "invite", "bob@example.com", "--role", "viewer", "--json"))
    assert invited["link"].startswith(f"{BASE}/admin/welcome/{invited['id']}.")
    (listed,) = said_json(candor("person", "list", "--json"))
    assert listed.items() <= invited.items()
    assert (listed["name"], listed["joined_at"]) == ("bob", None)


def test_without_a_page_the_link_begins_with_the_deployments_own_address(candor: Typed) -> None:
    status, out, _ = candor("person", "invite", "ann@example.com", "--role", "owner")
    assert status == 0
    assert f"    {BASE}/admin/welcome/" in out


def test_who_lost_everything_gets_another_link(candor: Typed) -> None:
    candor("person", "invite", "ann@example.com", "--role", "owner")
    status, out, _ = candor("person", "invite", "ann@example.com")
    assert (status, out.splitlines()[0]) == (
        0,
        "This link lets ann in as owner, once, until it expires at",
    )


def test_somebody_gets_another_role_and_goes(candor: Typed) -> None:
    candor("person", "invite", "ann@example.com", "--role", "viewer")
    assert candor("person", "role", "ann@example.com", "operator") == (
        0,
        "ann is operator now, and has to sign in again.\n",
        "",
    )
    assert candor("person", "remove", "ann@example.com") == (
        0,
        "ann is out of the team, and signed out everywhere.\n",
        "",
    )
    assert candor("person", "remove", "ann@example.com") == (
        1,
        "",
        "Nobody in the team has the address ann@example.com.\n",
    )
    assert candor("person", "list")[1].startswith("Nobody is in the team yet;")


def test_somebody_new_without_a_role_is_asked_for_one(candor: Typed) -> None:
    assert candor("person", "invite", "ann@example.com") == (
        1,
        "",
        (
            "ann@example.com is new to the team: say in which role; "
            "owner, operator, communicator, viewer.\n"
        ),
    )


def test_a_key_is_printed_alone_and_once(candor: Typed) -> None:
    from chalicelib.services import keys

    page("web", "api")
    status, key, err = candor(
        "key", "create", "Deploys", "--role", "operator", "--component", "web"
    )
    assert (status, err) == (0, "This is the key Deploys. It isn't shown again:\n")
    assert keys.whose(key.strip(), client=CLIENT, now=BEGINNING).component_ids == ("web",)
    _, out, _ = candor("key", "list")
    assert out.splitlines()[0].split() == ["ID", "ROLE", "LAST", "USED", "MADE", "BY", "NAME"]
    assert key.strip()[-64:] not in out
    assert "Deploys (for 1 of the components)" in out


def test_a_key_is_revoked(candor: Typed) -> None:
    from chalicelib.services import keys

    made = said_json(candor("key", "create", "Deploys", "--role", "viewer", "--json"))
    (listed,) = said_json(candor("key", "list", "--json"))
    assert listed == {name: value for name, value in made.items() if name != "key"}
    assert candor("key", "revoke", made["id"]) == (
        0,
        "The key Deploys is revoked; whatever uses it is refused from now on.\n",
        "",
    )
    with pytest.raises(NotSignedIn):
        keys.whose(made["key"], client=CLIENT, now=BEGINNING)
    assert candor("key", "revoke", made["id"])[0] == 1
    assert candor("key", "list")[1] == (
        "There are no keys; `candor key create NAME --role ROLE` makes one.\n"
    )


def test_a_key_is_no_owner(candor: Typed) -> None:
    with pytest.raises(SystemExit) as ended:
        candor("key", "create", "Deploys", "--role", "owner")
    assert ended.value.code == 2


def test_the_audit_log_tells_who_sat_at_the_terminal(candor: Typed) -> None:
    assert candor("audit") == (0, "Nothing was changed yet.\n", "")
    candor("key", "create", "Deploys", "--role", "viewer")
    headings, line = candor("audit")[1].splitlines()
    assert headings.split() == ["WHEN", "WHO", "FROM", "WHAT"]
    assert line.endswith("terminal  key.created Deploys: name Deploys, role viewer")
    entry = said_json(candor("audit", "--json"))
    assert entry["actor_kind"] == "terminal"
    assert entry["actor_id"].startswith("arn:aws:")
    assert entry["after"] == {"name": "Deploys", "role": "viewer"}


def test_the_audit_log_is_exported_whole(candor: Typed) -> None:
    for number in range(60):
        candor("key", "create", f"Key {number}", "--role", "viewer")
    shown = candor("audit")
    assert (len(shown[1].splitlines()), shown[2]) == (
        51,
        "Older ones are in --json and --csv, which have all.\n",
    )
    assert len(candor("audit", "--json")[1].splitlines()) == 60
    rows = list(csv.DictReader(candor("audit", "--csv")[1].splitlines()))
    assert {row["target_name"] for row in rows} == {f"Key {number}" for number in range(60)}


def test_the_team_hears_by_mail(candor: Typed, here: World) -> None:
    page("web")
    assert candor("team", "list") == (
        0,
        "Nobody hears by mail; `candor team subscribe EMAIL` asks an address.\n",
        "",
    )
    status, out, _ = candor("team", "subscribe", "Ann@example.com")
    assert (status, out.partition(". ")[0]) == (0, "SNS asks Ann@example.com")
    assert candor("team", "list")[1].splitlines() == ["HEARS  EMAIL", "asked  Ann@example.com"]
    here.confirm("Ann@example.com")
    assert said_json(candor("team", "list", "--json")) == [
        {"email": "Ann@example.com", "hears": True}
    ]
    status, out, _ = candor("team", "test")
    assert (status, out) == (
        0,
        "A test is on its way to the team by mail. What can't be delivered shows on /admin.\n",
    )
    assert here.nudges() == ["A test: you hear"]
    assert candor("team", "unsubscribe", "ann@example.com")[0] == 0
    assert said_json(candor("team", "list", "--json")) == []
    status, _, err = candor("team", "unsubscribe", "ann@example.com")
    assert status == 1
    assert err.startswith("Nothing is sent to ann@example.com.")
