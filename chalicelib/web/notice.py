"""The server-down notice: what customers see in place of an error message."""

import json
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.errors import NotFound
from chalicelib.domain.message_images import fits_notice
from chalicelib.domain.messages import Message, Slot, message_in
from chalicelib.domain.page import Link, PageSettings
from chalicelib.domain.snapshot import View
from chalicelib.domain.standing import standing
from chalicelib.observability import logger
from chalicelib.services import publishing
from chalicelib.web import from_copies, render
from chalicelib.web.errors import face
from chalicelib.web.languages import tongue_of
from chalicelib.web.notice_facts import Facts, Seen, facts, verdict
from chalicelib.web.renderings import rendered
from chalicelib.web.requests import Request
from chalicelib.web.responses import Reply, data, problem
from chalicelib.words import Tongue

_RETRY_AFTER_S = 60
_HEADERS = {"Retry-After": str(_RETRY_AFTER_S), "X-Robots-Tag": "noindex"}
# In UTF-8; what is longer is worth a visit of the status page, not the weight in each notice.
_MESSAGE_BYTES, _URL_BYTES = 400, 300
# Compressed. A picture that doesn't leave room for that is left out: docs/notice promises 14 KB.
_LARGEST = 13_900
_ADDRESS = re.compile(r"[!-\[\]-~]{1,2000}")  # what URLs are made of, and no backslash
_SHOWN_AS = {
    Seen.WELL: ComponentStatus.NO_DATA,
    Seen.TROUBLE: ComponentStatus.MAJOR_OUTAGE,
    Seen.MAINTENANCE: ComponentStatus.UNDER_MAINTENANCE,
    Seen.UNSEEN: ComponentStatus.NO_DATA,
}


def down(request: Request) -> Reply:
    """503 with the open incident's words, or a kind sentence when there is none.

    It answers whatever stood for the product: any method, any path below it, also when our own
    table can't be read. `return` in the query is where the visitor came from.
    """
    try:
        view = publishing.current(request.now, monotonic=request.monotonic)
    except NotFound:  # before the first apply
        view = None
    except Exception:  # noqa: BLE001 - it stands in for what broke: whatever is wrong, it answers
        logger.exception("the notice goes without news", path=request.path)
        view = publishing.held(request.now)
        if view is None and (copy := _copy(request)):
            return copy
    back = _back(request.query.get("return", ""), view)
    if view is None or back:  # what a stranger chose isn't kept for others
        return _reply(request, view, back)
    key = ("the notice", request.language or "", str(request.wants_json))
    return rendered(view, key, lambda: _reply(request, view, back))


def notice_json(view: View, tongue: Tongue) -> Reply:
    """The same facts for a notice that stands somewhere else, to keep itself true."""
    return data({**_members(view, tongue), "lang": tongue.code})


def _copy(request: Request) -> Reply | None:
    """The published copy, if there is one; for programs, made of the facts in theirs."""
    try:
        copy = from_copies.copy_of(request)
        if copy is None or not request.wants_json:
            return copy and replace(copy, headers={**copy.headers, **_HEADERS})
        members = json.loads(copy.body)
        return _problem(members["title"], members["text"], members)
    except Exception:  # noqa: BLE001 - as with the news: the notice answers without
        logger.exception("the notice goes without its copy", path=request.path)
        return None


def _reply(request: Request, view: View | None, back: str) -> Reply:
    page = view.snapshot.page if view else face(request)
    tongue = tongue_of(request, page)
    known = facts(view, tongue)
    if request.wants_json:
        members = _members(view, tongue) if view else {}
        return _problem(known.title.text, known.text.text, {"status": known.seen.value, **members})
    messages = _fitting(view, tongue) if view else ()
    reply = _page(request, view, back, known, messages)
    if any(each.image for each in messages) and _size(reply) > _LARGEST:
        reply = _page(request, view, back, known, [replace(m, image=None) for m in messages])
    return replace(reply, headers={**reply.headers, **_HEADERS})


def _page(
    request: Request, view: View | None, back: str, known: Facts, messages: Sequence[Message]
) -> Reply:
    page = view.snapshot.page if view else face(request)
    tongue = tongue_of(request, page)
    # Whatever was asked for below it, it is one notice, and its links lead to the page itself.
    canonical = replace(request, path="/down", prefix=view.snapshot.url if view else request.prefix)
    return render.notice(
        page,
        canonical,
        shows=_SHOWN_AS[known.seen],
        facts=known,
        verdict=verdict(view, tongue),
        back=back,
        at=view.at.isoformat() if view else "",
        is_home_known=not canonical.is_elsewhere or canonical.prefix != "",
        messages=messages,
        contacts=_contacts(page, tongue),
    )


def _size(reply: Reply) -> int:
    return len(zlib.compress(reply.body.encode(), 6))


def _problem(title: str, text: str, members: Mapping[str, str]) -> Reply:
    """As RFC 9457 has it; its `status` is that of the answer, and `seen` is what we see."""
    taken = ("title", "text", "status")
    more = {name: value for name, value in members.items() if name not in taken}
    seen = {"seen": members["status"]}
    return problem(503, title, text, headers=_HEADERS, members={**more, **seen})


def _members(view: View, tongue: Tongue) -> dict[str, str]:
    known, page = facts(view, tongue), view.snapshot
    below = "" if tongue.code == page.page.languages[0] else f"/{tongue.code}"
    return dict(known.as_members(verdict(view, tongue), f"{page.url}{below}"))


def _back(wanted: str, view: View | None) -> str:
    """The address to return to, if it is the product's own; "" for any other.

    It has to begin with an origin as it stands in the settings, and nothing is parsed: what we and
    browsers take for the host of an address isn't always the same.
    """
    origins = view.snapshot.page.notice.origins if view else ()
    begins = tuple(f"{origin}{end}" for origin in origins for end in ("/", "?", "#"))
    is_ours = wanted in origins or wanted.startswith(begins)
    return wanted if is_ours and _ADDRESS.fullmatch(wanted) else ""


def _fitting(view: View, tongue: Tongue) -> Sequence[Message]:
    """The first message that is short enough, perhaps without its picture; the page has all."""
    short = (
        each
        for each in standing(view, Slot.NOTICE)
        if len(message_in(each, tongue.code).text.encode()) <= _MESSAGE_BYTES
        and (each.link is None or len(each.link.url) <= _URL_BYTES)
    )
    return tuple(
        each if each.image is None or fits_notice(each.image) else replace(each, image=None)
        for each in tuple(short)[:1]
    )


def _contacts(page: PageSettings, tongue: Tongue) -> Sequence[Link]:
    url = page.support_url
    help_ = (Link(tongue.say("Get help"), url),) if url and len(url) <= _URL_BYTES else ()
    return (*help_, *page.notice.contacts)
