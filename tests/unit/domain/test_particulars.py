"""What programs are told besides the words, by each of those who write news."""

from dataclasses import replace

from chalicelib.domain.board import Board
from chalicelib.domain.components import ComponentState, ComponentStatus, Indicator
from chalicelib.domain.decision import change, outlook
from chalicelib.domain.incidents import ComponentChange, Incident, Stage
from chalicelib.domain.maintenances import Maintenance
from chalicelib.domain.particulars import NamedStatus, particulars_of
from chalicelib.domain.plan_changes import news as news_of_plan
from chalicelib.domain.results import Result, Verdict
from chalicelib.domain.telling import Ground
from chalicelib.domain.telling import news as news_of_people
from tests.specimens import INCIDENT_ID, NOON, definition, incident, maintenance, minute, update

URL = "https://status.example.com"
DEFINITION = definition({"search": 1, "checkout": 1})
DOWN, UP = ComponentStatus.MAJOR_OUTAGE, ComponentStatus.OPERATIONAL


def state(component_id: str, status: ComponentStatus) -> ComponentState:
    return ComponentState(
        component_id=component_id, status=status, known=status, since=NOON, created_at=NOON
    )


def changed(before: ComponentStatus, after: ComponentStatus) -> ComponentChange:
    return ComponentChange(component_id="checkout", name="Checkout", before=before, after=after)


def ground(**statuses: ComponentStatus) -> Ground:
    components = {key: state(key, status) for key, status in statuses.items()}
    board = Board(version=1, episodes=(), checks={}, components=components)
    return Ground(definition=DEFINITION, board=board, now=minute(5), base_url=URL)


def test_news_of_people_know_the_page_as_their_update_leaves_it() -> None:
    told = incident(INCIDENT_ID, update(changes=(changed(UP, DOWN),)))
    known = news_of_people(told, ground(checkout=UP, search=UP)).particulars
    assert known is not None
    assert known.page_url == URL
    assert known.page_status.description == "Partial System Outage"
    assert known.components == (NamedStatus(component_id="checkout", name="Checkout", status=DOWN),)
    assert known.indicator is Indicator.CRITICAL


def test_components_stand_in_the_order_of_the_page() -> None:
    told = incident(component_ids=("checkout", "search", "gone"))
    known = news_of_people(told, ground(checkout=DOWN)).particulars
    assert known is not None
    assert [(each.component_id, each.status) for each in known.components] == [
        ("search", UP),
        ("checkout", DOWN),
    ]


def test_an_outage_that_is_over_is_no_outage_any_more() -> None:
    told = incident(INCIDENT_ID, update(1), update(2, Stage.RESOLVED, changes=(changed(DOWN, UP),)))
    known = news_of_people(told, ground(checkout=DOWN, search=UP)).particulars
    assert known is not None
    assert known.page_status.indicator is Indicator.NONE
    assert known.indicator is Indicator.NONE


def test_it_has_the_newest_update_alone_in_the_pages_first_language() -> None:
    german = replace(DEFINITION, page=replace(DEFINITION.page, languages=("de", "en")))
    second = replace(update(2, body="Words."), bodies={"de": "Worte."})
    told = replace(incident(INCIDENT_ID, update(1), second), names={"de": "Störung"})
    known = particulars_of(told, german, {}, base_url=URL)
    assert isinstance(known.told, Incident)
    assert (known.told.name, known.told.names) == ("Störung", {})
    assert [(u.number, u.body, u.bodies) for u in known.told.updates] == [(2, "Worte.", {})]


def test_what_was_never_seen_counts_as_the_api_has_it() -> None:
    known = particulars_of(
        incident(INCIDENT_ID, update(changes=(changed(UP, ComponentStatus.NO_DATA),))),
        DEFINITION,
        {},
        base_url=URL,
    )
    assert [each.status for each in known.components] == [UP]


def test_news_of_maintenance_has_its_window() -> None:
    known = news_of_plan(maintenance(), ground(checkout=UP)).particulars
    assert known is not None
    assert isinstance(known.told, Maintenance)
    assert known.indicator is Indicator.MAINTENANCE


def test_news_of_checks_know_the_page_as_they_leave_it() -> None:
    board = Board(version=0, episodes=(), checks={}, components={})
    for number in range(2):
        results = [
            Result(check_id=f"{key}-0", verdict=verdict, reason="seen")
            for key, verdict in (("search", Verdict.UP), ("checkout", Verdict.DOWN))
        ]
        seen = outlook(DEFINITION, board, results, minute(number))
        made = change(DEFINITION, board, seen, {}, URL)
        board = replace(
            board,
            checks={**board.checks, **{each.check_id: each for each in made.checks}},
            components={
                **board.components,
                **{each.component_id: each for each in made.components},
            },
        )
    (news,) = made.notifications
    assert news.particulars is not None
    assert news.particulars.page_status.indicator is Indicator.MAJOR
    assert [(each.name, each.status) for each in news.particulars.components] == [
        ("Checkout", DOWN)
    ]
