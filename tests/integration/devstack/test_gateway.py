"""The sample app behind the gateway, asked over HTTP: what AWS does, and where AWS would fail."""

import gzip
import http.client
from concurrent.futures import ThreadPoolExecutor

import pytest

from devstack.functions import API
from devstack.gateway import BODY_LIMIT, Gateway, http_answer
from devstack.invocations import FunctionError, Outcome
from devstack.proxy_events import HttpRequest
from devstack.stack import DevStack
from tests.integration.devstack.samples import Answered, ask, sample_app

FAILED = {"message": "Internal server error"}
HANGING = HttpRequest(method="GET", target="/hang", headers=(), body=b"", client="127.0.0.1")


def last_api_error(stack: DevStack) -> str:
    return next(run.summary for run in stack.functions.errors() if run.function == API)


def test_the_greedy_route_takes_the_whole_path_as_it_came(port: int) -> None:
    answer = ask(port, "/a/b%20c").json()
    assert answer == {"path": "/a/b%20c", "parameters": {"proxy": "a/b%20c"}}


def test_the_event_has_what_api_gateway_puts_in_it(port: int) -> None:
    headers = {"X-Forwarded-For": "192.0.2.1", "Content-Type": "text/plain", "User-Agent": "me"}
    request = ask(port, "/echo?a=1&a=2&b=%C3%BC", method="POST", headers=headers, body=b"hello")
    event = request.json()
    assert event["method"] == "POST"
    assert event["uri_params"] == {"proxy": "echo"}
    assert event["query_params"] == {"a": "2", "b": "ü"}
    assert event["body"] == "b'hello'"
    assert event["context"]["resourcePath"] == "/{proxy+}"
    assert event["context"]["path"] == "/echo"
    assert event["context"]["stage"] == "status"
    assert event["context"]["identity"]["userAgent"] == "me"
    source = event["context"]["identity"]["sourceIp"]
    assert event["headers"]["x-forwarded-for"] == f"192.0.2.1, {source}"
    assert "content-length" not in event["headers"]


def test_a_body_of_a_binary_type_comes_as_bytes(port: int) -> None:
    headers = {"Content-Type": "image/png"}
    event = ask(port, "/echo", method="POST", headers=headers, body=b"\x89\xff").json()
    assert event["body"] == r"b'\x89\xff'"


@pytest.mark.parametrize("method", ["PUT", "OPTIONS", "DELETE", "TRACE"])
def test_a_method_that_no_route_declares_is_unknown(port: int, method: str) -> None:
    answer = ask(port, "/echo", method=method)
    assert answer.status == 403
    assert answer.json() == {"message": "Missing Authentication Token"}


def test_an_answer_that_is_not_json_serialisable_fails(stack: DevStack, port: int) -> None:
    answer = ask(port, "/bytes")
    assert (answer.status, answer.json()) == (502, FAILED)
    assert "is not JSON serializable" in last_api_error(stack)


def test_an_answer_with_half_of_a_character_fails(stack: DevStack, port: int) -> None:
    answer = ask(port, "/half")
    assert (answer.status, answer.json()) == (502, FAILED)
    assert "surrogates not allowed" in last_api_error(stack)


def test_an_answer_over_six_megabytes_fails(stack: DevStack, port: int) -> None:
    assert ask(port, "/text?size=5000000").status == 200
    answer = ask(port, "/text?size=6300000")
    assert (answer.status, answer.json()) == (502, FAILED)
    assert "exceeded maximum allowed payload size" in last_api_error(stack)


def test_a_function_past_its_own_time_out_fails_and_is_stopped(stack: DevStack, port: int) -> None:
    answer = ask(port, "/hang")
    assert (answer.status, answer.json()) == (502, FAILED)
    assert "Task timed out after 1.00 seconds" in last_api_error(stack)
    assert not sample_app().finished.is_set()


def test_a_function_that_outlasts_the_gateway_is_a_time_out_of_the_gateway(
    stack: DevStack,
) -> None:
    app, config = stack.functions._app, stack.functions._config
    impatient = Gateway(app, config, stack.functions, stack.clock, patience=0.1)
    assert impatient.answer(HANGING).status == 504


