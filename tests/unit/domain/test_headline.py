"""The one sentence that says how things are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.components import ComponentStatus, severity, worst
from chalicelib.domain.headline import Headline, headline
from chalicelib.domain.incidents import Impact, Incident, Stage
from chalicelib.domain.page import PageSettings
from chalicelib.domain.snapshot import Pulse, View, view
from tests.specimens import NOON, incident, minute, shown, snapshot, update

UP = ComponentStatus.OPERATIONAL
UNSEEN = ComponentStatus.NO_DATA
MAINTAINED = ComponentStatus.UNDER_MAINTENANCE
DEGRADED = ComponentStatus.DEGRADED_PERFORMANCE
PARTIAL = ComponentStatus.PARTIAL_OUTAGE
MAJOR = ComponentStatus.MAJOR_OUTAGE
NAMES = ("checkout", "search", "accounts", "api")


def page(*statuses: ComponentStatus, incidents: tuple[Incident, ...] = ()) -> View:
    """What is shown of Checkout, Search, Accounts and Api, as many as have a status."""
    components = [shown(name, status) for name, status in zip(NAMES, statuses, strict=False)]
    return view(snapshot(*components, incidents=incidents), Pulse(looked={0: NOON}), NOON)


def of_impact(impact: Impact, stage: Stage = Stage.INVESTIGATING) -> Incident:
    return incident("0other000000", update(stage=stage), name="Mails are late", impact=impact)


@pytest.mark.parametrize(
    ("statuses", "words", "status"),
    [
        ([], "Nothing is watched here yet", UNSEEN),
        ([UP, UP], "All Systems Operational", UP),
        ([MAJOR], "Checkout is not available", MAJOR),
        ([UP, PARTIAL], "Search is partly unavailable", PARTIAL),
        ([UP, DEGRADED], "Search is not working as it should", DEGRADED),
        ([UP, MAINTAINED], "Search is under maintenance", MAINTAINED),
        ([UP, UNSEEN], "Search is in an unknown state", UNSEEN),
        ([MAJOR, MAJOR], "Major System Outage", MAJOR),
        ([MAJOR, MAJOR, UP], "Partial System Outage", PARTIAL),
        ([PARTIAL, DEGRADED, UP], "Minor Service Outage", DEGRADED),
        ([DEGRADED, DEGRADED], "Degraded System Service", DEGRADED),
        ([MAINTAINED, MAINTAINED, UP], "Service Under Maintenance", MAINTAINED),
        ([MAINTAINED, UNSEEN, UP], "Service Under Maintenance", MAINTAINED),
        ([UNSEEN, UNSEEN, UP], "Checkout and Search are in an unknown state", UNSEEN),
    ],
)
def test_the_headline_of_components(
    statuses: list[ComponentStatus], words: str, status: ComponentStatus
) -> None:
    assert headline(page(*statuses)) == Headline(words, status)


@pytest.mark.parametrize(
    ("impact", "words", "status"),
    [
        (Impact.NONE, "Mails are late", UP),
        (Impact.MINOR, "Minor Service Outage", DEGRADED),
        (Impact.MAJOR, "Partial System Outage", PARTIAL),
        (Impact.CRITICAL, "Major System Outage", MAJOR),
    ],
)
def test_an_open_incident_never_stands_under_all_systems_operational(
    impact: Impact, words: str, status: ComponentStatus
) -> None:
    assert headline(page(UP, UP, incidents=(of_impact(impact),))) == Headline(words, status)


def test_the_worse_of_components_and_incidents_is_told() -> None:
    minor, critical = of_impact(Impact.MINOR), of_impact(Impact.CRITICAL)
    assert headline(page(UP, MAJOR, incidents=(minor,))).words == "Search is not available"
    assert headline(page(UP, DEGRADED, incidents=(critical,))).words == "Major System Outage"
    assert headline(page(UP, MAINTAINED, incidents=(minor,))).words == "Minor Service Outage"


def test_of_components_and_an_incident_that_are_as_bad_the_component_is_named() -> None:
    critical = of_impact(Impact.CRITICAL)
    assert headline(page(UP, MAJOR, incidents=(critical,))).words == "Search is not available"


def test_an_incident_that_is_only_watched_still_is_no_outage_any_more() -> None:
    watched = of_impact(Impact.CRITICAL, Stage.MONITORING)
    assert headline(page(UP, UP, incidents=(watched,))).words == "Minor Service Outage"
    harmless = of_impact(Impact.NONE, Stage.MONITORING)
    assert headline(page(UP, UP, incidents=(harmless,))).words == "Mails are late"


def test_an_incident_that_has_half_recovered_is_as_bad_as_what_is_left_of_it() -> None:
    critical = of_impact(Impact.CRITICAL)
    left = headline(page(DEGRADED, UP, incidents=(critical,)))
    assert left == Headline("Checkout is not working as it should", DEGRADED)


def test_the_worst_of_several_incidents_is_told() -> None:
    both = (of_impact(Impact.NONE), of_impact(Impact.MAJOR))
    assert headline(page(UP, UP, incidents=both)).words == "Partial System Outage"


@pytest.mark.parametrize("stage", [Stage.RESOLVED, Stage.POSTMORTEM])
def test_an_incident_that_is_over_says_nothing_of_now(stage: Stage) -> None:
    over = of_impact(Impact.CRITICAL, stage)
    assert headline(page(UP, UP, incidents=(over,))).words == "All Systems Operational"


def test_when_we_cannot_see_we_say_so_and_since_when() -> None:
    known = snapshot(
        shown("checkout", MAJOR),
        incidents=(of_impact(Impact.CRITICAL),),
        page=PageSettings(name="Demo Shop", time_zone="Europe/Berlin"),
    )
    blind = view(known, Pulse(looked={0: NOON}), minute(4))
    words = "We cannot see the current state since 22 November 2026, 13:00 CET"
    assert headline(blind) == Headline(words, UNSEEN)


statuses = st.lists(st.sampled_from(ComponentStatus), max_size=len(NAMES))
incidents = st.lists(
    st.builds(of_impact, st.sampled_from(Impact), st.sampled_from(Stage)), max_size=3
)


@given(statuses, incidents)
def test_all_is_said_to_be_well_only_when_all_is_well(
    statuses: list[ComponentStatus], told: list[Incident]
) -> None:
    all_up = bool(statuses) and worst(statuses) is UP
    is_well = all_up and not any(each.is_open for each in told)
    says_so = headline(page(*statuses, incidents=tuple(told))).words == "All Systems Operational"
    assert says_so == is_well


@given(statuses, incidents)
def test_the_colour_is_never_worse_than_the_worst_of_what_is_shown(
    statuses: list[ComponentStatus], told: list[Incident]
) -> None:
    of_impacts = {
        Impact.NONE: UP,
        Impact.MINOR: DEGRADED,
        Impact.MAJOR: PARTIAL,
        Impact.CRITICAL: MAJOR,
    }
    shown_as = [
        *(statuses or [UNSEEN]),
        *(of_impacts[each.impact] for each in told if each.is_open),
    ]
    colour = headline(page(*statuses, incidents=tuple(told))).status
    assert severity(colour) <= severity(worst(shown_as))
