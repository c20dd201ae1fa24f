"""The API for the team's programs, each of which has a key."""

from collections.abc import Iterator, Mapping

from chalicelib.domain.plan_deeds import Deed
from chalicelib.web.openapi.operations import (
    JSON,
    Kind,
    Operation,
    Tag,
    in_json,
    readable,
    sending,
)
from chalicelib.web.openapi.shapes import Shape, ref

KEY = "key"
_KIND = Kind(tag=Tag.TEAM_API, errors=(401, 403, 404, 503), security=KEY)
_FAULTS = (409, 413, 422)
_ONCE = ("idempotency_key",)
_READ_BEFORE = ("idempotency_key", "if_match")
_INCIDENT = "/api/admin/incidents/{incident_id}"
_POSTMORTEM = f"{_INCIDENT}/postmortem"
_DRAFT = "/api/admin/drafts/{incident_id}"
_MAINTENANCE = "/api/admin/maintenances/{maintenance_id}"
_COMPONENT = "/api/admin/components/{component_id}"
_MESSAGE = "/api/admin/messages/{message_id}"

_DEEDS: Mapping[Deed, tuple[str, str]] = {
    Deed.UPDATE: ("MaintenanceUpdate", "Tell more of a maintenance"),
    Deed.MOVE: ("MaintenanceMove", "Move a maintenance that is to come to another window"),
    Deed.EXTEND: ("MaintenanceExtension", "Give a maintenance another end, later or sooner"),
    Deed.BEGIN: ("MaintenanceWords", "Begin a maintenance now"),
    Deed.VERIFY: ("MaintenanceWords", "Say that the work is done, and looked at"),
    Deed.COMPLETE: ("MaintenanceWords", "End a maintenance now"),
    Deed.CANCEL: ("MaintenanceCancellation", "Cancel a maintenance"),
}


def operations() -> Iterator[Operation]:
    """All of them, in the order in which they are read."""
    yield from _ourselves()
    yield from _incidents()
    yield from _postmortems()
    yield from _score()
    yield from _drafts()
    yield from _maintenances()
    yield from _watched()
    yield from _messages()
    yield from _settings()
    yield from _drills()


def _drills() -> Iterator[Operation]:
    path = "/api/admin/drill"
    known = {200: in_json("How far they are.", "Drills")}
    summary = "What the last drill proved, and the one that is under way"
    yield from readable(_KIND.one(f"GET {path}", "read_drills", summary, known))
    summary = "Send a hidden notification the whole way, to canaries of our own"
    started = {202: in_json("It is under way.", "Drills")}
    yield _KIND.one(f"POST {path}", "start_drill", summary, started, errors=(422,))


def _ourselves() -> Iterator[Operation]:
    me = {200: in_json("The key.", "Me")}
    summary = "As whom the key acts, and of which components it may tell"
    yield from readable(_KIND.one("GET /api/admin/me", "read_me", summary, me))
    log = {200: in_json("A page of it.", "AuditPage")}
    yield from readable(
        _KIND.one(
            "GET /api/admin/audit",
            "read_audit",
            "Who changed what, newest first",
            log,
            errors=(422,),
            parameters=("before", "limit"),
        )
    )


def _incidents() -> Iterator[Operation]:
    path = "/api/admin/incidents"
    listed = {200: in_json("The newest first.", "ToldIncidents")}
    summary = "The incidents that are open, and the latest of the others"
    yield from readable(_KIND.one(f"GET {path}", "list_incidents", summary, listed))
    yield _KIND.one(
        f"POST {path}",
        "open_incident",
        "Open an incident",
        {201: _incident("The incident.")},
        errors=_FAULTS,
        parameters=_ONCE,
        sent=sending({JSON: ref("NewIncident")}),
    )
    one = {200: _incident("The incident, and all its updates.")}
    yield from readable(_KIND.one(f"GET {_INCIDENT}", "get_incident", "One incident", one))
    yield _KIND.one(
        f"POST {_INCIDENT}/updates",
        "update_incident",
        "Write one more update of an incident",
        {201: _incident("The incident with it.")},
        errors=_FAULTS,
        parameters=_READ_BEFORE,
        sent=sending({JSON: ref("NewUpdate")}),
    )


