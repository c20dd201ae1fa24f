"""What an automatic incident says, update by update."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.automatic import Episode, Move, MoveKind
from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.incidents import ComponentChange, Impact, Incident, Stage
from chalicelib.domain.reporting import Scene, tell
from chalicelib.domain.results import Verdict
from chalicelib.domain.state import Transition
from tests.specimens import INCIDENT_ID, minute

UP = ComponentStatus.OPERATIONAL
DEGRADED = ComponentStatus.DEGRADED_PERFORMANCE
PARTIAL = ComponentStatus.PARTIAL_OUTAGE
MAJOR = ComponentStatus.MAJOR_OUTAGE
NAMES = {each.lower(): each for each in ("Checkout", "Search", "Accounts", "API", "Mails")}
WATCH = (
    "We are looking into it. We check every minute, and will write here when it is over or when "
    "more is affected."
)


def scene(
    tick: int,
    after: Mapping[str, ComponentStatus],
    before: Mapping[str, ComponentStatus] | None = None,
    *,
    time_zone: str = "Etc/UTC",
    names: Mapping[str, str] = NAMES,
) -> Scene:
    """The page at a minute; a component that isn't named is operational."""
    return Scene(
        tick=minute(tick),
        time_zone=time_zone,
        names=names,
        before={**dict.fromkeys(names, UP), **(before or {})},
        after={**dict.fromkeys(names, UP), **after},
    )


def move(kind: MoveKind, since: Mapping[str, int], opened: int = 1) -> Move:
    """A move that is caused by checks of these components, each since its minute."""
    well = kind in (MoveKind.EASE, MoveKind.RESOLVE)
    return Move(
        kind=kind,
        episode=Episode(incident_id=INCIDENT_ID, check_ids=(), opened_at=minute(opened)),
        transitions=tuple(
            Transition(
                check_id=f"check of {component_id}",
                component_id=component_id,
                before=Verdict.DOWN if well else Verdict.UP,
                after=Verdict.UP if well else Verdict.DOWN,
                since=minute(number),
                tick=minute(number + 1),
                reason="got status 503, expected 200–299",
            )
            for component_id, number in since.items()
        ),
    )


def opened(*hit: str, status: ComponentStatus = MAJOR) -> Incident:
    """An incident that opened at 12:01 for what failed since noon."""
    seen = scene(1, dict.fromkeys(hit, status))
    return tell(move(MoveKind.OPEN, dict.fromkeys(hit, 0)), None, seen)


def test_the_first_update_tells_symptom_who_is_hit_since_when_and_what_comes_next() -> None:
    told = opened("checkout")
    assert told.name == "Checkout is not available"
    assert [update.body for update in told.updates] == [
        "Since 12:00 UTC, Checkout is not available. If you use it right now, you may see errors. "
        + WATCH
    ]


def test_an_incident_is_dated_back_and_says_when_it_was_told() -> None:
    told = tell(move(MoveKind.OPEN, {"search": 3, "checkout": 2}), None, scene(4, {}))
    assert (told.started_at, told.created_at, told.updated_at) == (minute(2), minute(4), minute(4))
    assert told.updates[0].at == minute(4)
    assert (told.stage, told.is_open, told.resolved_at) == (Stage.INVESTIGATING, True, None)


def test_what_fails_together_is_named_in_the_pages_order() -> None:
    told = opened("search", "checkout")
    assert told.name == "Checkout and Search are not available"
    assert told.component_ids == ("checkout", "search")
    assert told.updates[0].body == (
        "Since 12:00 UTC, Checkout and Search are not available. If you use them right now, you "
        "may see errors. " + WATCH
    )


def test_of_many_the_first_three_are_named() -> None:
    assert opened(*NAMES).name == "Checkout, Search, Accounts and 2 more are not available"


def test_what_fails_in_different_ways_is_named_by_what_is_true_of_all() -> None:
    seen = scene(1, {"checkout": MAJOR, "search": PARTIAL})
    told = tell(move(MoveKind.OPEN, {"checkout": 0, "search": 0}), None, seen)
    assert told.name == "Checkout and Search have problems"
    assert told.impact is Impact.CRITICAL


@pytest.mark.parametrize(
    ("status", "name", "impact"),
    [
        (MAJOR, "Checkout is not available", Impact.CRITICAL),
        (PARTIAL, "Checkout is partly unavailable", Impact.MAJOR),
        (DEGRADED, "Checkout is not working as it should", Impact.MINOR),
    ],
)
def test_name_and_impact_are_those_of_the_status(
    status: ComponentStatus, name: str, impact: Impact
) -> None:
    told = opened("checkout", status=status)
    assert (told.name, told.impact) == (name, impact)


def test_an_update_carries_what_changed_of_the_components_that_it_speaks_of() -> None:
    seen = scene(1, {"checkout": MAJOR, "search": DEGRADED}, {"checkout": DEGRADED})
    told = tell(move(MoveKind.OPEN, {"checkout": 0}), None, seen)
    assert told.updates[0].changes == (
        ComponentChange(component_id="checkout", name="Checkout", before=DEGRADED, after=MAJOR),
    )


def test_times_are_told_in_the_pages_zone() -> None:
    seen = scene(1, {"checkout": MAJOR}, time_zone="Europe/Berlin")
    told = tell(move(MoveKind.OPEN, {"checkout": 0}), None, seen)
    assert told.updates[0].body.startswith("Since 13:00 CET, Checkout is not available.")


def test_what_joins_is_told_as_well_and_taken_into_the_name() -> None:
    told = tell(
        move(MoveKind.JOIN, {"search": 2}),
        opened("checkout"),
        scene(3, {"checkout": MAJOR, "search": MAJOR}),
    )
    assert told.name == "Checkout and Search are not available"
    assert told.component_ids == ("checkout", "search")
    assert told.started_at == minute(0)
    assert told.updates[1].body == (
        "Now Checkout and Search are not available; Search since 12:02 UTC. We are looking into it."
    )


