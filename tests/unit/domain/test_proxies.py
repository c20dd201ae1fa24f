"""Whose address counts: nobody's word for it but that of proxies that are trusted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.proxies import client_of, network_of

TRUSTED = [network_of(each) for each in ("203.0.113.0/24", "2001:db8:cd::/48")]
EDGE, READER = "203.0.113.7", "198.51.100.4"


@pytest.mark.parametrize(
    ("connected", "forwarded", "client"),
    [
        (READER, "", READER),
        (READER, "192.0.2.1", READER),
        (EDGE, READER, READER),
        (EDGE, f"{READER}, {EDGE}", READER),
        (EDGE, f"192.0.2.1, {READER}, {EDGE}", READER),
        (EDGE, f"{READER},2001:db8:cd::9, {EDGE}", READER),
        (EDGE, "2001:db8::1", "2001:db8::1"),
        (EDGE, "", EDGE),
        (EDGE, "unknown", EDGE),
        (EDGE, f"{READER}, unknown, {EDGE}", EDGE),
        ("", READER, ""),
    ],
)
def test_the_last_that_is_vouched_for_counts(connected: str, forwarded: str, client: str) -> None:
    assert client_of(connected, forwarded, TRUSTED) == client


@given(forwarded=st.text())
def test_a_header_alone_says_nothing(forwarded: str) -> None:
    assert client_of(READER, forwarded, TRUSTED) == READER
    assert client_of(EDGE, forwarded, []) == EDGE


@given(written=st.text(st.characters(exclude_characters=",")))
def test_what_a_reader_writes_into_it_changes_nothing(written: str) -> None:
    assert client_of(EDGE, f"{written}, {READER}", TRUSTED) == READER
