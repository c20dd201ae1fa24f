"""Every address that is answered, and the way from a request to its reply.

API Gateway sees two routes only, `/` and everything below it. The table of what there is stands
here, so that an unknown address gets an answer of ours, and the API stays small however many
addresses there will be.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from chalicelib.domain.errors import CandorError, DeliveryFailed, NotFound, Unavailable
from chalicelib.domain.snapshot import View
from chalicelib.observability import logger
from chalicelib.services import publishing
from chalicelib.web import errors, health, notice, status_api, status_page, subscriptions
from chalicelib.web.renderings import rendered
from chalicelib.web.requests import Request
from chalicelib.web.responses import Reply, is_known, not_modified

Answer = Callable[..., Reply]
READ = ("GET", "HEAD")
ANY = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@dataclass(frozen=True, slots=True)
class Route:
    """An address: a pattern whose named groups become arguments, and who answers which method."""

    pattern: re.Pattern[str]
    answers: Mapping[str, Answer]


def _route(pattern: str, methods: tuple[str, ...], answer: Answer) -> Route:
    return Route(re.compile(pattern), dict.fromkeys(methods, answer))


def _api(path: str, body: Callable[[View], Reply]) -> Route:
    def answer(request: Request) -> Reply:
        view = publishing.current(request.now, monotonic=request.monotonic)
        return rendered(view, (path, ""), lambda: body(view))

    return _route(re.escape(path), READ, answer)


ROUTES = (
    _route(r"/", READ, status_page.home),
    _route(r"/incidents/(?P<incident_id>[a-z0-9]{12})", READ, status_page.incident),
    _route(r"/down(/.*)?", ANY, notice.down),
    _route(r"/subscriptions", READ, subscriptions.ask),
    _route(r"/subscriptions", ("POST",), subscriptions.subscribe),
    _route(r"/subscriptions/sent", READ, subscriptions.sent),
    _route(r"/healthz", READ, health.healthz),
    *(_api(path, body) for path, body in status_api.ENDPOINTS.items()),
)


def respond(request: Request) -> Reply:
    """The reply to any request whatever; it never raises."""
    try:
        reply = _reply(request)
    except Exception:  # noqa: BLE001 - a customer never sees a bare 500; the log has it all
        logger.exception("fault", path=request.path, method=request.method)
        reply = errors.fault(request)
    if request.method in READ and is_known(reply, request.headers.get("if-none-match", "")):
        return not_modified(reply)
    return reply


def _reply(request: Request) -> Reply:
    try:
        return _answer(request)
    except CandorError as error:
        if isinstance(error, (Unavailable, DeliveryFailed)):
            logger.error("can't answer", path=request.path, reason=str(error))
        return errors.reply_to(request, error)


def _answer(request: Request) -> Reply:
    matching = list(_matching(request.path))
    for found, arguments in matching:
        if request.method in found.answers:
            return found.answers[request.method](request, **arguments)
    if not matching:
        raise NotFound("Perhaps the link is old, or was cut off. The status page is still here.")
    allowed = dict.fromkeys(method for found, _ in matching for method in found.answers)
    return errors.method_not_allowed(request, ", ".join(allowed))


def _matching(path: str) -> Iterator[tuple[Route, Mapping[str, str]]]:
    for route in ROUTES:
        match = route.pattern.fullmatch(path)
        if match:
            yield route, match.groupdict()
