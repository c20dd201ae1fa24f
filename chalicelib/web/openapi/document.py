"""The document as a whole: `/openapi.json`."""

import json
from functools import cache
from typing import Any

from chalicelib.domain.dead_letters import Queue
from chalicelib.domain.ids import LENGTH
from chalicelib.services.auditing import MOST, PAGE_LENGTH
from chalicelib.web.openapi import (
    drills,
    files,
    glimpses,
    messages,
    operating,
    posts,
    public,
    score,
    settings,
    statuspage,
    team_api,
    team_pages,
    telling,
    watching,
)
from chalicelib.web.openapi.operations import HTML, TAG_WORDS, paths
from chalicelib.web.openapi.shapes import ID, TEXT, Shape, ref, whole_number, word_of
from chalicelib.web.programs.history_api import LAST_PAGE
from chalicelib.web.requests import Request
from chalicelib.web.responses import Reply, cached, text

VERSION = "0.1.0"
_TITLE = "Candor"
_DESCRIPTION = (
    "Every address of a status page: what readers see, what their programs read, and what the team "
    "writes; and what is posted to webhooks. Errors are pages, or problem+json (RFC 9457) for "
    "whoever asks for JSON; what our own fault is comes with 500. Pages and files, but not the "
    "API v2, stand below the code of each of the page's languages as well, such as "
    "/de/history.atom."
)
_PROBLEM = "application/problem+json"
_ERRORS = {
    401: "Who you are isn't known: there is no key or session, or it is over.",
    403: "You may not do that, or it came from another site.",
    404: "There is nothing at this address; or there is no page yet.",
    409: "Somebody else was faster, or it has come too far for that.",
    413: "That is more than can be taken at once.",
    422: "What was sent can't be used; `faults` says why, each at its place.",
    429: "That was a little too often; `Retry-After` says when to try again.",
    503: "We can't answer right now; `Retry-After` says when to try again.",
}
_TAG = r'^("?[0-9]{1,9}"?|\*)?$'


def openapi(request: Request) -> Reply:
    """The document, for the address that it was asked at."""
    return _reply(request.prefix)


@cache  # of prefixes there are as few as the gateway makes
def _reply(prefix: str) -> Reply:
    body = json.dumps(document(prefix), ensure_ascii=False, separators=(",", ":"))
    return cached(text(body, "application/json"))


def document(prefix: str = "") -> dict[str, Any]:
    """Every public address and every one of the team's; `prefix` is what stands before them."""
    operations = (
        *public.operations(),
        *public.notice(),
        *files.operations(),
        *team_api.operations(),
        *operating.operations(),
        *team_pages.operations(),
    )
    return {
        "openapi": "3.1.1",
        "info": {
            "title": _TITLE,
            "version": VERSION,
            "description": _DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": prefix or "/"}],
        "tags": [{"name": tag.value, "description": words} for tag, words in TAG_WORDS.items()],
        "paths": paths(operations),
        "webhooks": posts.webhooks(),
        "components": {
            "schemas": {
                **statuspage.SHAPES,
                **glimpses.SHAPES,
                **telling.SHAPES,
                **messages.SHAPES,
                **posts.SHAPES,
                **watching.SHAPES,
                **score.SHAPES,
                **operating.SHAPES,
                **drills.SHAPES,
                **settings.SHAPES,
            },
            "responses": _responses(),
            "parameters": _parameters(),
            "securitySchemes": {
                team_api.KEY: {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An API key, which `candor key create` makes.",
                },
                team_pages.SESSION: {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "__Host-candor",
                    "description": "The session of somebody who signed in at /admin/sign-in.",
                },
            },
        },
    }


def _responses() -> dict[str, Shape]:
    """Each error, for programs alone and for people as well."""
    known: dict[str, Shape] = {}
    for status, words in _ERRORS.items():
        problem = {_PROBLEM: {"schema": ref("Problem")}}
        page = {HTML: {"schema": {"type": "string"}}, **problem}
        known[f"Problem{status}"] = {"description": words, "content": problem}
        known[f"Page{status}"] = {"description": words, "content": page}
    return known


def _parameters() -> dict[str, Shape]:
    ids = (
        "incident_id",
        "maintenance_id",
        "component_id",
        "check_id",
        "message_id",
        "person_id",
        "key_id",
        "drill_id",
    )
    return {
        **{name: _in("path", name, ID, f"Its id, of {LENGTH} characters.") for name in ids},
        **_in_paths(),
        **_in_queries(),
        **_in_headers(),
    }


def _in_paths() -> dict[str, Shape]:
    month: Shape = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$", "examples": ["2026-11"]}
    path: Shape = {"type": "string", "pattern": "^[A-Za-z0-9/._-]+$", "examples": ["index.html"]}
    run: Shape = {"type": "string", "pattern": "^[a-z0-9]{16}$"}
    key: Shape = {"type": "string", "pattern": "^[a-z0-9-]{1,40}$", "examples": ["anna"]}
    session: Shape = {"type": "string", "pattern": "^[0-9a-z]{1,64}$"}
    return {
        "month": _in("path", "month", month, "A month since the page's own record began."),
        "path": _in("path", "path", path, "A path, which may have slashes in it."),
        "run_id": _in("path", "run_id", run, "The id of a run."),
        "session_id": _in("path", "session_id", session, "The id of a session."),
        "key": _in("path", "key", key, "The short name that it keeps."),
        "queue": _in("path", "queue", word_of(Queue), "One of the queues."),
        "subscriber_id": _in("path", "subscriber_id", operating.SUBSCRIBER_ID, "Its id."),
        "token": _in("path", "token", TEXT, "What the link has."),
    }


def _in_queries() -> dict[str, Shape]:
    limit = {**whole_number(1, MOST), "default": PAGE_LENGTH}
    page = {**whole_number(1, LAST_PAGE), "default": 1}
    return {
        "page": _in("query", "page", page, "Three months each, from the present one back."),
        "before": _in("query", "before", TEXT, "The id of an entry: those before it are shown."),
        "after": _in("query", "after", TEXT, "The id of the last one that you have."),
        "limit": _in("query", "limit", limit, "How many entries, at most."),
        "return": _in("query", "return", TEXT, "An address of the product's to lead back to."),
    }


def _in_headers() -> dict[str, Shape]:
    once: Shape = {"type": "string", "maxLength": 255}
    return {
        "if_none_match": _in("header", "If-None-Match", TEXT, "The ETag of what you have."),
        "if_match": _in(
            "header",
            "If-Match",
            {"type": "string", "pattern": _TAG},
            "The ETag of what you read: 409 if somebody wrote since.",
        ),
        "idempotency_key": _in(
            "header",
            "Idempotency-Key",
            once,
            "Of your choice: what is sent again with it is done once.",
        ),
    }


def _in(place: str, name: str, shape: Shape, description: str) -> Shape:
    needed = {"required": True} if place == "path" else {}
    return {"name": name, "in": place, "schema": shape, **needed, "description": description}
