"""Every address of the team's, what one has to be allowed there, and who answers.

A route of a page or of the API names the action that it takes (`domain.roles`): nobody comes to
its function who isn't known and may not do that, and no form that isn't of their own session.
"""

from collections.abc import Mapping
from dataclasses import replace

from chalicelib.domain.errors import CandorError, NotFound, NotSignedIn, Unavailable
from chalicelib.domain.roles import Action, Role, may
from chalicelib.domain.settings_items import ItemKind
from chalicelib.observability import logger
from chalicelib.web.admin import door, operating, shell
from chalicelib.web.admin.deeds import DEEDS
from chalicelib.web.admin.next_page import sign_in_first
from chalicelib.web.admin.pages import (
    account,
    audit,
    components,
    incidents,
    keys,
    kit,
    links,
    maintenances,
    messages,
    overview,
    people,
    postmortems,
    score,
    settings,
    settings_items,
    signing_in,
    theme,
    welcome,
)
from chalicelib.web.admin.programs import audit as audit_api
from chalicelib.web.admin.programs import components as components_api
from chalicelib.web.admin.programs import drills, me
from chalicelib.web.admin.programs import incidents as incidents_api
from chalicelib.web.admin.programs import maintenances as maintenances_api
from chalicelib.web.admin.programs import messages as messages_api
from chalicelib.web.admin.programs import postmortems as postmortems_api
from chalicelib.web.admin.programs import score as score_api
from chalicelib.web.admin.programs import settings as settings_api
from chalicelib.web.admin.route import POST, READ, Route
from chalicelib.web.admin.route import known as _known
from chalicelib.web.admin.route import open_to_all as _open
from chalicelib.web.admin.sealing import sealed
from chalicelib.web.admin.visits import Visit, Way
from chalicelib.web.requests import Request
from chalicelib.web.responses import Reply, see_other

_PERSON = r"/admin/people/(?P<person_id>[a-z0-9]{12})"
_SESSION = r"/sessions/(?P<session_id>[0-9a-z]{1,64})/end"
_WELCOME = r"/admin/welcome/(?P<token>[^/]+)"
_LINK = r"/admin/link/(?P<token>[^/]+)"
_ACCOUNT = r"/admin/account"
_INCIDENT = r"/admin/incidents/(?P<incident_id>[a-z0-9]{12})"
_POSTMORTEM = rf"/api{_INCIDENT}/postmortem"
_DRAFT = r"/admin/drafts/(?P<incident_id>[a-z0-9]{12})"
_MAINTENANCE = r"/admin/maintenance/(?P<maintenance_id>[a-z0-9]{12})"
_PLANNED = r"/api/admin/maintenances/(?P<maintenance_id>[a-z0-9]{12})"
_DEED = rf"(?P<deed>{'|'.join(DEEDS)})"
_COMPONENT = r"/admin/components/(?P<component_id>[a-z0-9]{12})"
_CHECK = r"/admin/checks/(?P<check_id>[a-z0-9]{12})"
_RUN = rf"{_COMPONENT}/runs/(?P<run_id>[a-z0-9]{{1,16}})"
_MESSAGE = r"/admin/messages/(?P<message_id>[a-z0-9]{12})"
_SETTINGS = r"/admin/settings"
_LISTED = rf"{_SETTINGS}/(?P<kind>{'|'.join(ItemKind)})"
_LISTED_ONE = rf"{_LISTED}/(?P<key>[a-z0-9-]{{1,40}})"

