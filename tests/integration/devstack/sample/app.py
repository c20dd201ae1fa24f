"""A small app of the same shape as Candor's, which can be made to misbehave."""

import threading
from collections.abc import Callable
from typing import Any

from chalice.app import Chalice, Rate, Request, Response

app = Chalice(app_name="sample", configure_logs=False)

METHODS = ["GET", "HEAD", "POST"]
seen: list[tuple[str, Any]] = []
finished = threading.Event()  # set when a run that should have been stopped went on to its end


@app.route("/", methods=METHODS, content_types=["*/*"])
def front() -> Response:
    return Response("front", headers={"Content-Type": "text/plain"})


@app.route("/{proxy+}", methods=METHODS, content_types=["*/*"])
def everything() -> Any:
    request = app.current_request
    assert request is not None
    assert request.uri_params is not None
    path = request.uri_params["proxy"]
    return ANSWERS.get(path, plain)(request)


def plain(request: Request) -> Any:
    return {"path": request.context["path"], "parameters": request.uri_params}


def echo(request: Request) -> Any:
    return request.to_dict() | {"body": str(request.raw_body)}


def text(request: Request) -> Response:
    assert request.query_params is not None
    return Response("x" * int(request.query_params["size"]), headers={"Content-Type": "text/plain"})


def content_of_type(media_type: str, content: bytes) -> Callable[[Request], Response]:
    return lambda _: Response(content, headers={"Content-Type": media_type})


def headers(_request: Request) -> Response:
    return Response("", {"Set-Cookie": ["a=1", "b=2"], "Server": ["sample"]}, status_code=204)


def leave(_request: Request) -> None:
    raise SystemExit("gone")


def hang(_request: Request) -> str:
    pause = threading.Event()
    for _ in range(1_000):
        pause.wait(0.01)
    finished.set()
    return "finished"


ANSWERS: dict[str, Callable[[Request], Any]] = {
    "echo": echo,
    "text": text,
    "bytes": content_of_type("text/plain", b"\x89 not text"),
    "half": lambda _: Response("\ud83d"),  # of an emoji
    "image": content_of_type("image/png", b"\x89PNG"),
    "headers": headers,
    "exit": leave,
    "hang": hang,
}


@app.schedule(Rate(1, Rate.MINUTES))
def each_minute(event: Any) -> None:
    seen.append(("each_minute", event.to_dict()))


@app.on_sqs_message(queue="sample-work", batch_size=2)
def work(event: Any) -> dict[str, Any]:
    records = event.to_dict()["Records"]
    bodies = [record["body"] for record in records]
    seen.append(("work", bodies))
    if "broken" in bodies:
        raise ValueError("a broken message")
    return {
        "batchItemFailures": [
            {"itemIdentifier": record["messageId"]}
            for record in records
            if record["body"] == "again"
        ]
    }


@app.on_sns_message(topic="sample-news")
def news(event: Any) -> None:
    seen.append(("news", event.to_dict()))
