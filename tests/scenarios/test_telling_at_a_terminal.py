"""Incidents by `candor incident`: what stands on the page, in the mail, and at the terminal."""

import json

import pytest

from tests.scenarios.test_outage import ANN
from tests.world import World

CAPTURED = pytest.CaptureFixture[str]


def candor(shop: World, capsys: CAPTURED, *arguments: str) -> tuple[int, str, str]:
    """Exit code, output and errors."""
    from candor.main import main

    capsys.readouterr()
    code = main(["incident", *arguments])
    shop.forget()
    written = capsys.readouterr()
    return code, written.out, written.err


def test_an_incident_from_its_beginning_to_its_end(shop: World, capsys: CAPTURED) -> None:
    words = ["--body", "We are on it.", "--component", "checkout=partial_outage"]
    promise = ["--next-update-by", "30m", "--what-still-works", "Search and your cart"]
    code, out, _ = candor(shop, capsys, "open", "Payments fail", *words, *promise)
    incident_id = shop.incidents[0]["id"]
    assert (code, out) == (0, f"Opened {incident_id}: Payments fail\n")
    _, listed, _ = candor(shop, capsys, "list")
    assert [line.split()[0] for line in listed.splitlines()] == ["ID", incident_id]
    assert "22 November 2026, 12:31 UTC" in listed
    shop.tick(40)
    assert ", late" in candor(shop, capsys, "list")[1]
    code, out, _ = candor(
        shop, capsys, "resolve", incident_id, "--body", "It works again.", "--json"
    )
    assert json.loads(out)["updates"][-1]["number"] == 2
    assert candor(shop, capsys, "list")[1] == "No incident is open.\n"
    assert [subject.split("] ")[1] for subject in shop.news(ANN)] == [
        "Investigating: Payments fail",
        "Resolved: Payments fail",
    ]


def test_the_team_sees_which_promises_were_kept(shop: World, capsys: CAPTURED) -> None:
    from candor.main import main

    down = ("--component", "checkout=partial_outage")
    candor(shop, capsys, "open", "Payments fail", "--body", "!", *down, "--next-update-by", "30m")
    incident_id = shop.incidents[0]["id"]
    shop.tick(20)
    candor(shop, capsys, "update", incident_id, "--body", "Still.", "--next-update-by", "10m")
    shop.tick(20)
    candor(shop, capsys, "resolve", incident_id, "--body", "Over.")
    capsys.readouterr()
    assert main(["answers", "--json"]) == 0
    (echo,) = json.loads(capsys.readouterr().out)
    assert echo["promises"] == {"kept": 1, "missed": 1}


def test_what_is_wrong_is_said_in_sentences(shop: World, capsys: CAPTURED) -> None:
    code, _, err = candor(
        shop,
        capsys,
        "open",
        "x",
        "--body",
        "x",
        "--component",
        "chekout=operational",
        "--at",
        "soon",
    )
    assert code == 1
    assert err.splitlines() == [
        'components.chekout: "chekout" isn\'t known here; did you mean "checkout"?',
        'at: "soon" isn\'t a time; write for example 2026-03-01T12:30.',
    ]
    assert candor(shop, capsys, "open", "x", "--body", "x", "--component", "checkout")[2] == (
        '"checkout" says no status; write for example checkout=partial_outage.\n'
    )
    assert candor(shop, capsys, "update", "0123456789ab", "--body", "x")[2] == (
        "There is no incident 0123456789ab on this page.\n"
    )
    assert shop.incidents == []


def test_trying_again_with_the_same_request_id_does_it_once(
    shop: World,
    capsys: CAPTURED,
) -> None:
    again = ("open", "Payments fail", "--body", "!", "--request-id", "one")
    assert candor(shop, capsys, *again)[1] == candor(shop, capsys, *again)[1]
    assert len(shop.incidents) == 1
    assert len(shop.news()) == 1


def test_a_link_for_somebody_who_cannot_sign_in(shop: World, capsys: CAPTURED) -> None:
    from candor.main import main

    def linked(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["link", *arguments])
        written = capsys.readouterr()
        return code, written.out, written.err

    candor(shop, capsys, "open", "Payments fail", "--body", "We are on it.")
    incident_id = shop.incidents[0]["id"]
    code, out, err = linked(incident_id)
    first, second, address = out.splitlines()
    assert (code, err) == (0, "")
    assert first.startswith("Whoever opens this link can write one update without signing in,")
    assert second == "2026-11-23 12:01 UTC. It isn't shown again:"
    path = address.removeprefix("    https://status.example.com")
    assert "Publish the update" in shop.browser.get(path).text
    made = json.loads(linked(incident_id, "--hours", "72", "--json")[1])
    assert made["incident_id"] == incident_id
    assert made["expires_at"].startswith("2026-11-25T12:01:01")
    assert f"/admin/link/{made['id']}." in made["link"]
    assert linked(incident_id, "--hours", "73") == (1, "", "A link is good for 1 to 72 hours.\n")
    candor(shop, capsys, "resolve", incident_id, "--body", "It works again.")
    wrong = "Payments fail is over: a link would have nothing to write.\n"
    assert linked(incident_id) == (1, "", wrong)
    assert linked("0" * 12)[2] == f"There is no incident {'0' * 12} on this page.\n"