def _postmortems() -> Iterator[Operation]:
    draft = in_json("The draft.", "PostmortemDraft")
    tag = {"description": "Its version, for If-Match.", "schema": {"type": "string"}}
    tagged = {**draft, "headers": {"ETag": tag}}
    summary = "The draft of an incident's post-mortem"
    yield from readable(_KIND.one(f"GET {_POSTMORTEM}", "get_postmortem", summary, {200: tagged}))
    yield _KIND.one(
        f"PUT {_POSTMORTEM}",
        "save_postmortem",
        "Save the draft of a post-mortem, which the team alone sees",
        {200: tagged},
        errors=_FAULTS,
        parameters=_READ_BEFORE,
        sent=sending({JSON: ref("NewPostmortem")}),
    )
    yield _KIND.one(
        f"POST {_POSTMORTEM}/publish",
        "publish_postmortem",
        "Publish a post-mortem as an update: what the draft says, or the body",
        {200: _incident("The incident with it.")},
        errors=_FAULTS,
        parameters=_READ_BEFORE,
        sent=sending({JSON: ref("PublishedPostmortem")}, required=False),
    )
    yield _KIND.one(
        f"DELETE {_POSTMORTEM}",
        "drop_postmortem",
        "Drop the draft of a post-mortem",
        {200: in_json("It was dropped.", "Dropped")},
        errors=(409, 422),
        parameters=_READ_BEFORE,
    )


def _score() -> Iterator[Operation]:
    told = {200: in_json("The newest first.", "Score")}
    summary = "How soon incidents were told, which promises were kept, what customers say"
    yield from readable(_KIND.one("GET /api/admin/score", "read_score", summary, told))


def _drafts() -> Iterator[Operation]:
    listed = {200: in_json("Each is published by itself at its `published_at`.", "Drafts")}
    summary = "The drafts of automatic incidents that wait"
    yield from readable(_KIND.one("GET /api/admin/drafts", "list_drafts", summary, listed))
    yield _KIND.one(
        f"POST {_DRAFT}/publish",
        "publish_draft",
        "Publish a draft as it is, or in other words",
        {200: _incident("The incident.")},
        errors=_FAULTS,
        parameters=_ONCE,
        sent=sending({JSON: ref("DraftInOtherWords")}, required=False),
    )
    yield _KIND.one(
        f"DELETE {_DRAFT}",
        "drop_draft",
        "Drop a draft: nothing is told of it",
        {200: in_json("It was dropped.", "Dropped")},
        errors=(409, 422),
        parameters=_ONCE,
    )


def _maintenances() -> Iterator[Operation]:
    path = "/api/admin/maintenances"
    listed = {200: in_json("The next first.", "PlannedMaintenances")}
    summary = "The maintenances under way and to come"
    yield from readable(_KIND.one(f"GET {path}", "list_maintenances", summary, listed))
    yield _KIND.one(
        f"POST {path}",
        "announce_maintenance",
        "Announce a maintenance",
        {201: _maintenance("The maintenance.")},
        errors=_FAULTS,
        parameters=_ONCE,
        sent=sending({JSON: ref("NewMaintenance")}),
    )
    one = {200: _maintenance("The maintenance, and all its updates.")}
    yield from readable(_KIND.one(f"GET {_MAINTENANCE}", "get_maintenance", "One maintenance", one))
    for deed, (shape, summary) in _DEEDS.items():
        word = deed.name.lower()
        yield _KIND.one(
            f"POST {_MAINTENANCE}/{word}",
            f"{word}_maintenance",
            summary,
            {200: _maintenance("The maintenance after it.")},
            errors=_FAULTS,
            parameters=_READ_BEFORE,
            sent=sending({JSON: ref(shape)}, required=shape not in _MAY_BE_EMPTY),
        )


