"""Embedded AWS: moto in this process, and the same moto over HTTP for other processes.

Every call, from a thread of ours or over HTTP, goes through one lock: moto's back ends are not
made for threads, and a conditional write must be one step.
"""

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial, partialmethod
from http.server import HTTPServer
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

from moto import mock_aws
from moto.core.models import botocore_stubber
from moto.iam.access_control import PermissionResult
from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from moto.s3.models import FakeBucket
from moto.sqs.models import Message, SQSBackend
from werkzeug.serving import make_server

from devstack import messages, tables
from devstack.clock import VirtualClock
from devstack.doors import Door
from devstack.dynamodb import forwarded
from devstack.lambda_api import LambdaApi
from devstack.mailbox import Mailbox
from devstack.state import State
from devstack.subscriptions import Subscriptions
from devstack.topics import Topics

_DOCUMENTS = ("subscriptions", "deliveries", "messages")
_HIDES = "change_message_visibility"
_IS_KEPT = "is_message_valid_based_on_retention_period"

StartResponse = Callable[..., Any]
Environ = dict[str, Any]


class EmbeddedAws:
    """`topics` and `subscriptions` are SNS as it behaves, `functions` is Lambda's Invoke, and
    everything else is moto as it is.

    With `dynamodb_endpoint`, DynamoDB calls go to that engine.
    """

    def __init__(
        self,
        *,
        state: State,
        mailbox: Mailbox,
        clock: VirtualClock,
        console_url: str,
        dynamodb_endpoint: str | None = None,
    ) -> None:
        self.lock = threading.RLock()
        self._state = state
        self._clock = clock
        self._dynamodb_endpoint = dynamodb_endpoint
        self.subscriptions = Subscriptions(mailbox, clock, console_url)
        self.topics = Topics(self.subscriptions, mailbox, clock, self.change)
        self.functions = LambdaApi()
        self._continued = False
        self._web = DomainDispatcherApplication(create_backend_app)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Calls to AWS from this process end here, for as long as this is open."""
        process = botocore_stubber.process_request
        with ExitStack() as stack:
            mock = mock_aws(config={"core": {"mock_credentials": False}})
            stack.enter_context(mock)
            stack.enter_context(self.topics.installed())
            stack.enter_context(tables.quick())
            replacements: Iterable[tuple[Any, str, Any]] = (
                (botocore_stubber, "process_request", partial(self._locked, process)),
                (SQSBackend, "receive_message", _at_once(SQSBackend.receive_message)),
                (Message, "mark_sent", _stamped(Message.mark_sent, self._clock)),
                (SQSBackend, _IS_KEPT, partialmethod(_is_kept, self._clock)),
                (SQSBackend, _HIDES, _by_the_wall(SQSBackend.change_message_visibility)),
                (FakeBucket, "get_permission", _by_the_owner),
            )
            for owner, name, replacement in replacements:
                stack.enter_context(patch.object(owner, name, replacement))
            yield

    def continue_from_state(self) -> None:
        """Puts back what a process before this one held, and keeps every change from now on.

        The topics and queues must be there: they are made anew, as the deployment does.
        """
        with self.lock:
            subscriptions, deliveries, waiting = (self._state.kept(name) for name in _DOCUMENTS)
            self.subscriptions.develop(subscriptions or [])
            self.topics.develop(deliveries or {})
            messages.develop(waiting or {})
            self._continued = True
            self._keep()

    @contextmanager
    def change(self) -> Iterator[None]:
        """For a change that comes by another way than a call to AWS: it is kept like any."""
        with self.lock:
            yield
            self._keep()

    def open(self, door: Door) -> None:
        """Answers other processes: `candor --local`, or the AWS CLI with this as its endpoint."""
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        door.open(self._server)

    def _server(self, listener: socket.socket) -> HTTPServer:
        host, port = listener.getsockname()[:2]
        return make_server(
            host,
            port,
            self._answer,
            threaded=True,
            request_handler=MotoRequestHandler,
            fd=listener.fileno(),
        )

    def _answer(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("HTTP_ORIGIN"):  # a web page; no AWS client sends one
            start_response("403 Forbidden", [("Content-Type", "text/plain")])
            return [b"Embedded AWS answers AWS clients, not web pages.\n"]
        target = environ.get("HTTP_X_AMZ_TARGET", "")
        if self._dynamodb_endpoint and target.startswith("DynamoDB_"):
            return forwarded(self._dynamodb_endpoint, environ, start_response)
        with self.change():
            return list(self._web(environ, start_response))

    def _locked(self, process: Callable[[Any], Any], request: Any) -> Any:
        if self._is_passed_through(request.url):
            return None  # botocore then sends it itself
        # Outside of the lock: the function that is invoked asks AWS itself, in a thread of its own.
        if answer := self.functions.answer(request.url, request.body):
            return answer
        with self.change():
            return process(request)

    def _is_passed_through(self, url: str) -> bool:
        endpoint = self._dynamodb_endpoint
        return endpoint is not None and urlsplit(url).netloc == urlsplit(endpoint).netloc

    def _keep(self) -> None:
        """Writes down what changed, before the call that changed it returns."""
        if self._continued:
            contents = (
                self.subscriptions.photograph(),
                self.topics.photograph(),
                messages.photograph(),
            )
            for name, content in zip(_DOCUMENTS, contents, strict=True):
                self._state.keep(name, content)


def _at_once(receive: Callable[..., Any]) -> Callable[..., Any]:
    """ReceiveMessage without its wait: a long poll would hold the lock, and with it everyone."""

    def receive_at_once(
        backend: SQSBackend,
        queue_name: str,
        count: int,
        _wait_seconds: int,
        visibility_timeout: int,
        message_attribute_names: list[str] | None = None,
    ) -> Any:
        return receive(backend, queue_name, count, 0, visibility_timeout, message_attribute_names)

    return receive_at_once


def _stamped(mark: Callable[..., None], clock: VirtualClock) -> Callable[..., None]:
    """Messages were sent at the time that everybody here goes by."""

    def mark_sent(message: Message, delay_seconds: int | None = None) -> None:
        mark(message, delay_seconds)
        message.sent_timestamp = int(clock.now().timestamp() * 1000)  # type: ignore[assignment]

    return mark_sent


def _by_the_wall(hide: Callable[..., None]) -> Callable[..., None]:
    """For how long a message may be hidden, moto counts by the clock on the wall."""

    def change_message_visibility(
        backend: SQSBackend, queue_name: str, receipt_handle: str, visibility_timeout: int
    ) -> None:
        messages = backend.get_queue(queue_name)._messages
        found = [each for each in messages if each.had_receipt_handle(receipt_handle)]
        sent = [each.sent_timestamp for each in found]
        for each in found:
            each.sent_timestamp = int(time.time() * 1000)  # type: ignore[assignment]
        try:
            hide(backend, queue_name, receipt_handle, visibility_timeout)
        finally:
            for each, before in zip(found, sent, strict=True):
                each.sent_timestamp = before

    return change_message_visibility


def _is_kept(backend: SQSBackend, clock: VirtualClock, queue_name: str, message: Message) -> bool:
    found = backend.get_queue_attributes(queue_name, ["MessageRetentionPeriod"])
    sent_at: Any = message.sent_timestamp
    kept_until: float = found["MessageRetentionPeriod"] + sent_at / 1000
    return kept_until > clock.now().timestamp()


def _by_the_owner(_bucket: FakeBucket, _action: str, _resource: str) -> PermissionResult:
    """What a bucket's policy says of its owner's calls, which come by TLS: nothing.

    Moto doesn't read the conditions of such a policy, and would refuse everything.
    """
    return PermissionResult.NEUTRAL
