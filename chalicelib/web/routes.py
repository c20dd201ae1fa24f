"""Every address that is answered, and the way from a request to its reply.

API Gateway sees two routes only, `/` and everything below it. The table of what there is stands
here, so that an unknown address gets an answer of ours, and the API stays small however many
addresses there will be.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from chalicelib.domain.copies import CopiedFile, pulse_file
from chalicelib.domain.errors import CandorError, DeliveryFailed, NotFound, Unavailable
from chalicelib.domain.settled import settled
from chalicelib.domain.snapshot import View
from chalicelib.observability import logger
from chalicelib.services import publishing
from chalicelib.web import (
    answers,
    canary,
    codes,
    copies,
    errors,
    from_copies,
    health,
    managing,
    notice,
    subscriptions,
)
from chalicelib.web.languages import at_the_door, in_language, tongue_of
from chalicelib.web.pages import (
    component_page,
    history_page,
    incident_page,
    status_page,
    uptime_csv,
    uptime_page,
)
from chalicelib.web.programs import (
    badges,
    calendars,
    embed,
    feeds,
    history_api,
    status_api,
    terminal,
)
from chalicelib.web.renderings import rendered
from chalicelib.web.requests import Request
from chalicelib.web.responses import Reply, cached, is_known, not_modified, preflight
from chalicelib.words import Tongue, marked

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

    return _data(re.escape(path), answer)


def _data(pattern: str, answer: Answer) -> Route:
    """What web pages of any origin may ask for."""
    found = _route(pattern, READ, answer)
    return Route(found.pattern, {**found.answers, "OPTIONS": _preflight})


def _preflight(request: Request, **_arguments: str) -> Reply:  # noqa: ARG001 - to anybody
    return preflight()


def _shown(pattern: str, make: Callable[..., Reply]) -> Route:
    """A rendering of the view for programs, in the language of the address."""

    def answer(request: Request, **arguments: str) -> Reply:
        view = publishing.current(request.now, monotonic=request.monotonic)
        tongue = tongue_of(request, view.snapshot.page)
        key = (request.path, tongue.code)
        return rendered(view, key, lambda: cached(make(view, tongue, **arguments)))

    return _data(pattern, answer)


def _pulse(view: View, _tongue: Tongue) -> Reply:
    return copies.reply_of(pulse_file(view.last_checked_at, settled(view).at))


def files(view: View) -> tuple[CopiedFile, ...]:
    """The view as files, but for its pulse, in the order in which they may appear."""
    return copies.files(view, respond)


def _copies(request: Request) -> Reply:
    view = publishing.current(request.now, monotonic=request.monotonic)
    return copies.list_of(files(view))


def _copy(request: Request, path: str) -> Reply:
    view = publishing.current(request.now, monotonic=request.monotonic)
    return copies.one_of(files(view), path)


def _openapi(request: Request) -> Reply:
    # Imported when it is asked for: page views need none of it.
    from chalicelib.web.openapi.document import openapi

    return openapi(request)


_MONTH = r"(?P<month>[0-9]{4}-[0-9]{2})"
_COMPONENT = r"/components/(?P<component_id>[a-z0-9]{12})"
_ANSWERS = r"/incidents/(?P<incident_id>[a-z0-9]{12})/answers"

_LINK = r"/subscriptions/manage/(?P<token>[^/]+)"
_SHORT_LINK = r"/s/(?P<token>[^/]+)"
_CODE = r"/subscriptions/code/(?P<token>[A-Za-z0-9_-]+)"


ROUTES = (
    _route(r"/", READ, at_the_door(status_page.home)),
    _route(r"/incidents/(?P<incident_id>[a-z0-9]{12})", READ, incident_page.incident),
    _route(r"/i/(?P<incident_id>[a-z0-9]{12})", READ, incident_page.short),
    _route(r"/maintenances/(?P<maintenance_id>[a-z0-9]{12})", READ, incident_page.maintenance),
    _route(_COMPONENT, READ, component_page.component),
    _route(r"/history", READ, history_page.history),
    _route(rf"/history/{_MONTH}", READ, history_page.history),
    _route(r"/uptime", READ, uptime_page.uptime),
    _route(rf"/uptime/{_MONTH}", READ, uptime_page.uptime),
    _route(rf"/uptime/{_MONTH}\.csv", READ, uptime_csv.month_csv),
    _route(r"/maintenance", READ, history_page.maintenance),
    _route(r"/down(/.*)?", ANY, notice.down),
    _shown(r"/notice\.json", notice.notice_json),
    _route(r"/subscriptions", READ, subscriptions.ask),
    _route(r"/subscriptions", ("POST",), subscriptions.subscribe),
    _route(r"/subscriptions/sent", READ, subscriptions.sent),
    _route(r"/subscriptions/posted", READ, subscriptions.posted),
    _route(r"/subscriptions/proved", READ, codes.proved),
    _route(_CODE, READ, codes.ask),
    _route(_CODE, ("POST",), codes.prove),
    _route(_LINK, READ, managing.manage),
    _route(_LINK, ("POST",), managing.change),
    _route(_SHORT_LINK, READ, managing.manage),
    _route(_SHORT_LINK, ("POST",), managing.change),
    _route(_ANSWERS, READ, answers.ask),
    _route(_ANSWERS, ("POST",), answers.give),
    _route(rf"{_ANSWERS}/sent", READ, answers.sent),
    _route(r"/canary/(?P<drill_id>[a-z0-9]{12})", ("POST",), canary.hear),
    _route(r"/healthz", READ, health.healthz),
    *(_api(path, body) for path, body in status_api.ENDPOINTS.items()),
    _data(r"/incidents/(?P<incident_id>[a-z0-9]{12})\.json", history_api.incident),
    _data(r"/history\.json", history_api.history),
    _shown(r"/history\.atom", feeds.atom),
    _shown(r"/history\.rss", feeds.rss),
    _shown(r"/maintenance\.ics", calendars.maintenance),
    _shown(r"/history\.ics", calendars.maintenance),
    _shown(rf"{_COMPONENT}/history\.atom", feeds.atom),
    _shown(rf"{_COMPONENT}/history\.rss", feeds.rss),
    _shown(rf"{_COMPONENT}/maintenance\.ics", calendars.maintenance),
    _shown(r"/status\.txt", terminal.status_txt),
    _shown(r"/favicon\.svg", badges.favicon),
    # A picture of the kind that browsers ask for unasked; they go by its type, not by its name.
    _shown(r"/favicon\.ico", badges.favicon),
    _shown(r"/badge\.svg", badges.badge_svg),
    _shown(r"/badge\.json", badges.badge_json),
    _shown(rf"{_COMPONENT}/badge\.svg", badges.badge_svg),
    _shown(rf"{_COMPONENT}/badge\.json", badges.badge_json),
    _data(r"/openapi\.json", _openapi),
    _shown(r"/pulse\.json", _pulse),
    _data(r"/copy\.json", _copies),
    _data(r"/copy/(?P<path>[A-Za-z0-9/._-]+)", _copy),
    _shown(r"/embed", embed.embed),
    _shown(r"/embed\.js", embed.embed_js),
    _shown(r"/embed\.json", embed.embed_json),
)


def respond(request: Request) -> Reply:
    """The reply to any request whatever; it never raises."""
    try:
        reply = _reply(request)
    except Exception:  # noqa: BLE001 - a customer never sees a bare 500; the log has it all
        logger.exception("fault", path=request.logged_path, method=request.method)
        reply = errors.fault(request)
    if request.method in READ and is_known(reply, request.headers.get("if-none-match", "")):
        return not_modified(reply)
    return reply


def _reply(request: Request) -> Reply:
    try:
        request = in_language(request)
        return _answer(request)
    except CandorError as error:
        if isinstance(error, (Unavailable, DeliveryFailed)):
            logger.error("can't answer", path=request.logged_path, reason=str(error))
        copy = from_copies.copy_of(request) if isinstance(error, Unavailable) else None
        return copy or errors.reply_to(request, error)


def _answer(request: Request) -> Reply:
    matching = _matching(request.path)
    for found, arguments in matching:
        if request.method in found.answers:
            return found.answers[request.method](request, **arguments)
    if not matching:
        raise NotFound(
            marked("Perhaps the link is old, or was cut off. The status page is still here.")
        )
    allowed = dict.fromkeys(method for found, _ in matching for method in found.answers)
    return errors.method_not_allowed(request, ", ".join(allowed))


@lru_cache(maxsize=256)  # readers ask for few addresses, again and again
def _matching(path: str) -> Sequence[tuple[Route, Mapping[str, str]]]:
    """The routes of an address, each with what its pattern found there."""
    tried = ((route, route.pattern.fullmatch(path)) for route in ROUTES)
    return [(route, match.groupdict()) for route, match in tried if match]