ROUTES = (
    _open(r"/admin/sign-in", READ, signing_in.ask),
    _open(r"/admin/sign-in", POST, signing_in.sign_in),
    _open(_WELCOME, READ, welcome.look),
    _open(_WELCOME, POST, welcome.join),
    _open(_LINK, READ, links.look),
    _open(_LINK, POST, links.write),
    _known(r"/admin", READ, Action.SEE, overview.overview),
    _known(r"/admin/drill", POST, Action.RUN_CHECKS, overview.drill),
    _known(r"/admin/sign-out", POST, Action.SEE, signing_in.sign_out),
    _known(_ACCOUNT, READ, Action.SEE, account.account),
    _known(rf"{_ACCOUNT}/name", POST, Action.SEE, account.rename),
    _known(rf"{_ACCOUNT}/passphrase", POST, Action.SEE, account.change_passphrase),
    _known(rf"{_ACCOUNT}/mail", POST, Action.SEE, account.hear),
    _known(rf"{_ACCOUNT}/no-mail", POST, Action.SEE, account.stop_hearing),
    _known(rf"{_ACCOUNT}{_SESSION}", POST, Action.SEE, account.end_session),
    _known(rf"{_ACCOUNT}/sessions/end", POST, Action.SEE, account.end_sessions),
    _known(r"/admin/people", READ, Action.MANAGE_PEOPLE, people.everybody),
    _known(r"/admin/people", POST, Action.MANAGE_PEOPLE, people.invite),
    _known(_PERSON, READ, Action.MANAGE_PEOPLE, people.person),
    _known(rf"{_PERSON}/role", POST, Action.MANAGE_PEOPLE, people.change_role),
    _known(rf"{_PERSON}/invite", POST, Action.MANAGE_PEOPLE, people.invite_again),
    _known(rf"{_PERSON}/remove", POST, Action.MANAGE_PEOPLE, people.remove),
    _known(rf"{_PERSON}{_SESSION}", POST, Action.MANAGE_PEOPLE, people.end_session),
    _known(rf"{_PERSON}/sessions/end", POST, Action.MANAGE_PEOPLE, people.end_sessions),
    _known(r"/admin/keys", POST, Action.MANAGE_KEYS, keys.create),
    _known(r"/admin/keys/(?P<key_id>[a-z0-9]{12})/revoke", POST, Action.MANAGE_KEYS, keys.revoke),
    _known(r"/admin/audit", READ, Action.READ_AUDIT, audit.audit),
    _known(r"/admin/audit\.csv", READ, Action.READ_AUDIT, audit.as_csv),
    _known(r"/admin/audit\.jsonl", READ, Action.READ_AUDIT, audit.as_json_lines),
    _known(r"/admin/incidents", READ, Action.SEE, incidents.everything),
    _known(r"/admin/incidents/new", READ, Action.WRITE_INCIDENTS, incidents.new),
    _known(r"/admin/incidents/new", POST, Action.WRITE_INCIDENTS, incidents.open_),
    _known(_INCIDENT, READ, Action.SEE, incidents.incident),
    _known(_INCIDENT, POST, Action.WRITE_INCIDENTS, incidents.update),
    _known(rf"{_INCIDENT}/link", POST, Action.WRITE_INCIDENTS, incidents.make_link),
    _known(rf"{_INCIDENT}/kit", READ, Action.SEE, kit.of_incident),
    _known(rf"{_INCIDENT}/postmortem", READ, Action.WRITE_INCIDENTS, postmortems.postmortem),
    _known(rf"{_INCIDENT}/postmortem", POST, Action.WRITE_INCIDENTS, postmortems.do),
    _known(_DRAFT, READ, Action.WRITE_INCIDENTS, incidents.draft),
    _known(_DRAFT, POST, Action.WRITE_INCIDENTS, incidents.judge_draft),
    _known(r"/admin/score", READ, Action.SEE, score.of_incidents),
    _known(r"/admin/maintenance", READ, Action.SEE, maintenances.everything),
    _known(r"/admin/maintenance/new", READ, Action.WRITE_MAINTENANCE, maintenances.new),
    _known(r"/admin/maintenance/new", POST, Action.WRITE_MAINTENANCE, maintenances.announce),
    _known(_MAINTENANCE, READ, Action.SEE, maintenances.one),
    _known(_MAINTENANCE, POST, Action.WRITE_MAINTENANCE, maintenances.do),
    _known(r"/admin/components", READ, Action.SEE, components.everything),
    _known(_COMPONENT, READ, Action.SEE, components.one),
    _known(rf"{_COMPONENT}/run", POST, Action.RUN_CHECKS, components.run),
    _known(_RUN, READ, Action.RUN_CHECKS, components.run_before),
    _known(rf"{_CHECK}/run", POST, Action.RUN_CHECKS, components.run_one),
    _known(r"/admin/messages", READ, Action.WRITE_MESSAGES, messages.everything),
    _known(r"/admin/messages", POST, Action.WRITE_MESSAGES, messages.put_up),
    _known(_MESSAGE, READ, Action.WRITE_MESSAGES, messages.message),
    _known(_MESSAGE, POST, Action.WRITE_MESSAGES, messages.change),
    _known(_SETTINGS, READ, Action.CHANGE_THEME, settings.everything),
    _known(rf"{_SETTINGS}/words", READ, Action.CHANGE_THEME, settings.words),
    _known(rf"{_SETTINGS}/words", POST, Action.CHANGE_THEME, settings.change_words),
    _known(rf"{_SETTINGS}/theme", READ, Action.CHANGE_THEME, theme.theme),
    _known(rf"{_SETTINGS}/theme", POST, Action.CHANGE_THEME, theme.change_theme),
    _known(rf"{_SETTINGS}/logo", POST, Action.CHANGE_THEME, theme.change_logo),
    _known(rf"{_SETTINGS}/notice", READ, Action.CHANGE_THEME, settings.notice),
    _known(rf"{_SETTINGS}/notice", POST, Action.CHANGE_THEME, settings.change_notice),
    _known(_LISTED, READ, Action.CHANGE_THEME, settings_items.everything),
    _known(_LISTED, POST, Action.CHANGE_THEME, settings_items.add),
    _known(_LISTED_ONE, READ, Action.CHANGE_THEME, settings_items.one),
    _known(_LISTED_ONE, POST, Action.CHANGE_THEME, settings_items.change),
    _known(r"/api/admin/me", READ, Action.SEE, me.me),
    _known(r"/api/admin/drill", READ, Action.SEE, drills.known),
    _known(r"/api/admin/drill", POST, Action.RUN_CHECKS, drills.start),
    _known(r"/api/admin/audit", READ, Action.READ_AUDIT, audit_api.audit),
    _known(r"/api/admin/incidents", READ, Action.SEE, incidents_api.everything),
    _known(r"/api/admin/incidents", POST, Action.WRITE_INCIDENTS, incidents_api.open_),
    _known(rf"/api{_INCIDENT}", READ, Action.SEE, incidents_api.one),
    _known(rf"/api{_INCIDENT}/updates", POST, Action.WRITE_INCIDENTS, incidents_api.update),
    _known(_POSTMORTEM, READ, Action.SEE, postmortems_api.one),
    _known(_POSTMORTEM, ("PUT",), Action.WRITE_INCIDENTS, postmortems_api.save),
    _known(_POSTMORTEM, ("DELETE",), Action.WRITE_INCIDENTS, postmortems_api.drop),
    _known(rf"{_POSTMORTEM}/publish", POST, Action.WRITE_INCIDENTS, postmortems_api.publish),
    _known(r"/api/admin/score", READ, Action.SEE, score_api.of_incidents),
    _known(r"/api/admin/drafts", READ, Action.SEE, incidents_api.drafts),
    _known(rf"/api{_DRAFT}", ("DELETE",), Action.WRITE_INCIDENTS, incidents_api.drop),
    _known(rf"/api{_DRAFT}/publish", POST, Action.WRITE_INCIDENTS, incidents_api.publish),
    _known(r"/api/admin/maintenances", READ, Action.SEE, maintenances_api.everything),
    _known(r"/api/admin/maintenances", POST, Action.WRITE_MAINTENANCE, maintenances_api.announce),
    _known(_PLANNED, READ, Action.SEE, maintenances_api.one),
    _known(rf"{_PLANNED}/{_DEED}", POST, Action.WRITE_MAINTENANCE, maintenances_api.do),
    _known(r"/api/admin/components", READ, Action.SEE, components_api.everything),
    _known(rf"/api{_COMPONENT}", READ, Action.SEE, components_api.one),
    _known(rf"/api{_COMPONENT}/run", POST, Action.RUN_CHECKS, components_api.run),
    _known(rf"/api{_CHECK}/run", POST, Action.RUN_CHECKS, components_api.run_one),
    _known(r"/api/admin/messages", READ, Action.SEE, messages_api.everything),
    _known(r"/api/admin/messages", POST, Action.WRITE_MESSAGES, messages_api.put_up),
    _known(rf"/api{_MESSAGE}", READ, Action.SEE, messages_api.one),
    _known(rf"/api{_MESSAGE}", ("PATCH",), Action.WRITE_MESSAGES, messages_api.change),
    _known(rf"/api{_MESSAGE}", ("DELETE",), Action.WRITE_MESSAGES, messages_api.take_down),
    _known(rf"/api{_SETTINGS}", READ, Action.SEE, settings_api.all_of),
    _known(rf"/api{_SETTINGS}", ("PATCH",), Action.CHANGE_THEME, settings_api.change),
    *operating.ROUTES,
)

