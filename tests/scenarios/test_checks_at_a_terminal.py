"""Checks by `candor check`: what is watched, and looking now, at a terminal."""

import json

import pytest

from tests.target import Target
from tests.world import World

CAPTURED = pytest.CaptureFixture[str]


def candor(capsys: CAPTURED, *arguments: str) -> tuple[int, str, str]:
    """Exit code, output and errors."""
    from candor.main import main

    capsys.readouterr()
    code = main(["check", *arguments])
    written = capsys.readouterr()
    return code, written.out, written.err


def test_checks_are_listed_below_their_components(
    shop: World, capsys: CAPTURED, target: Target
) -> None:
    target.down("/checkout")
    shop.tick(2)
    _, out, _ = candor(capsys, "list")
    headings, checkout, page, *_ = out.splitlines()
    assert headings.split() == ["ID", "CHECK", "BELIEVED", "SINCE", "LOOKS", "AT"]
    assert checkout.split()[1:] == ["Checkout", "major_outage"]
    assert "Checkout: page  down" in page
    assert page.endswith(f"GET {target.url}/checkout")
    known = json.loads(candor(capsys, "list", "--json")[1])
    assert [each["status"] for each in known] == ["major_outage", "operational"]
    assert known[0]["checks"][0]["last"][0]["verdict"] == "down"


def test_a_check_is_run_and_nothing_is_believed(
    shop: World, capsys: CAPTURED, target: Target
) -> None:
    target.down("/checkout")
    (checkout, _) = json.loads(candor(capsys, "list", "--json")[1])
    for known in (checkout["checks"][0]["id"], checkout["id"]):
        code, out, err = candor(capsys, "run", known)
        assert code == 0
        assert out.splitlines()[1].startswith("Checkout: page  down")
        assert "got status 503, expected 200–299" in out
        assert err == "This machine looked; the checks of each minute look from AWS.\n"
    shop.forget()
    assert shop.incidents == []
    assert [each["status"] for each in shop.summary["components"]] == ["operational"] * 2


def test_programs_get_what_was_seen_and_trying_again_looks_once(
    shop: World, capsys: CAPTURED, target: Target
) -> None:
    (_, search) = json.loads(candor(capsys, "list", "--json")[1])
    asked = len(target.asked)
    once = ("run", search["checks"][0]["id"], "--json", "--request-id", "once")
    first, again = (json.loads(candor(capsys, *once)[1]) for _ in range(2))
    assert first == again
    assert first["findings"][0]["verdict"] == "up"
    assert len(target.asked) == asked + 1


def test_what_isnt_there_is_refused_in_a_sentence(shop: World, capsys: CAPTURED) -> None:
    code, _, err = candor(capsys, "run", "000000000000")
    assert code == 1
    assert err == "There is no check 000000000000; `candor check list` has them.\n"
