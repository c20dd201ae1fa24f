"""The team's pages, in brief: HTML and plain forms, for people who are signed in."""

from collections.abc import Iterator

from chalicelib.web.openapi.operations import (
    FORM,
    HTML,
    WITH_FILES,
    Kind,
    Operation,
    Tag,
    as_page,
    content,
    elsewhere,
    readable,
    sending,
)
from chalicelib.web.openapi.shapes import Shape

SESSION = "session"
_PERSON = "/admin/people/{person_id}"
_COMPONENT = "/admin/components/{component_id}"
_READ = (
    ("/admin", "overview", "What is open, waiting and due"),
    ("/admin/account", "account", "One's own name, passphrase and sessions"),
    ("/admin/people", "people", "People and keys"),
    (_PERSON, "person", "One person"),
    ("/admin/audit", "audit", "Who changed what"),
    ("/admin/incidents", "incidents", "Incidents and drafts"),
    ("/admin/incidents/new", "new_incident", "The form of a new incident"),
    ("/admin/incidents/{incident_id}", "incident", "One incident, and the form of an update"),
    ("/admin/incidents/{incident_id}/kit", "kit", "What customer service may say of it"),
    ("/admin/incidents/{incident_id}/postmortem", "postmortem", "The draft of a post-mortem"),
    ("/admin/drafts/{incident_id}", "draft", "One draft"),
    ("/admin/score", "score", "How well customers were told of incidents"),
    ("/admin/maintenance", "maintenances", "Maintenances"),
    ("/admin/maintenance/new", "new_maintenance", "The form of a new maintenance"),
    ("/admin/maintenance/{maintenance_id}", "maintenance", "One maintenance"),
    ("/admin/components", "components", "Components and their checks"),
    (_COMPONENT, "component", "One component, and what its checks saw last"),
    (f"{_COMPONENT}/runs/{{run_id}}", "run", "What checks saw when they were run"),
    ("/admin/messages", "messages", "Messages"),
    ("/admin/messages/{message_id}", "message", "One message"),
    ("/admin/dead-letters", "dead_letters", "What the page's own functions failed at"),
    ("/admin/subscribers", "subscribers", "The webhooks and chats that hear"),
    ("/admin/settings", "settings", "The page's words and looks"),
    ("/admin/settings/words", "settings_words", "The form of name, help and links"),
    ("/admin/settings/theme", "settings_theme", "The form of colours and logo"),
    ("/admin/settings/notice", "settings_notice", "The form of what the notice says"),
    ("/admin/settings/signers", "settings_signers", "Who may sign, and the form of another"),
    ("/admin/settings/signers/{key}", "settings_signer", "The form of one who signs"),
    ("/admin/settings/templates", "settings_templates", "Templates, and the form of another"),
    ("/admin/settings/templates/{key}", "settings_template", "The form of a template"),
)
_SENT = (
    ("/admin/drill", "drill", "Start a drill"),
    ("/admin/sign-out", "sign_out", "Sign out"),
    ("/admin/account/name", "rename", "Take another name"),
    ("/admin/account/passphrase", "change_passphrase", "Take another passphrase"),
    ("/admin/account/mail", "hear_by_mail", "Hear by mail what waits for the team"),
    ("/admin/account/no-mail", "stop_hearing", "Hear nothing by mail any more"),
    ("/admin/account/sessions/{session_id}/end", "end_own_session", "End one of one's sessions"),
    ("/admin/account/sessions/end", "end_own_sessions", "End all other sessions"),
    ("/admin/people", "invite", "Invite somebody"),
    (f"{_PERSON}/role", "change_role", "Give somebody another role"),
    (f"{_PERSON}/invite", "invite_again", "Invite somebody once more"),
    (f"{_PERSON}/remove", "remove", "Remove somebody"),
    (f"{_PERSON}/sessions/{{session_id}}/end", "end_session", "End a session of somebody's"),
    (f"{_PERSON}/sessions/end", "end_sessions", "End all sessions of somebody's"),
    ("/admin/keys", "create_key", "Make a key, which is shown once"),
    ("/admin/keys/{key_id}/revoke", "revoke_key", "Revoke a key"),
    ("/admin/incidents/new", "open_incident", "Open an incident, or preview it"),
    ("/admin/incidents/{incident_id}", "update_incident", "Write an update, or preview it"),
    (
        "/admin/incidents/{incident_id}/link",
        "make_link",
        "Make a link to write one update with, which is shown once",
    ),
    (
        "/admin/incidents/{incident_id}/postmortem",
        "do_postmortem",
        "Save, preview, publish or drop a post-mortem",
    ),
    ("/admin/drafts/{incident_id}", "judge_draft", "Publish or drop a draft"),
    ("/admin/maintenance/new", "announce", "Announce a maintenance, or preview it"),
    ("/admin/maintenance/{maintenance_id}", "do", "Tell of a maintenance, move it or end it"),
    (f"{_COMPONENT}/run", "run_component", "Run all checks of a component"),
    ("/admin/checks/{check_id}/run", "run_check", "Run a check"),
    ("/admin/messages", "put_up", "Put up a message"),
    ("/admin/messages/{message_id}", "change", "Change a message, or take it down"),
    ("/admin/dead-letters/{queue}", "do_dead_letters", "Try dead letters once more, or drop them"),
    ("/admin/subscribers/forget", "forget_subscriber", "Forget a webhook or a chat"),
    ("/admin/settings/words", "change_words", "Change name, help and links"),
    ("/admin/settings/theme", "change_theme", "Change the colours, or look at them first"),
    ("/admin/settings/logo", "change_logo", "Change the logo, or take it away"),
    ("/admin/settings/notice", "change_notice", "Change what the notice says"),
    ("/admin/settings/signers", "add_signer", "Add somebody who may sign"),
    ("/admin/settings/signers/{key}", "change_signer", "Change or remove one who signs"),
    ("/admin/settings/templates", "add_template", "Add a template"),
    ("/admin/settings/templates/{key}", "change_template", "Change or remove a template"),
)
_OPEN = (
    ("/admin/sign-in", "sign_in", "Sign in", ()),
    ("/admin/welcome/{token}", "welcome", "Come into the team by an invitation", ()),
    ("/admin/link/{token}", "link", "Write one update with a link, without signing in", (409, 429)),
)
_FIELDS: Shape = {"type": "object"}
_OWN_FIELDS: Shape = {
    "type": "object",
    "properties": {"csrf": {"type": "string", "description": "That of the session's forms."}},
    "required": ["csrf"],
}
_KNOWN = Kind(tag=Tag.TEAM_PAGES, errors=(401, 403, 404, 503), is_page=True, security=SESSION)
_ANYBODY = Kind(tag=Tag.TEAM_PAGES, errors=(404, 503), is_page=True)
_FAULTS = (403, 409, 413, 422, 429)
_PICTURED = ("/admin/messages", "/admin/settings/logo", "/admin/settings/signers")
_FIRST = elsewhere("To the page for signing in, for whoever isn't.")


