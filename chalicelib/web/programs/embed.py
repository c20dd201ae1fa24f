"""For the company's own pages: a banner by script, and a small page to put into a frame."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.headline import Headline, headline
from chalicelib.domain.incidents import name_of
from chalicelib.domain.maintenances import active
from chalicelib.domain.page_urls import incident_url
from chalicelib.domain.snapshot import View
from chalicelib.web.addresses import url_in
from chalicelib.web.programs.markup import add, html_of, root
from chalicelib.web.responses import Reply, data, html, text
from chalicelib.web.theme import STATUS_COLORS, favicon_svg
from chalicelib.words import Tongue

_SCRIPT = Path(__file__).parent / "static" / "embed.js"
_WELL = (ComponentStatus.OPERATIONAL, ComponentStatus.NO_DATA)
_CSS = (
    ":root{color-scheme:light dark}"
    "body{margin:0;font:16px/1.4 system-ui,sans-serif}"
    "a{display:flex;gap:8px;align-items:center;padding:8px;color:inherit;text-decoration:none}"
    "a:hover,a:focus-visible{text-decoration:underline}"
    "img{width:16px;height:16px;flex:none}"
)
_FRAMED = {
    # The one page of ours that others may put into theirs, also those that isolate themselves.
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-Robots-Tag": "noindex",
}


def embed_js(view: View, tongue: Tongue) -> Reply:
    """The script, which knows where its data is, in which the words are."""
    return text(_script(url_in(view, tongue)), "text/javascript")


def embed_json(view: View, tongue: Tongue) -> Reply:
    """What the script shows: `show` says whether there is anything to tell just now."""
    top = _top(view, tongue)
    checked_at = view.last_checked_at
    told, url = view.snapshot.open_incidents, url_in(view, tongue)
    body = {
        "show": top.status not in _WELL or (bool(told) and view.blind_since is None),
        "status": top.status.value,
        "text": top.words,
        "color": STATUS_COLORS[_ground(top.status)][0],
        "link": tongue.say("What we know"),
        "url": incident_url(url, told[0].id) if len(told) == 1 else url,
        "close": tongue.say("Close"),
        "lang": tongue.code,
        "dir": tongue.direction,
        "checked_at": checked_at.isoformat() if checked_at else None,
    }
    return data(body)


def embed(view: View, tongue: Tongue) -> Reply:
    """A small page for a frame: how things are in one line, which leads to the page."""
    top = _top(view, tongue)
    page = root("html", {"lang": tongue.code, "dir": tongue.direction})
    head = add(page, "head")
    add(head, "meta", None, {"charset": "utf-8"})
    add(head, "meta", None, {"name": "viewport", "content": "width=device-width"})
    add(head, "title", view.snapshot.page.name)
    add(head, "style", _CSS)
    body = add(add(page, "body"), "main")
    link = add(body, "a", None, {"href": f"{url_in(view, tongue)}/", "target": "_blank"})
    link.set("rel", "noopener")
    add(link, "img", None, {"src": _data_uri(favicon_svg(top.status)), "alt": ""})
    add(link, "span", f"{view.snapshot.page.name}: {top.words}")
    reply = html(f"<!doctype html>\n{html_of(page)}", policy=_policy())
    return replace(reply, headers={**reply.headers, **_FRAMED})


def _top(view: View, tongue: Tongue) -> Headline:
    """The headline; while all is well, the maintenance that is under way."""
    top = headline(view, tongue)
    running = active(view.snapshot.maintenances)
    if top.status is ComponentStatus.OPERATIONAL and running:
        words = tongue.say("Maintenance: {name}", name=name_of(running[0], tongue.code).text)
        return Headline(words, ComponentStatus.UNDER_MAINTENANCE)
    return top


def _ground(status: ComponentStatus) -> ComponentStatus:
    """Grey, not green, when something is told of while every component works."""
    return ComponentStatus.NO_DATA if status is ComponentStatus.OPERATIONAL else status


@cache
def _script(url: str) -> str:
    """Squeezed: without comments and what stands at the beginning of lines."""
    source = _SCRIPT.read_text(encoding="utf-8")
    squeezed = re.sub(r"^\s+|^//.*\n", "", source, flags=re.MULTILINE)
    within = json.dumps(url)[1:-1].replace("<", "\\u003c")
    return re.sub(r"^//.*\n", "", squeezed, flags=re.MULTILINE).replace("{url}", within)


def _data_uri(svg: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


@cache
def _policy() -> str:
    digest = base64.b64encode(hashlib.sha256(_CSS.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; "
        "form-action 'none'; frame-ancestors *"
    )
