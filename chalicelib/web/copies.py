"""The site as files: what outlives us, in S3 or on any host, without anything that runs.

Each file is what our own HTTP function answers, made for the page's public address. A page says
that it is a copy, and as of when; its own script turns it grey when the pulse beside it is old.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape

from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.copies import PULSE_PATH, QUIET_AFTER, CopiedFile, seconds, written
from chalicelib.domain.errors import NotFound, Unavailable
from chalicelib.domain.settled import settled
from chalicelib.domain.snapshot import View
from chalicelib.domain.urls import origin_of
from chalicelib.domain.wording import status_word
from chalicelib.services import publishing
from chalicelib.web import render
from chalicelib.web.assets import COPY, script_of
from chalicelib.web.content_policy import hash_of
from chalicelib.web.programs.status_api import ENDPOINTS
from chalicelib.web.requests import Request
from chalicelib.web.responses import CACHED, Reply, data, html, text
from chalicelib.web.theme import favicon_svg
from chalicelib.words import Tongue, marked
from chalicelib.words import tongue as speaking

Respond = Callable[[Request], Reply]
Files = tuple[CopiedFile, ...]

NOTICE_FACTS, NOTICE, FRONT = "notice.json", "down.html", "index.html"
PROGRAMS = (*(address[1:] for address in ENDPOINTS), "status.txt", "favicon.svg", "badge.svg")
_IN_EACH_LANGUAGE = {NOTICE_FACTS: "/notice.json", NOTICE: "/down", FRONT: "/"}
# What stands in for the product's own pages is kept by nobody but an edge, for a moment.
_NOTICE_CACHED = "no-cache, s-maxage=5"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where a file stands among the copies, and which of our addresses it is a copy of."""

    path: str
    address: str
    language: str


def files(view: View, respond: Respond) -> Files:
    """All files but the pulse, in the order in which they may appear; `respond` answers HTTP.

    Data comes first, then the notices, then the pages, the front page last: where one leads to is
    there before it. They are the same for as long as nothing changes. Raises Unavailable when one
    of them can't be made.
    """
    global _last  # noqa: PLW0603 - made once for whoever asks for one file after another
    shown = settled(view)
    last = _last
    if last is None or last[0] != shown:
        with publishing.showing(shown):
            made = tuple(_file(place, shown, respond) for place in _places(shown))
        _last = last = (shown, made)
    return last[1]


_last: tuple[View, Files] | None = None


def list_of(found: Files) -> Reply:
    """What there is to be mirrored, in the order in which it may appear; kept by nobody."""
    listed = [{"path": file.path, "sha256": _digest(file.body)} for file in found]
    return data({"files": listed})


def one_of(found: Files, path: str) -> Reply:
    """That file as it is mirrored; raises NotFound."""
    for file in found:
        if file.path == path:
            return reply_of(replace(file, status=200))
    raise NotFound(marked("There is no copy of that name; /copy.json lists those that there are."))


def reply_of(file: CopiedFile) -> Reply:
    """The file as an answer of our own, which nobody keeps."""
    if file.policy:
        return html(file.body, policy=file.policy, status=file.status)
    media = file.content_type.partition(";")[0]
    return replace(text(file.body, media), status=file.status)


def _places(view: View) -> Iterator[_Place]:
    first, *others = view.snapshot.page.languages
    for name in PROGRAMS:
        yield _Place(path=name, address=f"/{name}", language=first)
    for name, address in _IN_EACH_LANGUAGE.items():
        for code in others:
            yield _Place(path=f"{code}/{name}", address=f"/{code}{address}", language=code)
        yield _Place(path=name, address=address, language=first)


def _file(place: _Place, view: View, respond: Respond) -> CopiedFile:
    """Links lead to the page's public address, wherever the copy stands."""
    prefix = view.snapshot.url
    request = Request(
        method="GET",
        path=place.address,
        prefix=prefix,
        now=view.at,
        monotonic=0.0,
        is_elsewhere=True,
    )
    reply = respond(request)
    is_notice = place.path.endswith(NOTICE)
    if reply.status != (503 if is_notice else 200):
        raise Unavailable(f"{place.address} can't be copied: it is answered with {reply.status}.")
    file = CopiedFile(
        path=place.path,
        content_type=reply.headers["Content-Type"],
        cache_control=_NOTICE_CACHED if is_notice else CACHED,
        body=reply.body,
        status=reply.status,
    )
    if not place.path.endswith(".html"):
        return file
    file = replace(file, policy=reply.headers["Content-Security-Policy"])
    return file if is_notice else _as_copy(file, view, speaking(place.language))


def _as_copy(page: CopiedFile, view: View, tongue: Tongue) -> CopiedFile:
    """The page, saying that it is a copy. Hosts of files send no policy: it carries its own.

    The notice is one already, and at home wherever it stands.
    """
    script = script_of(*COPY)
    rules = _rules(page.policy, view.snapshot.url, script)
    # Not to be framed is what only a header can say.
    own = {name: rule for name, rule in rules.items() if name != "frame-ancestors"}
    meta = f'<meta http-equiv="Content-Security-Policy" content="{escape(_policy(own))}">'
    body = _after(page.body, '<meta charset="utf-8">', f"\n{meta}")
    body = _before(body, "<main", _banner(page.path, view, tongue))
    body = _after(body, "<main", f' data-as-of="{written(view.at)}"')
    body = _before(body, "</body>", f"<script>{script}</script>\n")
    return replace(page, body=body, policy=_policy(rules))


def _banner(path: str, view: View, tongue: Tongue) -> str:
    return render.fragment(
        "copy.html",
        tongue,
        pulse="../" * path.count("/") + PULSE_PATH,
        after=seconds(QUIET_AFTER),
        unseen=status_word(ComponentStatus.NO_DATA, tongue),
        favicon=favicon_svg(ComponentStatus.NO_DATA),
        as_of=view.at,
        written=written(view.at),
        zone=view.snapshot.page.time_zone,
    )


def _rules(policy: str, url: str, script: str) -> dict[str, str]:
    """The policy's directives: forms go to the page itself, and one more script runs."""
    parts = (part.strip().partition(" ") for part in policy.split(";"))
    rules = {name: rule for name, _, rule in parts}
    rules["form-action"] += f" {origin_of(url)}"
    rules["script-src"] += f" {hash_of(script)}"
    return rules


def _policy(rules: Mapping[str, str]) -> str:
    return "; ".join(f"{name} {rule}" for name, rule in rules.items())


def _after(body: str, mark: str, added: str) -> str:
    return body.replace(mark, f"{mark}{added}", 1)


def _before(body: str, mark: str, added: str) -> str:
    return body.replace(mark, f"{added}{mark}", 1)


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()
