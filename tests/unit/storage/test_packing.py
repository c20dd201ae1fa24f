"""What is packed comes back equal; what older or newer code wrote can be read."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.board import Board
from chalicelib.domain.incidents import Incident
from chalicelib.domain.maintenances import Maintenance
from chalicelib.domain.messages import Message
from chalicelib.domain.notifications import Notification
from chalicelib.domain.page import PageSettings
from chalicelib.domain.results import Result, Verdict
from chalicelib.domain.snapshot import Pulse, Snapshot
from chalicelib.domain.state import CheckState
from chalicelib.storage.packing import from_json, pack, to_json, unpack
from tests.specimens import NOON, notification

PACKED = (
    Board,
    CheckState,
    Incident,
    Maintenance,
    Message,
    Notification,
    Pulse,
    Result,
    Snapshot,
)

plain: dict[Any, st.SearchStrategy[Any]] = {
    type(None): st.none(),
    str: st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    int: st.integers(),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
    bytes: st.binary(max_size=20),
    date: st.dates(),
    datetime: st.datetimes(timezones=st.just(UTC)),
    Decimal: st.decimals(allow_nan=False, allow_infinity=False),
    timedelta: st.integers(0, 10**9).map(lambda n: timedelta(milliseconds=n)),
}


def any_of(hint: Any) -> st.SearchStrategy[Any]:
    """Every value of a type, which is a plain one, one of ours, or made of such."""
    if hint in plain:
        return plain[hint]
    if isinstance(hint, type) and is_dataclass(hint):
        hints = get_type_hints(hint)
        return st.builds(
            hint, **{each.name: _any_within(hint, hints[each.name]) for each in fields(hint)}
        )
    if get_args(hint):
        return _any_of_many(get_origin(hint), get_args(hint))
    return st.sampled_from(hint)


def _any_within(owner: Any, hint: Any) -> st.SearchStrategy[Any]:
    """Of a field; one that holds more of its own owner's kind is empty, else there is no end."""
    return st.just(()) if owner in get_args(hint) else any_of(hint)


def _any_of_many(origin: Any, arguments: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    if origin is Mapping:
        return st.dictionaries(any_of(arguments[0]), any_of(arguments[1]), max_size=2)
    if origin is not tuple:
        return st.one_of(*map(any_of, arguments))
    if arguments[-1] is Ellipsis:
        return st.lists(any_of(arguments[0]), max_size=2).map(tuple)
    return st.tuples(*(any_of(each) for each in arguments))


values = st.sampled_from(PACKED).flatmap(any_of)


@given(values)
def test_what_is_packed_comes_back_equal(value: object) -> None:
    assert unpack(type(value), pack(value)) == value


@given(values)
def test_what_comes_back_is_written_the_same(value: object) -> None:
    assert to_json(from_json(type(value), to_json(value))) == to_json(value)


@given(values, st.text(min_size=1))
def test_a_field_that_the_code_no_longer_knows_is_left_out(value: object, unknown: str) -> None:
    known = {each.name for each in fields(value)}  # type: ignore[arg-type]  # all are dataclasses
    written = json.loads(to_json(value))
    newer = json.dumps({f"{unknown}\N{SNOWMAN}": [1, {}], **written})
    assert set(written) == known
    assert from_json(type(value), newer) == value


def test_a_field_that_was_not_written_yet_takes_its_default() -> None:
    written = '{"check_id":"c1","tick":"2026-11-22T12:00:00+00:00"}'
    assert from_json(CheckState, written) == CheckState(check_id="c1", tick=NOON)


def test_a_page_that_was_stored_before_there_were_languages_is_read_in_english() -> None:
    page = from_json(PageSettings, '{"name":"Demo","join_window":180.0}')
    assert page == PageSettings(name="Demo")
    assert (page.languages, page.reliability_floor) == (("en",), Decimal(99))
    assert page.ask is None


def test_a_field_without_a_default_has_to_be_there() -> None:
    with pytest.raises(TypeError, match="check_id"):
        from_json(CheckState, '{"tick":"2026-11-22T12:00:00+00:00"}')


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Thing:
    at: datetime
    day: date
    span: timedelta
    share: Decimal
    pair: tuple[int, Colour]
    raw: bytes
    numbers: Mapping[int, Verdict]
    name: str | None = None


THING = Thing(
    at=NOON,
    day=NOON.date(),
    span=timedelta(minutes=1.5),
    share=Decimal("99.950"),
    pair=(7, Colour.RED),
    raw=b"\x00\xff",
    numbers={3: Verdict.DOWN},
    name="Größe",
)


def test_what_is_written_can_be_read_by_people() -> None:
    assert to_json(THING) == (
        '{"at":"2026-11-22T12:00:00+00:00","day":"2026-11-22","span":90.0,"share":"99.950",'
        '"pair":[7,"red"],"raw":"AP8=","numbers":{"3":"down"},"name":"Größe"}'
    )


def test_every_kind_of_value_comes_back_as_its_own_type() -> None:
    back = from_json(Thing, to_json(THING))
    assert back == THING
    assert isinstance(back.pair[1], Colour)
    assert isinstance(back.numbers[3], Verdict)
    assert back.at.tzinfo is not None


def test_a_large_value_shrinks_when_it_is_packed() -> None:
    many = Pulse(looked=dict.fromkeys(range(1000), NOON))
    assert len(pack(many)) < len(to_json(many)) / 5


def test_news_comes_back_in_all_its_languages() -> None:
    news = notification()
    whole = replace(news, in_other_languages=(replace(news, language="de", body="Seit 12:00"),))
    assert unpack(Notification, pack(whole)) == whole
