"""One request and its answer: what is brought back of it, and what is left on the wire."""

from datetime import timedelta

import pytest

from chalicelib.domain.results import BODY_LIMIT, FailureKind
from chalicelib.network.exchange import Answer, Enough, Surroundings, exchange
from chalicelib.network.handshake import trusted_context
from chalicelib.network.notes import NoAnswerError, Notes
from chalicelib.network.request import Request
from chalicelib.network.urls import parse_url
from tests.integration.network.servers import (
    LOOPBACK,
    Manner,
    answering,
    dripping,
    serving,
)


def answer_of(manner: Manner, is_enough: Enough = lambda _: False) -> Answer:
    surroundings = Surroundings(allow=LOOPBACK, context=trusted_context())
    with serving(manner) as server:
        request = Request(parse_url(server.url), "POST", body=b"x")
        return exchange(request, Notes(timedelta(seconds=5)), surroundings, is_enough=is_enough)


def test_headers_are_told_by_their_names_in_small_letters_the_first_of_several() -> None:
    answer = answer_of(
        answering(
            b"HTTP/1.1 429 So\r\nRETRY-AFTER: 7\r\nRetry-After: 9\r\nX-K:  v \r\n"
            b"Content-Type: text/plain; charset=latin-1\r\nContent-Length: 2\r\n\r\nhi"
        )
    )
    assert (answer.status, answer.body, answer.complete) == (429, b"hi", True)
    assert (answer.headers["retry-after"], answer.headers["x-k"]) == ("7", "v")
    assert answer.charset == "latin-1"


def test_a_body_is_read_to_its_limit() -> None:
    whole = b"x" * (BODY_LIMIT + 1)
    answer = answer_of(answering(b"HTTP/1.1 200 OK\r\n\r\n" + whole))
    assert (len(answer.body), answer.complete) == (BODY_LIMIT, False)


def test_what_is_enough_without_its_body_is_left_at_that() -> None:
    endless = dripping(b"HTTP/1.1 202 Accepted\r\nX-K: v\r\nContent-Length: 99999999\r\n\r\n")
    asked: list[Answer] = []

    def is_enough(head: Answer) -> bool:
        asked.append(head)
        return True

    answer = answer_of(endless, is_enough)
    assert asked == [answer]
    assert (answer.status, answer.headers["x-k"], answer.body) == (202, "v", b"")


def test_a_private_address_has_no_answer() -> None:
    surroundings = Surroundings(allow=(), context=trusted_context())
    request = Request(parse_url("http://127.0.0.1:9/"), "POST")
    with pytest.raises(NoAnswerError) as refused:
        exchange(request, Notes(timedelta(seconds=5)), surroundings, is_enough=lambda _: True)
    assert refused.value.failure.kind is FailureKind.REFUSED
