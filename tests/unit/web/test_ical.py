"""Content lines as RFC 5545 wants them, whatever the text."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.web.programs.ical import component, folded, line, text_line, time_line


def unfolded(text: str) -> str:
    """RFC 5545, 3.1: a CRLF and one space are as if they weren't there."""
    return text.replace("\r\n ", "")


@given(st.text())
def test_no_line_is_longer_than_75_octets_and_none_breaks_a_character(text: str) -> None:
    lines = text_line("SUMMARY", text).split("\r\n")
    assert lines.pop() == ""
    for each in lines:
        assert len(each.encode()) <= 75  # which fails for half a character


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"))))
def test_what_was_folded_and_escaped_comes_back(text: str) -> None:
    name, _, escaped = unfolded(text_line("SUMMARY", text)).removesuffix("\r\n").partition(":")
    assert name == "SUMMARY"
    plain = escaped.replace("\\\\", "\0").replace("\\;", ";").replace("\\,", ",")
    assert plain.replace("\0", "\\") == text


def test_a_line_end_of_any_kind_is_an_escaped_one() -> None:
    assert text_line("X", "a\r\nb\rc\nd\u2028e") == "X:a\\nb\\nc\\nd\\ne\r\n"


@pytest.mark.parametrize("evil", ["a\r\nATTENDEE:mailto:x@y", "a\nBEGIN:VALARM", "a\x00\x07b"])
def test_no_text_begins_a_line_of_its_own(evil: str) -> None:
    for written in (text_line("SUMMARY", evil), line("URL", evil)):
        assert unfolded(written).count("\r\n") == 1
        assert "\x00" not in written


def test_a_moment_is_in_utc() -> None:
    berlin = timezone(timedelta(hours=1))
    assert time_line("DTSTART", datetime(2026, 11, 22, 13, 0, 59, tzinfo=berlin)) == (
        "DTSTART:20261122T120059Z\r\n"
    )


def test_a_line_of_just_75_octets_is_left_alone() -> None:
    assert folded("x" * 75) == "x" * 75 + "\r\n"
    assert folded("x" * 76) == "x" * 75 + "\r\n x\r\n"


def test_a_component_stands_between_its_begin_and_its_end() -> None:
    assert component("VEVENT", ["UID:1\r\n"]) == "BEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\n"
