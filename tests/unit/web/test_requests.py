"""Requests as API Gateway tells of them, and where links of ours begin."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.web.requests import Request, from_event
from tests.specimens import NOON


def request_of(proxy: str | None, full: str | None, **event: Any) -> Request:
    """`proxy` is the path below the root, `full` what the address bar has after the host."""
    return from_event(
        {
            "pathParameters": None if proxy is None else {"proxy": proxy},
            "requestContext": {"httpMethod": "GET", "path": full, "stage": "status"},
            "headers": None,
            **event,
        },
        now=NOON,
        monotonic=0.0,
    )


@pytest.mark.parametrize(
    ("proxy", "full", "path", "prefix"),
    [
        # API Gateway's own address: the stage comes first.
        (None, "/status", "/", "/status"),
        (None, "/status/", "/", "/status"),
        ("incidents/abcdefghijkl", "/status/incidents/abcdefghijkl", None, "/status"),
        ("subscriptions/", "/status/subscriptions/", "/subscriptions", "/status"),
        # A domain of its own.
        (None, "/", "/", ""),
        ("subscriptions", "/subscriptions", None, ""),
        ("subscriptions", "/subscriptions/", None, ""),
        # A base path on that domain, of one part or of more.
        (None, "/help", "/", "/help"),
        ("down/cart", "/help/down/cart", None, "/help"),
        ("down", "/v1.2/our_help/down", None, "/v1.2/our_help"),
        # API Gateway may decode the parameter, and not the path.
        ("down/a b", "/status/down/a%20b", None, "/status"),
        ("down/a%20b", "/status/down/a%20b", None, "/status"),
        ("down/a%20b", "/status/down/a%2520b", None, "/status"),
        ("down/a%20b", "/status/down/a b", None, "/status"),
        ("down/%c3%bc", "/status/down/%C3%BC", None, "/status"),
        ("down/ü", "/down/%C3%BC", None, ""),
        # Slashes as they came.
        ("/subscriptions", "//subscriptions", "/subscriptions", ""),
        ("subscriptions", "//subscriptions", None, ""),
        ("//subscriptions", "/status///subscriptions", "/subscriptions", "/status"),
        ("down//x/", "/status/down//x/", "/down//x", "/status"),
        ("/", "//", "/", ""),
        # What no deployment has.
        ("subscriptions", None, None, ""),
        ("subscriptions", "/elsewhere", None, ""),
        ("subscriptions", '/"><script>/subscriptions', None, ""),
        ("subscriptions", "/%5C%5Cevil.example/subscriptions", None, ""),
        ("subscriptions", "evil.example/subscriptions", None, ""),
    ],
)
def test_the_prefix_is_what_stands_before_our_own_path(
    proxy: str | None, full: str | None, path: str | None, prefix: str
) -> None:
    request = request_of(proxy, full)
    assert request.path == (path or f"/{proxy}")
    assert request.prefix == prefix


@given(st.text("/\\%2F5Cab.:@?#", max_size=20), st.text("/\\%2F5Cab.:@?#", max_size=20))
def test_no_prefix_leads_to_another_host(proxy: str, full: str) -> None:
    """A reference that begins with two slashes, or a slash and a backslash, names a host."""
    prefix = request_of(proxy, full).prefix
    assert prefix == "" or (prefix[0] == "/" and prefix[1] not in "/\\")
    assert not set(prefix) & set("\\%:@?#\"'<>")


def test_header_names_are_in_small_letters() -> None:
    assert request_of("x", "/x", headers={"If-None-Match": '"1"'}).headers == {
        "if-none-match": '"1"'
    }


@pytest.mark.parametrize(
    ("event", "body"),
    [
        ({}, b""),
        ({"body": None}, b""),
        ({"body": "ü"}, b"\xc3\xbc"),
        ({"body": "w7w=", "isBase64Encoded": True}, b"\xc3\xbc"),
        ({"body": "\ud800"}, b"\xed\xa0\x80"),
    ],
)
def test_a_body_is_the_bytes_that_were_sent(event: dict[str, Any], body: bytes) -> None:
    assert request_of("x", "/x", **event).body == body


def test_the_query_has_the_last_value_of_each_parameter() -> None:
    event = {"queryStringParameters": {"page": "2", "q": "ü &"}}
    assert request_of("history.json", "/history.json", **event).query == {"page": "2", "q": "ü &"}
    assert request_of("history.json", "/history.json", queryStringParameters=None).query == {}
