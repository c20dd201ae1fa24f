"""What programs read besides the API: feeds, calendars, badges, copies, and how we are."""

from collections.abc import Iterator, Mapping

from chalicelib.web.openapi.operations import (
    Kind,
    Operation,
    Tag,
    content,
    in_json,
    open_to_all,
    readable,
)
from chalicelib.web.openapi.shapes import Shape

_UNCHANGED: Mapping[int, Shape] = {304: {"description": "What you have is what there is."}}
_COMPONENT = "/components/{component_id}"
_ATOM, _RSS = "application/atom+xml", "application/rss+xml"
_CALENDAR, _SVG = "text/calendar", "image/svg+xml"
_FEEDS = (
    ("/history.atom", "atom", "Incidents and maintenances as an Atom feed", _ATOM),
    ("/history.rss", "rss", "The same as RSS 2.0", _RSS),
    ("/maintenance.ics", "calendar", "A calendar of maintenances", _CALENDAR),
    ("/history.ics", "calendar_by_its_old_name", "The same", _CALENDAR),
    (f"{_COMPONENT}/history.atom", "atom_of_component", "The feed of one component", _ATOM),
    (f"{_COMPONENT}/history.rss", "rss_of_component", "The same as RSS 2.0", _RSS),
    (
        f"{_COMPONENT}/maintenance.ics",
        "calendar_of_component",
        "The calendar of one component",
        _CALENDAR,
    ),
    ("/status.txt", "terminal", "The page for a terminal", "text/plain"),
)
_PICTURES = (
    ("/favicon.svg", "favicon", "The state as a small picture", _SVG),
    ("/favicon.ico", "favicon_by_its_usual_name", "The same, as SVG", _SVG),
    ("/badge.svg", "badge", "The state as a badge", _SVG),
    (f"{_COMPONENT}/badge.svg", "badge_of_component", "The badge of one component", _SVG),
    ("/embed", "frame", "The state in one line, for a frame in other pages", "text/html"),
    ("/embed.js", "script", "A banner for your own pages", "text/javascript"),
)
_GLIMPSES = (
    ("/badge.json", "badge_data", "The badge for shields.io", "Badge"),
    (f"{_COMPONENT}/badge.json", "badge_data_of_component", "The same of a component", "Badge"),
    ("/embed.json", "banner_data", "What the banner shows", "Banner"),
)


def _kind(tag: Tag) -> Kind:
    """What is shown as long as the page stands, and asked for again by its ETag."""
    return Kind(
        tag=tag, errors=(404, 503), is_page=True, parameters=("if_none_match",), extra=_UNCHANGED
    )


def operations() -> Iterator[Operation]:
    """All of them, in the order in which they are read."""
    for tag, rows in ((Tag.FEEDS, _FEEDS), (Tag.BADGES, _PICTURES)):
        for path, name, summary, media in rows:
            answers = {200: content(f"{summary}.", {media: {"type": "string"}})}
            yield from open_to_all(_kind(tag).one(f"GET {path}", f"read_{name}", summary, answers))
    for path, name, summary, shape in _GLIMPSES:
        answers = {200: in_json(f"{summary}.", shape)}
        kind = _kind(Tag.BADGES)
        yield from open_to_all(kind.one(f"GET {path}", f"read_{name}", summary, answers))
    facts = {200: in_json("What isn't known is left out.", "Notice")}
    summary = "The facts of the notice, for one that stands somewhere else"
    kind = _kind(Tag.NOTICE)
    yield from open_to_all(kind.one("GET /notice.json", "read_notice_facts", summary, facts))
    yield from _copies()
    yield from _ourselves()


def _copies() -> Iterator[Operation]:
    pulse = {200: in_json("The pulse.", "Pulse")}
    summary = "When we looked last, by which pages that are copies go"
    kept = _kind(Tag.COPIES)
    yield from open_to_all(kept.one("GET /pulse.json", "read_pulse", summary, pulse))
    kind = Kind(tag=Tag.COPIES, errors=(404, 503), is_page=True)
    listed = {200: in_json("In the order in which they may appear.", "Copies")}
    summary = "The page as files: path and SHA-256 of each"
    yield from open_to_all(kind.one("GET /copy.json", "read_copies", summary, listed))
    one = {200: content("The file.", {"*/*": None})}
    summary = "One of these files"
    yield from open_to_all(kind.one("GET /copy/{path}", "read_copy", summary, one))


def _ourselves() -> Iterator[Operation]:
    kind = Kind(tag=Tag.COPIES, errors=(404,))
    answers = {
        200: in_json("The checks run.", "Health"),
        503: in_json("They have gone quiet, or the page can't be read.", "Health"),
    }
    answers[503]["content"]["application/problem+json"] = {
        "schema": {"$ref": "#/components/schemas/Problem"}
    }
    yield from readable(kind.one("GET /healthz", "read_health", "Whether we look", answers))
    document = {200: content("OpenAPI 3.1.", {"application/json": {"type": "object"}})}
    summary = "This document"
    kind = Kind(tag=Tag.COPIES, errors=(), parameters=("if_none_match",), extra=_UNCHANGED)
    yield from open_to_all(kind.one("GET /openapi.json", "read_openapi", summary, document))