# What navigation offers, in its order, to whom may go there.
_WAYS = (
    ("Overview", "/admin"),
    ("Incidents", "/admin/incidents"),
    ("Maintenance", "/admin/maintenance"),
    ("Components", "/admin/components"),
    ("Messages", "/admin/messages"),
    ("Subscribers", "/admin/subscribers"),
    ("Score", "/admin/score"),
    ("Settings", "/admin/settings"),
    ("People & keys", "/admin/people"),
    ("Audit log", "/admin/audit"),
)


def respond(request: Request) -> Reply:
    """The reply to any request whatever; it never raises."""
    try:
        reply = _reply(request)
    except Exception:  # noqa: BLE001 - nobody ever sees a bare 500; the log has it all
        # Without the path: it may be the link of an invitation, which is a secret.
        logger.exception("fault", method=request.method)
        reply = shell.fault(request)
    return sealed(reply)


def _reply(request: Request) -> Reply:
    try:
        matching = _matching(request.path)
        if not matching:
            raise NotFound("Perhaps the link is old, or was cut off.")
        for route, arguments in matching:
            if request.method in route.methods:
                return _answered(request, route, arguments)
        allowed = ", ".join(method for route, _ in matching for method in route.methods)
        text = f"{request.method} is not answered here, but {allowed} is."
        return shell.told(request, 405, text, {"Allow": allowed})
    except CandorError as error:
        return _refused(request, error)


