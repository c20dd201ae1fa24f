"""The page in a terminal: all that matters, and never wider than 80 columns."""

import unicodedata
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.incidents import MaintenanceStage
from chalicelib.domain.page import Group
from chalicelib.domain.snapshot import Pulse, view
from chalicelib.web.programs.columns import width
from chalicelib.web.programs.terminal import COLUMNS, SIGNS, status_txt
from chalicelib.words import ENGLISH, LANGUAGES, tongue
from tests.specimens import (
    NOON,
    PAGE,
    incident,
    maintenance,
    minute,
    shown,
    snapshot,
    update,
)

PULSE = Pulse(looked={0: NOON})
GROUP = Group(id="back", key="back", name="Back office", position=2)

WHOLE = """\
Demo Shop
✗ Checkout is not available

Components
  ✗ Checkout  Major outage
  Back office
    ✓ Search  Operational

Open incidents
  Checkout is not available
    Since 22 November 2026, 12:00 UTC
    Investigating: Since noon, Checkout is down.
    We look into it, and will write here as soon as we know more.
    https://status.example.com/incidents/0tinc1dent01

Maintenance
  New database
    Planned from 23 November 2026, 12:00 UTC until 23 November 2026, 14:00 UTC
    Scheduled: We move to new machines.
    https://status.example.com/maintenances/{planned}

Checked 22 November 2026, 12:00 UTC from Dublin.
https://status.example.com
"""


def test_the_whole_page_in_words_and_signs() -> None:
    said = (
        "Since noon, Checkout is down.\nWe look into it, and will write here as soon as we know "
        "more."
    )
    planned = maintenance()
    over = maintenance(-600, update(1, MaintenanceStage.COMPLETED), name="Old work")
    made = snapshot(
        shown("checkout", ComponentStatus.MAJOR_OUTAGE),
        shown("search", group_id="back"),
        groups=(GROUP,),
        incidents=(incident("0tinc1dent01", update(body=said)),),
        maintenances=(planned, over),
    )
    made = replace(made, place="Dublin")
    text = status_txt(view(made, PULSE, NOON), ENGLISH).body
    assert text == WHOLE.replace("{planned}", planned.id)


def test_a_quiet_page_has_no_empty_sections() -> None:
    text = status_txt(view(snapshot(shown("shop")), PULSE, NOON), ENGLISH).body
    assert text.splitlines() == [
        "Demo Shop",
        "✓ All Systems Operational",
        "",
        "Components",
        "  ✓ Shop  Operational",
        "",
        "Checked 22 November 2026, 12:00 UTC.",
        "https://status.example.com",
    ]


def test_before_the_first_look_it_says_so() -> None:
    text = status_txt(view(snapshot(shown("shop")), None, minute(9)), ENGLISH).body
    assert "? Shop  No data" in text
    assert "Nothing has been checked yet." in text


def test_every_state_has_a_sign_of_its_own() -> None:
    assert len(set(SIGNS.values())) == len(ComponentStatus)


names = st.text(min_size=1, max_size=90)


@given(names, names, st.sampled_from(ComponentStatus), st.sampled_from(LANGUAGES))
def test_it_is_never_wider_than_eighty_columns_nor_a_command(
    name: str, told: str, status: ComponentStatus, code: str
) -> None:
    component = shown("shop", status, group_id="back")
    made = snapshot(
        replace(component, component=replace(component.component, name=name)),
        groups=(replace(GROUP, name=name),),
        incidents=(replace(incident("0tinc1dent01", update(body=told)), name=name),),
        maintenances=(replace(maintenance(), name=told),),
        page=replace(PAGE, name=name),
    )
    text = status_txt(view(made, PULSE, NOON), tongue(code)).body
    for line in text.split("\n"):
        assert width(line) <= COLUMNS, line
        assert all(unicodedata.category(c) not in ("Cc", "Cf") for c in line)