def test_a_name_leaves_out_what_has_recovered_meanwhile() -> None:
    seen = scene(3, {"search": MAJOR})
    for kind in (MoveKind.JOIN, MoveKind.RETURN):
        told = tell(move(kind, {"search": 2}), opened("checkout"), seen)
        assert told.name == "Search is not available"


def test_one_more_check_of_what_is_hit_is_no_news() -> None:
    hit = {"checkout": MAJOR}
    told = tell(move(MoveKind.JOIN, {"checkout": 8}), opened("checkout"), scene(9, hit, hit))
    assert [update.is_told for update in told.updates] == [True, False]


def test_what_answers_slowly_is_watched() -> None:
    seen = scene(5, {"checkout": DEGRADED}, {"checkout": MAJOR})
    told = tell(move(MoveKind.EASE, {"checkout": 4}), opened("checkout"), seen)
    assert (told.stage, told.monitoring_at, told.resolved_at) == (
        Stage.MONITORING,
        minute(5),
        None,
    )
    assert told.updates[1].body.startswith("We get answers again, but more slowly than usual.")
    assert [(c.before, c.after) for c in told.updates[1].changes] == [(MAJOR, DEGRADED)]


def test_the_all_clear_says_what_works_since_when_and_how_long_it_lasted() -> None:
    seen = scene(9, {}, {"checkout": MAJOR, "search": MAJOR})
    told = tell(
        move(MoveKind.RESOLVE, {"checkout": 7, "search": 8}), opened("checkout", "search"), seen
    )
    assert (told.stage, told.is_open) == (Stage.RESOLVED, False)
    assert (told.resolved_at, told.updated_at) == (minute(8), minute(9))
    assert told.updates[1].body == (
        "Since 12:08 UTC, Checkout and Search are working again. The problem began on "
        "22 November 2026, 12:00 UTC and lasted 8 minutes."
    )


def test_the_all_clear_speaks_of_all_that_was_hit_however_early_it_came_back() -> None:
    seen = scene(9, {}, {"search": MAJOR})
    told = tell(move(MoveKind.RESOLVE, {"search": 8}), opened("checkout", "search"), seen)
    assert [change.name for change in told.updates[1].changes] == ["Checkout", "Search"]


def test_an_incident_whose_components_left_the_page_ends_without_naming_them() -> None:
    seen = scene(9, {}, names={"search": "Search"})
    gone = replace(move(MoveKind.RESOLVE, {}), is_checked=False)
    told = tell(gone, opened("checkout"), seen)
    assert told.updates[1].changes == ()
    assert told.resolved_at == minute(9)
    assert told.updates[1].body == (
        "What this was about is no longer checked on this page, so we close it here."
    )


def test_what_was_hit_by_another_cause_meanwhile_is_not_called_working() -> None:
    seen = scene(9, {"search": MAJOR}, {"checkout": MAJOR, "search": MAJOR})
    told = tell(move(MoveKind.RESOLVE, {"checkout": 8}), opened("checkout", "search"), seen)
    assert told.updates[1].body.startswith("Since 12:08 UTC, Checkout is working again.")


def test_what_fails_again_goes_on_under_its_name() -> None:
    over = tell(move(MoveKind.RESOLVE, {"checkout": 3}), opened("checkout"), scene(4, {}))
    again = tell(move(MoveKind.RETURN, {"checkout": 6}), over, scene(7, {"checkout": MAJOR}))
    assert (again.id, again.name) == (over.id, "Checkout is not available")
    assert (again.stage, again.resolved_at) == (Stage.INVESTIGATING, None)
    assert again.started_at == minute(0)
    assert again.updates[2].body.startswith(
        "The problem has come back. Since 12:06 UTC, Checkout is not available."
    )


def test_the_impact_stays_at_its_peak() -> None:
    worse = tell(
        move(MoveKind.JOIN, {"search": 2}),
        opened("checkout", status=DEGRADED),
        scene(3, {"checkout": DEGRADED, "search": MAJOR}),
    )
    assert worse.impact is Impact.CRITICAL
    over = tell(move(MoveKind.RESOLVE, {"checkout": 5, "search": 5}), worse, scene(6, {}))
    assert over.impact is Impact.CRITICAL


moves = st.builds(
    move,
    st.sampled_from([k for k in MoveKind if k is not MoveKind.OPEN]),
    st.dictionaries(st.sampled_from(list(NAMES)), st.integers(2, 9), min_size=1),
)
scenes = st.builds(
    scene,
    st.integers(10, 20),
    st.dictionaries(st.sampled_from(list(NAMES)), st.sampled_from(ComponentStatus)),
    st.dictionaries(st.sampled_from(list(NAMES)), st.sampled_from(ComponentStatus)),
)


@given(st.lists(st.tuples(moves, scenes), max_size=4))
def test_what_was_told_stays_as_it_was_told(course: list[tuple[Move, Scene]]) -> None:
    incident = opened("checkout")
    for each, seen in course:
        told = tell(each, incident, seen)
        assert told.updates[:-1] == incident.updates
        assert [update.number for update in told.updates] == list(range(1, len(told.updates) + 1))
        assert len({update.id for update in told.updates}) == len(told.updates)
        assert told.impact.rank >= incident.impact.rank
        assert set(incident.component_ids) <= set(told.component_ids)
        assert told.stage is told.updates[-1].stage
        incident = told


@given(moves, scenes)
def test_telling_twice_tells_the_same(each: Move, seen: Scene) -> None:
    incident = opened("checkout", "search")
    assert tell(each, incident, seen) == tell(each, replace(incident), seen)
