"""A stand-in for SQS in a process of its own: it takes messages, and gives them to the benchmark.

The embedded one is made for tests: it takes minutes for ten thousand messages.
"""

import json
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

_SPAWN = get_context("spawn")


class Queues:
    """`url` is the endpoint."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self.url: str = pipe.recv()

    def take(self, name: str) -> list[str]:
        """What was sent to that queue since it was last asked about."""
        self._pipe.send(name)
        taken: list[str] = self._pipe.recv()
        return taken


@contextmanager
def taking() -> Iterator[Queues]:
    ours, theirs = _SPAWN.Pipe()
    process = _SPAWN.Process(target=_serve, args=(theirs,))
    process.start()
    try:
        yield Queues(ours)
    finally:
        ours.send("")
        process.join()


def _serve(pipe: Connection) -> None:
    server = _Server()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    pipe.send(f"http://127.0.0.1:{server.server_address[1]}")
    while name := pipe.recv():
        pipe.send(server.sent.pop(name, []))
    server.shutdown()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.sent: dict[str, list[str]] = defaultdict(list)


class _Answer(BaseHTTPRequestHandler):
    """https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/"""

    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = json.dumps(self._answer(asked)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def _answer(self, asked: Any) -> Any:
        if self.headers["X-Amz-Target"] == "AmazonSQS.GetQueueUrl":
            host, port = self.server.server_address[:2]
            return {"QueueUrl": f"http://{host!s}:{port}/{asked['QueueName']}"}
        entries = asked["Entries"]
        name = asked["QueueUrl"].rpartition("/")[2]
        self.server.sent[name].extend(each["MessageBody"] for each in entries)
        sent = [{"Id": e["Id"], "MessageId": e["Id"], "MD5OfMessageBody": ""} for e in entries]
        return {"Successful": sent, "Failed": []}

    def log_message(self, *_: object) -> None:
        pass
