"""Role against route: each address of the team's, asked by each of a fixed cast."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from chalicelib.domain.keys import ROLES as KEY_ROLES
from chalicelib.domain.roles import Role
from tests.gateway import Answer, Browser
from tests.integration.web.admin.cast import FORM, Cast
from tests.team import ROOT, invited
from tests.world import world

ANYBODY = frozenset({*Role, None})
TEAM = frozenset(Role)
OWNERS = frozenset({Role.OWNER})
WRITERS = frozenset({Role.OWNER, Role.OPERATOR, Role.COMMUNICATOR})
MARKETERS = frozenset({Role.OWNER, Role.COMMUNICATOR})
RUNNERS = frozenset({Role.OWNER, Role.OPERATOR})
READS_AUDIT = frozenset({Role.OWNER, Role.OPERATOR})
SOME_SESSION = "0" * 64
NOBODYS = "0" * 12  # the id of nothing: who may, learns that it isn't there


@dataclass(frozen=True, kw_only=True)
class Row:
    """Who may. `{person}`, `{key}`, `{link}` and `{pass}` stand for ones that were just made."""

    method: str
    path: str
    may: frozenset[Role | None]
    status: int
    fields: dict[str, str] = field(default_factory=dict)


def page(path: str, may: frozenset[Role | None], status: int = 200) -> Row:
    return Row(method="GET", path=path, may=may, status=status)


def form(path: str, may: frozenset[Role | None], status: int = 303, **fields: str) -> Row:
    return Row(method="POST", path=path, may=may, status=status, fields=fields)


TABLE = (
    page("/admin/sign-in", ANYBODY),
    form("/admin/sign-in", ANYBODY, 422),
    page("/admin/welcome/{link}", ANYBODY),
    form("/admin/welcome/{link}", ANYBODY, 422),
    page("/admin/link/{pass}", ANYBODY),
    form("/admin/link/{pass}", ANYBODY, 422, body=""),
    page("/admin", TEAM),
    form("/admin/sign-out", TEAM),
    page("/admin/account", TEAM),
    form("/admin/account/name", TEAM, name="Another"),
    form("/admin/account/passphrase", TEAM, 422, new="short"),
    form("/admin/account/mail", TEAM),
    form("/admin/account/no-mail", TEAM, 404),
    form(f"/admin/account/sessions/{SOME_SESSION}/end", TEAM),
    form("/admin/account/sessions/end", TEAM),
    page("/admin/people", OWNERS),
    form("/admin/people", OWNERS, 200, email="new@example.com", role="viewer"),
    page("/admin/people/{person}", OWNERS),
    form("/admin/people/{person}/role", OWNERS, role="operator"),
    form("/admin/people/{person}/invite", OWNERS, 200),
    form("/admin/people/{person}/remove", OWNERS),
    form(f"/admin/people/{{person}}/sessions/{SOME_SESSION}/end", OWNERS),
    form("/admin/people/{person}/sessions/end", OWNERS),
    form("/admin/keys", OWNERS, 200, key_name="Deploys", key_role="operator"),
    form("/admin/keys/{key}/revoke", OWNERS),
    page("/admin/audit", READS_AUDIT),
    page("/admin/audit.csv", READS_AUDIT),
    page("/admin/audit.jsonl", READS_AUDIT),
    page("/admin/incidents", TEAM),
    page("/admin/incidents/new", WRITERS),
    form("/admin/incidents/new", WRITERS, 422, body=""),
    page(f"/admin/incidents/{NOBODYS}", TEAM, 404),
    form(f"/admin/incidents/{NOBODYS}", WRITERS, 404, body="x"),
    form(f"/admin/incidents/{NOBODYS}/link", WRITERS, 404, hours="24"),
    page(f"/admin/incidents/{NOBODYS}/kit", TEAM, 404),
    page(f"/admin/incidents/{NOBODYS}/postmortem", WRITERS, 404),
    form(f"/admin/incidents/{NOBODYS}/postmortem", WRITERS, 404, do="save", body="x"),
    page(f"/admin/drafts/{NOBODYS}", WRITERS, 404),
    form(f"/admin/drafts/{NOBODYS}", WRITERS, 404, do="drop"),
    page("/admin/score", TEAM),
    page("/admin/maintenance", TEAM),
    page("/admin/maintenance/new", WRITERS),
    form("/admin/maintenance/new", WRITERS, 422, name=""),
    page(f"/admin/maintenance/{NOBODYS}", TEAM, 404),
    form(f"/admin/maintenance/{NOBODYS}", WRITERS, 404, do="begin"),
    form("/admin/drill", RUNNERS),
    page("/admin/components", TEAM),
    page(f"/admin/components/{NOBODYS}", TEAM, 404),
    form(f"/admin/components/{NOBODYS}/run", RUNNERS, 404),
    page(f"/admin/components/{NOBODYS}/runs/{NOBODYS}0000", RUNNERS, 404),
    form(f"/admin/checks/{NOBODYS}/run", RUNNERS, 404),
    page("/admin/messages", MARKETERS),
    form("/admin/messages", MARKETERS, 422, text=""),
    page(f"/admin/messages/{NOBODYS}", MARKETERS, 404),
    form(f"/admin/messages/{NOBODYS}", MARKETERS, 404, do="change"),
    page("/admin/dead-letters", RUNNERS),
    form("/admin/dead-letters/deliveries", RUNNERS, do="replay"),
    page("/admin/subscribers", RUNNERS),
    form("/admin/subscribers/forget", RUNNERS, 404, who="https://hooks.example.com/none"),
    page("/admin/settings", MARKETERS),
    page("/admin/settings/words", MARKETERS),
    form("/admin/settings/words", MARKETERS, 422, name=""),
    page("/admin/settings/theme", MARKETERS),
    form("/admin/settings/theme", MARKETERS, 422, accent="green"),
    form("/admin/settings/logo", MARKETERS),
    page("/admin/settings/notice", MARKETERS),
    form("/admin/settings/notice", MARKETERS),
    page("/admin/settings/signers", MARKETERS),
    form("/admin/settings/signers", MARKETERS, 422, name=""),
    page("/admin/settings/signers/nobody", MARKETERS, 404),
    form("/admin/settings/signers/nobody", MARKETERS, 404, do="change"),
    page("/admin/settings/templates", MARKETERS),
    form("/admin/settings/templates", MARKETERS, 422, name=""),
    page("/admin/settings/templates/none", MARKETERS, 404),
    form("/admin/settings/templates/none", MARKETERS, 404, do="remove"),
)
KEYS = frozenset(KEY_ROLES)
WRITING_KEYS = KEYS & WRITERS
MARKETING_KEYS = KEYS & MARKETERS
RUNNING_KEYS = KEYS & RUNNERS


def call(method: str, path: str, may: frozenset[Role | None], status: int, **body: str) -> Row:
    return Row(method=method, path=path, may=may, status=status, fields=body)


API_TABLE = (
    page("/api/admin/me", KEYS),
    page("/api/admin/audit", KEYS & READS_AUDIT),
    page("/api/admin/incidents", KEYS),
    call("POST", "/api/admin/incidents", WRITING_KEYS, 422, body=""),
    page(f"/api/admin/incidents/{NOBODYS}", KEYS, 404),
    call("POST", f"/api/admin/incidents/{NOBODYS}/updates", WRITING_KEYS, 404, body="x"),
    page(f"/api/admin/incidents/{NOBODYS}/postmortem", KEYS, 404),
    call("PUT", f"/api/admin/incidents/{NOBODYS}/postmortem", WRITING_KEYS, 404, body="x"),
    call("DELETE", f"/api/admin/incidents/{NOBODYS}/postmortem", WRITING_KEYS, 404),
    call("POST", f"/api/admin/incidents/{NOBODYS}/postmortem/publish", WRITING_KEYS, 404),
    page("/api/admin/score", KEYS),
    page("/api/admin/drafts", KEYS),
    call("DELETE", f"/api/admin/drafts/{NOBODYS}", WRITING_KEYS, 404),
    call("POST", f"/api/admin/drafts/{NOBODYS}/publish", WRITING_KEYS, 404),
    page("/api/admin/maintenances", KEYS),
    call("POST", "/api/admin/maintenances", WRITING_KEYS, 422, name=""),
    page(f"/api/admin/maintenances/{NOBODYS}", KEYS, 404),
    call("POST", f"/api/admin/maintenances/{NOBODYS}/begin", WRITING_KEYS, 404),
    page("/api/admin/drill", KEYS),
    call("POST", "/api/admin/drill", RUNNING_KEYS, 202),
    page("/api/admin/components", KEYS),
    page(f"/api/admin/components/{NOBODYS}", KEYS, 404),
    call("POST", f"/api/admin/components/{NOBODYS}/run", RUNNING_KEYS, 404),
    call("POST", f"/api/admin/checks/{NOBODYS}/run", RUNNING_KEYS, 404),
    page("/api/admin/messages", KEYS),
    call("POST", "/api/admin/messages", MARKETING_KEYS, 422, text=""),
    page(f"/api/admin/messages/{NOBODYS}", KEYS, 404),
    call("PATCH", f"/api/admin/messages/{NOBODYS}", MARKETING_KEYS, 404, text="x"),
    call("DELETE", f"/api/admin/messages/{NOBODYS}", MARKETING_KEYS, 404),
    page("/api/admin/dead-letters", RUNNING_KEYS),
    call("POST", "/api/admin/dead-letters/relays/replay", RUNNING_KEYS, 200),
    call("POST", "/api/admin/dead-letters/none/drop", RUNNING_KEYS, 404),
    page("/api/admin/subscribers", RUNNING_KEYS),
    call("DELETE", "/api/admin/subscribers/0123456789abcdef", RUNNING_KEYS, 404),
    call("POST", "/api/admin/subscribers/forget", RUNNING_KEYS, 422, uri="x"),
    page("/api/admin/settings", KEYS),
    call("PATCH", "/api/admin/settings", MARKETING_KEYS, 422, name=""),
)


@pytest.fixture(scope="module")
def cast(dynamodb_endpoint: str | None) -> Iterator[Cast]:
    """One world for the whole table: whoever joins takes as long as a passphrase should."""
    with world(dynamodb_endpoint) as made:
        made.apply({"page": {"name": "Demo", "url": "https://status.example.com"}})
        yield Cast(made)


def address(row: Row, cast: Cast) -> str:
    from chalicelib.services import inviting, keys

    now = cast.here.clock.now()
    path = row.path
    if "{person}" in path:
        asked = inviting.invite(ROOT, email="target@example.com", role=Role.VIEWER, now=now)
        path = path.replace("{person}", asked.person.id)
    if "{key}" in path:
        made = keys.create(ROOT, name="Target", role=Role.VIEWER, now=now)
        path = path.replace("{key}", made.key.id)
    if "{link}" in path:
        path = path.replace("{link}", invited("Guest", now=now))
    if "{pass}" in path:
        path = path.replace("{pass}", passed(now))
    return path


def passed(now: datetime) -> str:
    """The token of a link to an incident that was just opened."""
    from chalicelib.services import passes, telling
    from chalicelib.services.requests import Request

    wish = Request(values={"name": "Slow", "body": "We look."}, actor=ROOT, now=now)
    told = telling.open_incident(wish)
    return passes.make(ROOT, told.id, base_url="", now=now).address.rpartition("/")[2]


def forget_target(cast: Cast) -> None:
    from chalicelib.services import people

    for each in people.team(ROOT).people:
        if each.email in ("target@example.com", "new@example.com"):
            people.remove(ROOT, each.id, now=cast.here.clock.now())


def asked(cast: Cast, row: Row, role: Role | None) -> Answer:
    forget_target(cast)
    visitor, path = cast.visitor(role), address(row, cast)
    return visitor.get(path) if row.method == "GET" else visitor.post(path, row.fields)


@pytest.mark.parametrize("role", [*Role, None], ids=lambda role: role or "stranger")
@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.method} {row.path[:40]}")
def test_a_page_is_for_those_who_may(cast: Cast, row: Row, role: Role | None) -> None:
    answer = asked(cast, row, role)
    if role in row.may:
        assert answer.status == row.status, answer.text
    elif role is None and row.method == "POST":
        assert answer.status == 403
        assert "Your session is over." in answer.text
    elif role is None:
        assert answer.status == 303
        assert answer.headers["location"].startswith("/admin/sign-in")
    else:
        assert answer.status == 403
        assert re.search(rf"is an? {role} and may not .*; .* may\.", answer.text)


def called(program: Browser, row: Row) -> Answer:
    body = None if row.method == "GET" else json.dumps(row.fields)
    return program.send(row.method, row.path, body, Content_Type="application/json")


@pytest.mark.parametrize("role", [*KEY_ROLES, None], ids=lambda role: role or "no key")
@pytest.mark.parametrize("row", API_TABLE, ids=lambda row: f"{row.method} {row.path}")
def test_the_api_is_for_keys_that_may(cast: Cast, row: Row, role: Role | None) -> None:
    answer = called(cast.program(role), row)
    if role in row.may:
        assert answer.status == row.status, answer.text
        return
    assert answer.headers["content-type"] == "application/problem+json; charset=utf-8"
    if role is None:
        assert answer.status == 401
        assert answer.headers["www-authenticate"] == 'Bearer realm="candor"'
        assert "Authorization: Bearer candor_" in answer.json["detail"]
    else:
        assert answer.status == 403
        assert re.search(rf"is an? {role} and may not", answer.json["detail"])


@pytest.mark.parametrize("row", API_TABLE, ids=lambda row: f"{row.method} {row.path}")
def test_a_session_is_no_key(cast: Cast, row: Row) -> None:
    assert called(cast.visitor(Role.OWNER).browser, row).status == 401


def test_a_key_is_no_session(cast: Cast) -> None:
    key = cast.key(Role.OPERATOR)
    answer = cast.visitor(None).get("/admin/audit", Authorization=f"Bearer {key}")
    assert answer.status == 303


def test_every_route_has_a_row() -> None:
    from chalicelib.web.admin.routes import ROUTES

    rows = {(row.method, row.path) for row in (*TABLE, *API_TABLE)}
    ids = {"{person}": "a" * 12, "{key}": "a" * 12, "{link}": "a.b", "{pass}": "a.b"}

    def filled(path: str) -> str:
        for name, value in ids.items():
            path = path.replace(name, value)
        return path

    unasked = [
        (method, route.pattern.pattern)
        for route in ROUTES
        for method in route.methods
        if method != "HEAD"
        and not any(
            method == row_method and route.pattern.fullmatch(filled(path))
            for row_method, path in rows
        )
    ]
    assert unasked == []


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.method} {row.path[:40]}")
def test_every_answer_is_sealed(cast: Cast, row: Row) -> None:
    for role in (Role.OWNER, Role.VIEWER, None):
        answer = asked(cast, row, role)
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-robots-tag"] == "noindex, nofollow"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert not [name for name in answer.headers if name.startswith("access-control")]


FORMS = [row for row in TABLE if row.method == "POST"]


@pytest.mark.parametrize("row", FORMS, ids=lambda row: row.path[:40])
def test_no_form_of_another_site_is_taken(cast: Cast, row: Row) -> None:
    forget_target(cast)
    path, olivia = address(row, cast), cast.visitor(Role.OWNER)
    for headers in (
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Origin": "https://evil.example", "Host": "status.example.com"},
    ):
        answer = olivia.post(path, row.fields, **headers)
        assert answer.status == 403
        assert "from another site" in answer.text


@pytest.mark.parametrize(
    "row", [row for row in FORMS if None not in row.may], ids=lambda row: row.path[:40]
)
def test_no_form_is_taken_without_the_token_of_its_session(cast: Cast, row: Row) -> None:
    from chalicelib.domain.sessions import csrf_token

    forget_target(cast)
    path, olivia = address(row, cast), cast.visitor(Role.OWNER)
    others = csrf_token(cast.visitor(Role.OWNER).token)
    for token in ("", "0" * 64, others, "ü", csrf_token(olivia.token).upper()):
        answer = olivia.post(path, {**row.fields, "csrf": token}, Sec_Fetch_Site="same-origin")
        assert answer.status == 403, token
        assert "session that is over" in answer.text
    assert olivia.browser.post(path, "", FORM).status == 403
    assert olivia.browser.post(path, "{}", "application/json").status == 422
