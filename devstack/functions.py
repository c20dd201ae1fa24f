"""Lambda functions: invoked as Lambda does, with its limits, and a record of their last runs."""

import json
import math
import sys
import threading
import time
import traceback
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalice.app import Chalice
from chalice.config import Config

from devstack.clock import MINUTE, VirtualClock
from devstack.invocations import (
    ACCOUNT,
    PAYLOAD_LIMIT,
    REGION,
    Context,
    FunctionError,
    Invocation,
    Json,
    Outcome,
)
from devstack.lambda_api import UnknownFunction

API = "api_handler"  # Chalice's own name for the function behind the HTTP API

# https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
WAITS_BEFORE_RETRY = (1 * MINUTE, 2 * MINUTE)

# What Chalice deploys a function with when the configuration is silent.
_DEFAULT_TIMEOUT = 60
_DEFAULT_MEMORY = 128
_RUNS_KEPT = 12
_ERRORS_KEPT = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One invocation. `at` is virtual time, `took` real; `detail` is a traceback, or empty."""

    function: str
    trigger: str
    at: datetime
    took: timedelta
    outcome: Outcome
    summary: str
    detail: str = ""


class PayloadTooLarge(Exception):
    """The event is larger than Lambda takes; the function was not run."""


class Functions:
    """Every function of one app, under the names that Chalice gives them."""

    def __init__(self, app: Chalice, config: Config, clock: VirtualClock) -> None:
        _share_between_threads(app)
        self._app = app
        self._config = config
        self._clock = clock
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._running: Counter[str] = Counter()
        self._runs: dict[str, deque[Run]] = {name: deque(maxlen=_RUNS_KEPT) for name in self.names}
        self._errors: deque[Run] = deque(maxlen=_ERRORS_KEPT)
        self._stopped = threading.Event()

    @property
    def names(self) -> list[str]:
        sources = [source.name for source in self._app.event_sources]
        return [API, *sources, *(plain.name for plain in self._app.pure_lambda_functions)]

    def aws_name(self, name: str) -> str:
        prefix = f"{self._config.app_name}-{self._config.chalice_stage}"
        return prefix if name == API else f"{prefix}-{name}"

    def arn(self, name: str) -> str:
        return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{self.aws_name(name)}"

    def timeout(self, name: str) -> float:
        return float(self._scope(name).lambda_timeout or _DEFAULT_TIMEOUT)

    def _scope(self, name: str) -> Config:
        return self._config.scope(self._config.chalice_stage, name)

    def invoke(self, name: str, event: Json, trigger: str, *, patience: float = math.inf) -> Json:
        """The function's answer, through JSON there and back as on Lambda.

        `patience` is how many seconds the caller waits at most. Raises `FunctionError` when the
        function failed or ran out of time, `PayloadTooLarge` before it ran.
        """
        body = json.dumps(event, ensure_ascii=False)
        if len(body.encode()) > PAYLOAD_LIMIT:
            raise PayloadTooLarge
        timeout = min(self.timeout(name), patience)
        memory = self._scope(name).lambda_memory_size or _DEFAULT_MEMORY
        handler = self._app if name == API else self._app.handler_map[name]
        context = Context(self.aws_name(name), memory, timeout)
        at, began = self._clock.now(), time.monotonic()
        invocation = Invocation(handler, json.loads(body), context)
        self._count(name, 1)
        try:
            invocation.start()
            invocation.join(timeout)
            answer, error = self._outcome(invocation, context, timeout)
        finally:
            self._count(name, -1)
        run = Run(
            function=name,
            trigger=trigger,
            at=at,
            took=timedelta(seconds=time.monotonic() - began),
            outcome=error.outcome if error else Outcome.OK,
            summary=str(error) if error else _summary(answer),
            detail=error.detail if error else "",
        )
        self._record(run)
        if error:
            raise error
        return answer

    def _outcome(
        self, invocation: Invocation, context: Context, timeout: float
    ) -> tuple[Json, FunctionError | None]:
        if invocation.is_alive():
            invocation.abandon()
            message = f"{context.aws_request_id} Task timed out after {timeout:.2f} seconds"
            return None, FunctionError(message, Outcome.TIMED_OUT)
        match invocation.error:
            case None:
                return json.loads(invocation.payload or "null"), None
            case FunctionError() as error:
                return None, error
            case error:
                detail = "".join(traceback.format_exception(error))
                return None, FunctionError(f"{type(error).__name__}: {error}", detail=detail)

    def answer_invoke(self, aws_name: str, event: Json) -> Json:
        """The answer to a function that invokes another by its name in AWS.

        Raises `UnknownFunction`, and as `invoke` does.
        """
        names = {self.aws_name(name): name for name in self.names}
        if aws_name not in names:
            raise UnknownFunction(aws_name)
        return self.invoke(names[aws_name], event, "an invocation by another function")

    def invoke_later(
        self, name: str, event: Json, trigger: str, done: Callable[[], None] = lambda: None
    ) -> None:
        """Asynchronously, as EventBridge and SNS do: a failed run is tried twice more.

        The waits between are virtual minutes. `done` is called after the last try.
        """
        arguments = (name, event, trigger, done)
        threading.Thread(target=self._try_thrice, args=arguments, daemon=True).start()

    def _try_thrice(self, name: str, event: Json, trigger: str, done: Callable[[], None]) -> None:
        for wait in (*WAITS_BEFORE_RETRY, None):
            try:
                self.invoke(name, event, trigger)
                break
            except FunctionError:
                if wait and self._stopped.wait(self._clock.wall_seconds(wait)):
                    return  # not done: who keeps the event hands it over again at the next start
        done()

    def running(self, name: str) -> int:
        """How many runs of the function are under way."""
        with self._lock:
            return self._running[name]

    def last_runs(self) -> dict[str, list[Run]]:
        """The last runs of each function, newest first."""
        with self._lock:
            return {name: list(reversed(runs)) for name, runs in self._runs.items()}

    def errors(self) -> list[Run]:
        """The last runs that failed, of all functions, newest first."""
        with self._lock:
            return list(reversed(self._errors))

    def wait_until_idle(self, seconds: float) -> bool:
        """Whether, within that time, there was a moment at which nothing ran."""
        with self._lock:
            return self._changed.wait_for(lambda: not self._running.total(), seconds)

    def stop(self) -> None:
        """No failed run is tried again from now on."""
        self._stopped.set()

    def _count(self, name: str, change: int) -> None:
        with self._lock:
            self._running[name] += change
            self._changed.notify_all()

    def _record(self, run: Run) -> None:
        with self._lock:
            self._runs[run.function].append(run)
            if run.outcome is not Outcome.OK:
                self._errors.append(run)
        if run.outcome is not Outcome.OK:
            print(f"{run.function} failed ({run.trigger}): {run.summary}", file=sys.stderr)


def _summary(answer: Json) -> str:
    if isinstance(answer, dict) and "statusCode" in answer:
        return str(answer["statusCode"])
    return "ok"


def _share_between_threads(app: Chalice) -> None:
    """Gives each thread its own current request.

    Chalice keeps the request on the app, as a Lambda environment answers one at a time. Here
    threads share the app, as they do under Chalice's own local server, which does the same.
    """
    request = threading.local()

    def thread_local(name: str) -> property:
        return property(
            lambda _: getattr(request, name, None),
            lambda _, value: setattr(request, name, value),
        )

    shared = {name: thread_local(name) for name in ("current_request", "lambda_context")}
    app.__class__ = type(app.__class__.__name__, (app.__class__,), shared)