def test_a_function_that_ends_its_process_fails(stack: DevStack, port: int) -> None:
    assert ask(port, "/exit").status == 502
    assert last_api_error(stack) == "SystemExit: gone"


def test_a_body_over_ten_megabytes_never_reaches_the_app(port: int) -> None:
    connection = http.client.HTTPConnection("localhost", port)
    connection.putrequest("POST", "/echo")
    connection.putheader("Content-Length", str(BODY_LIMIT + 1))
    connection.endheaders()
    answer = connection.getresponse()
    assert answer.status == 413
    assert b"Request Too Long" in answer.read()
    connection.close()


def test_a_body_that_no_longer_fits_into_an_event_is_too_large_too(port: int) -> None:
    headers = {"Content-Type": "text/plain"}
    answer = ask(port, "/echo", method="POST", headers=headers, body=b"x" * 7_000_000)
    assert answer.status == 413


def test_large_answers_are_compressed_for_a_client_that_takes_it(port: int) -> None:
    wanting = {"Accept-Encoding": "br, gzip;q=0.8"}
    large = ask(port, "/text?size=2000", headers=wanting)
    assert large.header("Content-Encoding") == "gzip"
    assert gzip.decompress(large.body) == b"x" * 2000
    assert ask(port, "/text?size=1000", headers=wanting).header("Content-Encoding") is None
    for refusing in ({}, {"Accept-Encoding": "gzip;q=0"}):
        assert ask(port, "/text?size=2000", headers=refusing).body == b"x" * 2000


def test_head_has_the_headers_and_never_the_body(port: int) -> None:
    connection = http.client.HTTPConnection("localhost", port)
    for _ in range(2):  # a body would spoil the second answer on the same connection
        connection.request("HEAD", "/text?size=500")
        answer = connection.getresponse()
        assert (answer.status, answer.getheader("Content-Length")) == (200, "500")
        assert answer.read() == b""
    connection.close()


@pytest.mark.parametrize(
    ("accept", "body"),
    [
        ("image/png", b"\x89PNG"),
        ("image/png, */*", b"\x89PNG"),
        # API Gateway looks at the first type alone; Chalice itself, at each.
        ("image/avif, image/png", b"iVBORw=="),
    ],
)
def test_bytes_are_decoded_when_the_first_wanted_type_is_binary(
    port: int, accept: str, body: bytes
) -> None:
    assert ask(port, "/image", headers={"Accept": accept}).body == body


def test_headers_come_with_all_their_values_and_some_under_another_name(port: int) -> None:
    answer = ask(port, "/headers")
    assert (answer.status, answer.body) == (204, b"")
    cookies = [value for name, value in answer.headers if name == "Set-Cookie"]
    assert cookies == ["a=1", "b=2"]
    assert answer.header("Server") is None
    assert answer.header("x-amzn-Remapped-Server") == "sample"


@pytest.mark.parametrize(
    "payload",
    [
        "text",
        {"status": 200},
        {"statusCode": "many", "body": ""},
        {"statusCode": 200, "body": {"not": "a string"}},
        {"statusCode": 200, "headers": {"X": ["a", "list"]}},
        {"statusCode": 200, "isBase64Encoded": True, "body": "?"},
    ],
)
def test_an_answer_of_another_form_is_malformed(payload: object) -> None:
    with pytest.raises(FunctionError, match="Malformed Lambda proxy response"):
        http_answer(payload, returns_bytes=True)


def test_a_kept_connection_serves_many_requests(port: int) -> None:
    connection = http.client.HTTPConnection("localhost", port)
    for _ in range(50):
        connection.request("GET", "/")
        assert connection.getresponse().read() == b"front"
    connection.close()


def test_threads_never_see_one_another_s_request(port: int) -> None:
    def asked(number: int) -> Answered:
        return ask(port, f"/echo?number={number}")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(asked, range(80)))
    assert [int(answer.json()["query_params"]["number"]) for answer in answers] == list(range(80))


def test_the_record_of_a_run_tells_what_asked_for_it(stack: DevStack, port: int) -> None:
    ask(port, "/noted")
    runs = stack.functions.last_runs()[API]
    run = next(run for run in runs if run.trigger == "GET /noted")
    assert (run.outcome, run.summary) == (Outcome.OK, "200")
