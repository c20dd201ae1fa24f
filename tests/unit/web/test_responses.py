"""What every reply keeps to."""

import json

import pytest

from chalicelib.web.responses import Reply, cached, data, html, problem

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
