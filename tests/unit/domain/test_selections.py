"""Who is to hear a piece of news, by what they chose."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.audiences import AT_MOST, is_full, nearest_broader, topic_name
from chalicelib.domain.incidents import Impact
from chalicelib.domain.page import Group
from chalicelib.domain.selections import (
    Bearing,
    Reach,
    Selection,
    Updates,
    grown,
    meets,
    reach_of,
)
from tests.specimens import component, definition

COMPONENTS = ("checkout", "search", "mail", "chat", "login", "files")
GROUP_OF = {"checkout": "shop", "search": "shop", "mail": "talk", "chat": "talk"}
SHOP = definition(dict.fromkeys(COMPONENTS, 1))
GROUPED = replace(
    SHOP,
    groups=tuple(
        Group(id=each, key=each, name=each, position=n) for n, each in enumerate(("shop", "talk"))
    ),
    components=tuple(replace(component(each), group_id=GROUP_OF.get(each)) for each in COMPONENTS),
)

IDS = tuple(each.id for each in GROUPED.components)
some_ids = st.lists(st.sampled_from(IDS), max_size=3, unique=True).map(tuple)
selections = st.one_of(
    st.builds(Selection, component_ids=st.just(())),
    st.builds(Selection, component_ids=some_ids),
    st.builds(Selection, group_id=st.sampled_from(["shop", "talk"])),
).flatmap(
    lambda chosen: st.builds(
        replace,
        st.just(chosen),
        updates=st.sampled_from(Updates),
        least_impact=st.sampled_from(Impact),
        maintenance=st.booleans(),
        language=st.sampled_from(["en", "de"]),
    )
)
steps = st.lists(st.tuples(some_ids, st.sampled_from(Impact)), min_size=1, max_size=5)


def reach(ids: tuple[str, ...], impact: Impact, *, is_planned: bool = False) -> Reach:
    return reach_of(ids, GROUPED.components, impact=impact, is_planned=is_planned)


def heard(selection: Selection, told: list[tuple[tuple[str, ...], Impact]]) -> list[int]:
    """The numbers of the updates that somebody hears; the last one says that it is over."""
    before: Reach | None = None
    numbers = []
    for number, (ids, impact) in enumerate(told):
        is_over = number == len(told) - 1
        bearing = Bearing(
            about="i", reach=grown(before, reach(ids, impact)), told=before, is_over=is_over
        )
        if meets(bearing, selection):
            numbers.append(number)
        before = bearing.reach
    return numbers


@given(selection=selections, told=steps)
def test_nobody_hears_that_it_is_over_who_did_not_hear_that_it_began(
    selection: Selection, told: list[tuple[tuple[str, ...], Impact]]
) -> None:
    numbers = heard(selection, told)
    last = len(told) - 1
    if len(told) > 1 and last in numbers:
        assert numbers[0] < last
    if numbers:
        assert numbers[-1] == last, "whoever heard anything hears that it is over"


@given(selection=selections, told=steps)
def test_the_ends_are_the_first_and_the_last_of_all(
    selection: Selection, told: list[tuple[tuple[str, ...], Impact]]
) -> None:
    everything = heard(replace(selection, updates=Updates.ALL), told)
    ends = heard(replace(selection, updates=Updates.ENDS), told)
    assert ends == sorted({*everything[:1], *everything[-1:]})


@given(selection=selections, told=steps)
def test_what_one_hears_concerns_what_they_chose(
    selection: Selection, told: list[tuple[tuple[str, ...], Impact]]
) -> None:
    chosen = (
        set(IDS)
        if selection.is_of_everything
        else {each.id for each in GROUPED.components if each.group_id == selection.group_id}
        if selection.group_id
        else set(selection.component_ids)
    )
    for number in heard(selection, told):
        so_far = {each for ids, _ in told[: number + 1] for each in ids}
        worst = max((impact.rank for _, impact in told[: number + 1]), default=0)
        assert selection.is_of_everything or chosen & so_far
        assert worst >= selection.least_impact.rank


@given(narrow=selections, wide=selections, told=steps)
def test_a_broader_choice_hears_all_that_the_narrower_one_would(
    narrow: Selection, wide: Selection, told: list[tuple[tuple[str, ...], Impact]]
) -> None:
    if nearest_broader(narrow, [wide], GROUPED.components) is not None:
        assert set(heard(narrow, told)) <= set(heard(wide, told))


def test_the_nearest_broader_one_is_the_narrowest() -> None:
    checkout, search, mail = IDS[:3]
    narrow = Selection(component_ids=(checkout,))
    everything, both = Selection(), Selection(component_ids=(checkout, search))
    others = [everything, Selection(group_id="shop"), both, Selection(component_ids=(mail,))]
    assert nearest_broader(narrow, others, GROUPED.components) == both
    assert nearest_broader(narrow, others[:2], GROUPED.components) == Selection(group_id="shop")
    assert nearest_broader(narrow, [everything], GROUPED.components) == everything
    assert nearest_broader(narrow, [replace(everything, language="de")], GROUPED.components) is None
    assert nearest_broader(everything, others[1:], GROUPED.components) is None


@given(selection=selections)
def test_choosing_in_another_order_is_the_same_choice(selection: Selection) -> None:
    turned = replace(selection, component_ids=selection.component_ids[::-1])
    assert turned.id == selection.id
    assert replace(selection, language="fr").id != selection.id


@pytest.mark.parametrize(
    ("wanted", "hears"),
    [
        (Selection(), True),
        (Selection(maintenance=False), False),
        (Selection(component_ids=IDS[:1]), True),
        (Selection(component_ids=IDS[1:2]), False),
        (Selection(least_impact=Impact.CRITICAL), True),
    ],
)
def test_planned_work_is_told_to_those_who_want_it(wanted: Selection, *, hears: bool) -> None:
    planned = Bearing(about="m", reach=reach(IDS[:1], Impact.NONE, is_planned=True), told=None)
    assert meets(planned, wanted) is hears


def test_of_planned_work_its_beginning_and_its_end_are_ends() -> None:
    work = reach(IDS[:1], Impact.NONE, is_planned=True)
    wanted = Selection(updates=Updates.ENDS)
    announced = Bearing(about="m", reach=work, told=None)
    said = replace(announced, told=work)
    assert meets(announced, wanted)
    assert not meets(said, wanted)
    assert meets(replace(said, is_turn=True), wanted)
    assert meets(replace(said, is_over=True), wanted)


def test_who_waits_for_one_incident_hears_its_end_alone() -> None:
    wanted = Selection(incident_id="i")
    bearing = Bearing(about="i", reach=reach(IDS[:1], Impact.MAJOR), told=None)
    assert not meets(bearing, wanted)
    assert meets(replace(bearing, is_over=True), wanted)
    assert not meets(replace(bearing, about="j", is_over=True), wanted)


@given(selection=selections)
def test_a_topics_name_is_one_that_sns_takes(selection: Selection) -> None:
    name = topic_name(selection, GROUPED, "candor-prod-news")
    assert name.startswith("candor-prod-news-")
    assert len(name) <= 256
    assert name.replace("-", "").isalnum()
    assert name.isascii()


def test_there_may_be_five_hundred_audiences() -> None:
    assert not is_full(range(AT_MOST - 1))
    assert is_full(range(AT_MOST))
