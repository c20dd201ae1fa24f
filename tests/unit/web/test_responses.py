"""What every reply keeps to."""

import json

import pytest

from chalicelib.web.responses import Reply, cached, data, html, is_known, not_modified, problem

HALF = "\ud83d"  # of an emoji


@pytest.mark.parametrize(
    "reply",
    [
        html(f"<p>{HALF}</p>", policy="default-src 'none'"),
        data({"name": HALF}),
        problem(422, "Half", f"“{HALF}” is no text."),
    ],
    ids=["html", "data", "problem"],
)
def test_no_reply_holds_half_of_a_character(reply: Reply) -> None:
    assert "?" in reply.body.encode().decode()
    assert cached(reply).etag


def test_whole_characters_are_sent_as_they_are() -> None:
    assert json.loads(data({"name": "Grüße 😀"}).body) == {"name": "Grüße 😀"}
    assert "😀" in html("😀", policy="").body


def test_an_answer_of_not_modified_keeps_what_caches_go_by_and_nothing_of_the_body() -> None:
    whole = cached(data({"name": "Grüße"}))
    short = not_modified(whole)
    assert (short.status, short.body, short.etag) == (304, "", whole.etag)
    assert short.headers.items() < whole.headers.items()
    # RFC 9110, 15.4.5; the type because API Gateway would put in one of its own.
    assert {"ETag", "Cache-Control", "Vary", "Content-Type"} <= short.headers.keys()
    assert short.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("sent", "known"),
    [
        ("{etag}", True),
        ("{strong}", True),
        ('"other", {etag}', True),
        ("*", True),
        ('"other"', False),
        ("", False),
    ],
)
def test_a_client_that_names_the_etag_has_it_already(sent: str, known: bool) -> None:
    reply = cached(data({"name": "Demo"}))
    assert reply.etag
    named = sent.format(etag=reply.etag, strong=reply.etag.removeprefix("W/"))
    assert is_known(reply, named) is known