def operations() -> Iterator[Operation]:
    """All of them, in the order in which they are read."""
    for path, name, summary, errors in _OPEN:
        shown = {200: as_page("The form.")}
        read = _ANYBODY.one(f"GET {path}", f"page_{name}", summary, shown, errors=errors)
        yield from readable(read)
        yield _form(_ANYBODY, path, name, summary)
    for path, name, summary in _READ:
        shown = {200: as_page("The page."), 303: _FIRST}
        yield from readable(_KNOWN.one(f"GET {path}", f"page_{name}", summary, shown))
    for kind, media in (("csv", "text/csv"), ("jsonl", "application/jsonl")):
        shown = {200: content("The entries.", {media: {"type": "string"}}), 303: _FIRST}
        path, summary = f"/admin/audit.{kind}", f"The audit log as {kind.upper()}"
        yield from readable(
            _KNOWN.one(f"GET {path}", f"page_audit_{kind}", summary, shown, parameters=("before",))
        )
    for path, name, summary in _SENT:
        yield _form(_KNOWN, path, name, summary)


def _form(kind: Kind, path: str, name: str, summary: str) -> Operation:
    answers = {
        200: content("A page, such as a preview.", {HTML: {"type": "string"}}),
        303: elsewhere("The page that says what was done."),
    }
    fields = _OWN_FIELDS if kind.security else _FIELDS
    media = (FORM, WITH_FILES) if path.startswith(_PICTURED) else (FORM,)
    sent = sending(dict.fromkeys(media, fields))
    return kind.one(f"POST {path}", f"form_{name}", summary, answers, errors=_FAULTS, sent=sent)
