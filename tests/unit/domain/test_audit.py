"""Entries tell what differs, in their order, and never a secret."""

import csv
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.actors import terminal
from chalicelib.domain.audit import AuditEntry, Facts, entry
from chalicelib.domain.audit_text import CSV_HEADINGS, csv_line, json_line, what
from chalicelib.domain.ids import moment_id, moment_of
from tests.specimens import NOON

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants bounds without a zone


def told(before: Facts | None = None, after: Facts | None = None) -> AuditEntry:
    return entry(
        terminal("ann"),
        "check.changed",
        ("web", "Website"),
        before=before,
        after=after,
        now=NOON,
        seed="one",
    )


def test_what_stayed_as_it_was_is_left_out() -> None:
    made = told({"url": "a", "every_s": 60, "old": 1}, {"url": "b", "every_s": 60, "new": True})
    assert (made.before, made.after) == ({"url": "a", "old": 1}, {"url": "b", "new": True})


def test_what_is_new_or_gone_is_told_whole() -> None:
    assert told(after={"name": "Web", "role": "viewer"}).after == {"name": "Web", "role": "viewer"}
    assert told(before={"name": "Web"}).before == {"name": "Web"}


@pytest.mark.parametrize("name", ["passphrase", "secret", "token", "digest", "code", "stamp"])
def test_a_secret_is_never_written_down(name: str) -> None:
    with pytest.raises(AssertionError, match=name):
        told(after={name: "hush"})


def test_the_same_in_the_same_moment_is_the_same_entry() -> None:
    assert told() == told()


@given(MOMENTS, st.integers(0, 10**9), st.text(), st.text())
def test_ids_sort_as_their_times_do(at: datetime, micros: int, one: str, other: str) -> None:
    later = at + timedelta(microseconds=micros)
    if later > at:
        assert moment_id(at, one) < moment_id(later, other)


@given(MOMENTS, st.text())
def test_an_id_says_its_time(at: datetime, seed: str) -> None:
    assert moment_of(moment_id(at, seed)) == at
    assert len(moment_id(at, seed)) == 16


@pytest.mark.parametrize("text", ["", "abc", "-" * 16, "é" * 16])
def test_what_is_no_id_has_no_time(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no id of a moment|invalid literal"):
        moment_of(text)


def test_an_entry_is_one_sentence_for_people() -> None:
    made = told({"url": "a", "paused": False, "note": "x"}, {"url": "b", "paused": True})
    assert what(made) == "check.changed Website: url a → b, paused no → yes, note x"
    assert what(told()) == "check.changed Website"
    assert what(told(after={"text": "One\n\x1b[31mtwo " + "x" * 99})) == (
        "check.changed Website: text One [31mtwo " + "x" * 48 + "…"
    )


def test_an_entry_is_one_line_for_programs() -> None:
    made = told({"name": 'A "b"'}, {"name": "C,\nd"})
    said = json.loads(json_line(made))
    assert "\n" not in json_line(made)
    assert (said["at"], said["before"], said["after"]) == (
        "2026-11-22T12:00:00+00:00",
        {"name": 'A "b"'},
        {"name": "C,\nd"},
    )
    headings, cells = csv.reader([CSV_HEADINGS, csv_line(made)])
    assert headings == list(said)
    row = dict(zip(headings, cells, strict=True))
    assert json.loads(row.pop("before")) == said.pop("before")
    assert json.loads(row.pop("after")) == said.pop("after")
    assert row == said


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@x"])
def test_a_spreadsheet_takes_no_name_for_a_formula(name: str) -> None:
    made = entry(terminal("ann"), "key.created", ("id", name), now=NOON, seed="one")
    assert f",'{name}," in csv_line(made)
