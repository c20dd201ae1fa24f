"""Which of the company's messages stand on the page, and for how long."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.incidents import Text
from chalicelib.domain.messages import SHOWN_AT_MOST, Message, Slot, message_in, shown, turns
from chalicelib.domain.snapshot import view
from tests.specimens import message, minute, snapshot

moments = st.integers(0, 60).map(minute)
messages = st.lists(
    st.builds(
        Message,
        id=st.text("ab", min_size=3, max_size=5),
        text=st.just("Hello."),
        slots=st.lists(st.sampled_from(Slot), unique=True).map(tuple),
        starts_at=moments,
        ends_at=st.none() | moments,
        weight=st.integers(0, 3),
        suits_outage=st.booleans(),
    ),
    max_size=8,
)


def on_page(*told: Message, now: datetime, critical: bool = False) -> list[str]:
    return [m.id for m in shown(told, now, critical_is_open=critical, slot=Slot.PAGE)]


def test_a_message_stands_from_its_beginning_up_to_its_end() -> None:
    told = message(starts_at=minute(1), ends_at=minute(3))
    assert [bool(on_page(told, now=minute(n))) for n in range(5)] == [
        False,
        True,
        True,
        False,
        False,
    ]


def test_amid_a_critical_incident_only_what_suits_it_stands() -> None:
    cheerful, helpful = message("cheerful"), message("helpful", suits_outage=True)
    assert on_page(cheerful, helpful, now=minute(1), critical=True) == ["helpful"]
    assert len(on_page(cheerful, helpful, now=minute(1))) == 2


def test_the_heaviest_come_first_then_the_newest_and_only_a_few() -> None:
    light, heavy = message("light"), message("heavy", weight=2)
    newer, least = message("newer", starts_at=minute(1)), message("least", weight=-1)
    assert on_page(light, heavy, newer, least, now=minute(2)) == ["heavy", "newer"]


@given(messages, moments, st.booleans(), st.sampled_from(Slot))
def test_whatever_is_shown_may_be_shown(
    told: list[Message], now: datetime, critical: bool, slot: Slot
) -> None:
    stands = shown(told, now, critical_is_open=critical, slot=slot)
    assert len(stands) <= SHOWN_AT_MOST
    for each in stands:
        assert slot in each.slots
        assert each.starts_at <= now
        assert each.ends_at is None or now < each.ends_at
        assert each.suits_outage or not critical


@given(messages, moments)
def test_a_view_lasts_no_longer_than_what_it_shows(told: list[Message], now: datetime) -> None:
    """Renderings are kept for as long as the view stands: nothing may come or go meanwhile."""
    until = view(snapshot(messages=tuple(told)), None, now).until
    assert all(not (now < turn < until) for turn in turns(told))


def test_a_message_without_an_end_turns_once() -> None:
    assert turns([message(starts_at=minute(1))]) == (minute(1),)


def test_a_message_is_said_in_a_language_or_as_it_was_written() -> None:
    told = message(text="Hello.", texts={"de": "Guten Tag."})
    assert message_in(told, "de") == Text("Guten Tag.", "de")
    assert message_in(told, "ja") == Text("Hello.", "en")
