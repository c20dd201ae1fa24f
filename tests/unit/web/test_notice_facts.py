"""What the notice knows: whose words it takes, what it makes of our checks, how much it says."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.incidents import Impact, MaintenanceStage
from chalicelib.domain.snapshot import Pulse, View, view
from chalicelib.web.notice_facts import Seen, cut, facts, seen, verdict
from chalicelib.words import ENGLISH
from tests.specimens import NOON, incident, maintenance, minute, shown, snapshot, update

UP, SLOW = ComponentStatus.OPERATIONAL, ComponentStatus.DEGRADED_PERFORMANCE
MAJOR, PARTIAL = ComponentStatus.MAJOR_OUTAGE, ComponentStatus.PARTIAL_OUTAGE
WORK, NOTHING = ComponentStatus.UNDER_MAINTENANCE, ComponentStatus.NO_DATA


def seen_now(*statuses: ComponentStatus, quiet_for: float = 0, **told: object) -> View:
    """Components with these statuses, last looked at so many minutes before."""
    components = [shown(f"c{number}", status) for number, status in enumerate(statuses)]
    made = replace(snapshot(*components), place="Dublin", **told)  # type: ignore[arg-type]
    return view(made, Pulse(looked={0: NOON}), minute(quiet_for))


@pytest.mark.parametrize(
    ("statuses", "quiet_for", "expected"),
    [
        ((UP, UP), 0, Seen.WELL),
        ((UP, SLOW), 0, Seen.WELL),
        ((UP, NOTHING), 0, Seen.UNSEEN),
        ((UP, PARTIAL), 0, Seen.TROUBLE),
        ((MAJOR, WORK), 0, Seen.TROUBLE),
        ((UP, WORK), 0, Seen.MAINTENANCE),
        ((NOTHING, NOTHING), 0, Seen.UNSEEN),
        ((UP, UP), 60, Seen.UNSEEN),
        ((MAJOR, UP), 60, Seen.UNSEEN),
        ((), 0, Seen.UNSEEN),
    ],
)
def test_our_checks_see_it_as_well_as_its_worst_component(
    statuses: tuple[ComponentStatus, ...], quiet_for: float, expected: Seen
) -> None:
    assert seen(seen_now(*statuses, quiet_for=quiet_for)) is expected


@pytest.mark.parametrize(
    ("statuses", "reached", "missed"),
    [
        ((UP,), "It works: we see it from Dublin", "We see it working from Dublin, your browser"),
        (
            (MAJOR, UP, MAJOR),
            "From Dublin we see trouble with C0 and C2, but your browser",
            "From Dublin we see trouble, too: with C0 and C2.",
        ),
        ((UP, WORK), "Planned work on C1 is under way, but", "Planned work on C1 is under way."),
        ((NOTHING,), "Your browser reaches it. Our", "Your browser doesn't reach it. Our own"),
    ],
)
def test_both_looks_make_one_sentence(
    statuses: tuple[ComponentStatus, ...], reached: str, missed: str
) -> None:
    told = verdict(seen_now(*statuses), ENGLISH)
    assert told.reached.startswith(reached)
    assert told.missed.startswith(missed)


def test_it_speaks_the_words_of_the_worst_open_incident() -> None:
    minor = incident("0tminor00001", update(1, body="Slow."), name="Slow", impact=Impact.MINOR)
    worst = incident("0tworst00001", update(1), update(2, body="We found it."), name="No checkout")
    known = facts(seen_now(MAJOR, incidents=(minor, worst)), ENGLISH)
    assert (known.title.text, known.text.text) == ("No checkout", "We found it.")
    assert known.since == (
        "Since 22 November 2026, 12:00 UTC. We last wrote about it 22 November 2026, 12:02 UTC."
    )
    assert known.path == "/incidents/0tworst00001"
    assert known.next.startswith("We look every minute, and write again")


def test_it_tells_of_the_work_that_is_under_way() -> None:
    work = maintenance(-10, update(1, MaintenanceStage.IN_PROGRESS, body="New machines."))
    known = facts(seen_now(UP, maintenances=(work,)), ENGLISH)
    assert (known.title.text, known.text.text) == ("New database", "New machines.")
    assert "until 22 November 2026, 13:50 UTC" in known.since


def test_an_incident_goes_before_work_and_both_before_kindness() -> None:
    work = maintenance(-10, update(1, MaintenanceStage.IN_PROGRESS))
    both = facts(seen_now(MAJOR, incidents=(incident(),), maintenances=(work,)), ENGLISH)
    assert both.title.text == "Checkout is not available"
    for known in (facts(seen_now(UP), ENGLISH), facts(None, ENGLISH)):
        assert known.title.text == "We are sorry: this is not working right now"


def test_blind_it_promises_nothing() -> None:
    for told in ((), (incident(),)):
        known = facts(seen_now(UP, quiet_for=60, incidents=told), ENGLISH)
        assert (known.seen, known.next) == (Seen.UNSEEN, "")
    assert known.as_of == "As of 22 November 2026, 12:00 UTC."


def test_programs_are_told_times_as_programs_read_them() -> None:
    known = facts(seen_now(MAJOR, incidents=(incident(),)), ENGLISH)
    members = known.as_members(verdict(None, ENGLISH), "https://status.example.com")
    assert members["started_at"] == NOON.isoformat()
    assert members["told_at"] == (NOON + timedelta(minutes=1)).isoformat()
    assert members["url"] == "https://status.example.com/incidents/0tinc1dent01"
    assert "reminder" not in members  # there is no record of anything yet


@given(st.text(), st.integers(10, 60))
def test_what_is_cut_fits_and_is_a_beginning(text: str, most: int) -> None:
    kept = cut(text, most)
    assert len(kept.encode()) <= most
    whole = text.encode("utf-8", "replace").decode()
    assert kept == whole or (kept.endswith("…") and whole.startswith(kept[:-1]))


def test_words_are_not_cut_in_two() -> None:
    assert cut("We are looking into the matter.", 20) == "We are looking…"