_MAY_BE_EMPTY = ("MaintenanceWords", "MaintenanceCancellation")


def _watched() -> Iterator[Operation]:
    listed = {200: in_json("All of them.", "WatchedComponents")}
    summary = "Components in the page's order, with what their checks saw last"
    yield from readable(_KIND.one("GET /api/admin/components", "list_components", summary, listed))
    one = {200: in_json("The component.", "WatchedComponent")}
    yield from readable(_KIND.one(f"GET {_COMPONENT}", "get_component", "One component", one))
    for path, name, summary in (
        (f"{_COMPONENT}/run", "run_component", "Run all checks of a component now"),
        ("/api/admin/checks/{check_id}/run", "run_check", "Run a check now"),
    ):
        yield _KIND.one(
            f"POST {path}",
            name,
            f"{summary}; it changes nothing, and is in the audit log",
            {200: in_json("What they saw.", "Run")},
            errors=(409, 422, 429),
            parameters=_ONCE,
        )


def _messages() -> Iterator[Operation]:
    path, message = "/api/admin/messages", in_json("The message.", "Message")
    listed = {200: in_json("What is or will be shown.", "Messages")}
    yield from readable(_KIND.one(f"GET {path}", "list_messages", "Messages", listed))
    yield _KIND.one(
        f"POST {path}",
        "put_up_message",
        "Put up a message",
        {201: message},
        errors=_FAULTS,
        parameters=_ONCE,
        sent=sending({JSON: ref("NewMessage")}),
    )
    yield from readable(_KIND.one(f"GET {_MESSAGE}", "get_message", "One message", {200: message}))
    yield _KIND.one(
        f"PATCH {_MESSAGE}",
        "change_message",
        "Change a message; what is left out stays",
        {200: message},
        errors=_FAULTS,
        parameters=_ONCE,
        sent=sending({JSON: ref("MessageChange")}, required=False),
    )
    yield _KIND.one(
        f"DELETE {_MESSAGE}",
        "take_down_message",
        "Take a message down",
        {200: message},
        errors=(409, 422),
        parameters=_ONCE,
    )


def _settings() -> Iterator[Operation]:
    path = "/api/admin/settings"
    tag = {"description": "The revision, for If-Match.", "schema": {"type": "string"}}
    known = {**in_json("The settings, and how their colours read.", "Settings")}
    known["headers"] = {"ETag": tag}
    summary = "The page's words and looks"
    yield from readable(_KIND.one(f"GET {path}", "get_settings", summary, {200: known}))
    yield _KIND.one(
        f"PATCH {path}",
        "change_settings",
        "Change the page's words and looks; what is left out stays",
        {200: known},
        errors=_FAULTS,
        parameters=_READ_BEFORE,
        sent=sending({JSON: ref("SettingsChange")}, required=False),
    )


def _incident(description: str) -> Shape:
    """With its ETag, for If-Match, and the ways on from there."""
    follows = ("get_incident", "update_incident")
    return _tagged(in_json(description, "ToldIncident"), "incident_id", follows)


def _maintenance(description: str) -> Shape:
    follows = ("get_maintenance", *(f"{deed.name.lower()}_maintenance" for deed in Deed))
    return _tagged(in_json(description, "PlannedMaintenance"), "maintenance_id", follows)


def _tagged(response: Shape, name: str, follows: tuple[str, ...]) -> Shape:
    tag = {"description": "The number of its last update.", "schema": {"type": "string"}}
    ways = {
        each: {"operationId": each, "parameters": {f"path.{name}": "$response.body#/id"}}
        for each in follows
    }
    return {**response, "headers": {"ETag": tag}, "links": ways}
