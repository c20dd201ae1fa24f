"""Maintenance by `candor maintenance`: what stands on the page, and at the terminal."""

import json

import pytest

from tests.planning import every
from tests.world import World

CAPTURED = pytest.CaptureFixture[str]
WINDOW = ("--start", "2026-11-22T12:10", "--duration", "5m")


def candor(shop: World, capsys: CAPTURED, *arguments: str) -> tuple[int, str, str]:
    """Exit code, output and errors."""
    from candor.main import main

    capsys.readouterr()
    code = main(["maintenance", *arguments])
    shop.forget()
    written = capsys.readouterr()
    return code, written.out, written.err


def test_maintenance_from_its_announcement_to_its_end(shop: World, capsys: CAPTURED) -> None:
    words = ("--body", "We move to new machines.", "--component", "checkout")
    code, out, _ = candor(shop, capsys, "schedule", "New database", *WINDOW, *words)
    (planned,) = every(shop)
    assert (code, out) == (0, f"Announced {planned.id}: New database\n")
    _, listed, _ = candor(shop, capsys, "list")
    assert listed.splitlines()[1].split()[:2] == [planned.id, "scheduled"]
    for deed, more, done in (
        ("update", ("--body", "We are ready."), "Updated"),
        ("move", ("--start", "2026-11-22T12:20"), "Moved"),
        ("start", (), "Begun"),
        ("extend", ("--by", "10m"), "Extended"),
        ("verify", (), "Verified"),
        ("complete", (), "Completed"),
    ):
        code, out, _ = candor(shop, capsys, deed, planned.id, *more)
        assert (code, out) == (0, f"{done} {planned.id}: New database\n")
    assert candor(shop, capsys, "list")[1] == "No maintenance is planned.\n"
    (planned,) = every(shop)
    assert [update.number for update in planned.updates] == [1, 2, 3, 4, 5, 6, 7]


def test_programs_get_all_of_it(shop: World, capsys: CAPTURED) -> None:
    rule = ("--recurrence", "FREQ=WEEKLY", "--reminder", "2h", "--quiet", "--json")
    _, out, _ = candor(shop, capsys, "schedule", "New racks", *WINDOW, *rule)
    announced = json.loads(out)
    assert (announced["recurrence"], announced["reminders"]) == ("FREQ=WEEKLY", ["2h"])
    _, out, _ = candor(shop, capsys, "list", "--json")
    assert json.loads(out)[0] == announced
    assert "New racks (FREQ=WEEKLY)" in candor(shop, capsys, "list")[1]
    code, _, _ = candor(shop, capsys, "cancel", announced["id"], "--series")
    assert code == 0
    assert [each.stage.value for each in every(shop)] == ["cancelled"]
    assert shop.news() == []


def test_every_fault_is_named_at_once(shop: World, capsys: CAPTURED) -> None:
    code, out, errors = candor(
        shop, capsys, "schedule", "x" * 200, "--start", "soon", "--component", "chekout"
    )
    assert (code, out) == (1, "")
    assert errors.splitlines() == [
        'start: "soon" isn\'t a time; write for example 2026-03-01T12:30.',
        'end: "end" is missing; write when it is over, or a duration such as 2h.',
        "name: This has 200 characters; write at most 120.",
        'components[0]: "chekout" can\'t be used here; did you mean "checkout"?',
    ]


def test_a_translation_names_its_language(shop: World, capsys: CAPTURED) -> None:
    code, _, errors = candor(shop, capsys, "schedule", "New", *WINDOW, "--name-in", "Neu")
    assert (code, errors) == (1, '"Neu" names no language; write for example de=Neu.\n')


def test_it_can_be_announced_without_reminders(shop: World, capsys: CAPTURED) -> None:
    candor(shop, capsys, "schedule", "New racks", *WINDOW, "--no-reminders")
    assert every(shop)[0].reminders == ()