def _answered(request: Request, route: Route, arguments: Mapping[str, str]) -> Reply:
    if route.action is None:
        if request.method not in door.SAFE:
            door.require_own_page(request)
        return route.answer(request, **arguments)
    if route.is_for_programs:
        visit = door.program(request)
        door.require_role(visit, route.action)
        return route.answer(visit, **arguments)
    try:
        visit = door.person(request)
    except NotSignedIn:
        if request.method in door.SAFE:
            return see_other(sign_in_first(request))
        door.require_own_page(request)
        return signing_in.ask_first(request)
    return _to_person(visit, route, route.action, arguments)


def _to_person(visit: Visit, route: Route, action: Action, arguments: Mapping[str, str]) -> Reply:
    """The answer, or the error with the navigation around it."""
    visit = replace(visit, ways=ways(visit.actor.role, visit.request.path))
    try:
        door.require_role(visit, action)
        if visit.request.method not in door.SAFE:
            door.require_form(visit)
        return route.answer(visit, **arguments)
    except CandorError as error:
        return _refused(visit.request, error, visit)


def _refused(request: Request, error: CandorError, visit: Visit | None = None) -> Reply:
    if isinstance(error, Unavailable):
        logger.error("can't answer", method=request.method, reason=str(error))
    return shell.refused(request, error, visit)


def ways(role: Role, path: str) -> tuple[Way, ...]:
    """The navigation of somebody in that role who is at that path."""
    return tuple(
        Way(
            label=label,
            path=to,
            is_current=path == to or (path.startswith(f"{to}/") and to != "/admin"),
        )
        for label, to in _WAYS
        if any(route.action and may(role, route.action) for route, _ in _reading(to))
    )


def _reading(path: str) -> list[tuple[Route, Mapping[str, str]]]:
    return [(route, found) for route, found in _matching(path) if "GET" in route.methods]


def _matching(path: str) -> list[tuple[Route, Mapping[str, str]]]:
    """The routes of an address, each with what its pattern found there."""
    tried = ((route, route.pattern.fullmatch(path)) for route in ROUTES)
    return [(route, match.groupdict()) for route, match in tried if match]
