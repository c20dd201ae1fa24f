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
    assert json.loads(out)["update"]["number"] == 2
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
