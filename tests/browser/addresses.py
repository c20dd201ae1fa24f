"""Which addresses there are to look at: every page of ours, with the ids that a state has."""

import re
from dataclasses import dataclass

from chalicelib.web.routes import ROUTES
from tests.browser.site import Site

_PAGES = (
    "/",
    "/incidents/{incident}",
    "/incidents/{incident}/answers",
    "/incidents/{incident}/answers/sent",
    "/maintenances/{maintenance}",
    "/components/{component}",
    "/history",
    "/history/2026-10",
    "/uptime",
    "/uptime/2026-10",
    "/maintenance",
    "/subscriptions",
    "/subscriptions/sent",
    "/subscriptions/posted",
    "/subscriptions/proved",
    "/subscriptions/code/0123abcd",
    "/subscriptions/manage/{link}",
    "/s/{link}",
    "/down",
    "/embed",
)
_LOST = "/no-such-page"
_LANGUAGES = ("/de/", "/ja/", "/de/incidents/{incident}", "/fr/components/{component}")
# Which states have incidents and maintenances to show; every state has components.
_LONG_WATCHED = ("healthy", "trouble", "wall", "maintenance", "blind", "many")
_HAVE = {"incident": (*_LONG_WATCHED, "asked", "told"), "maintenance": _LONG_WATCHED}
# Pages that say the same whatever the state is, and in which states they are looked at.
_RICHEST = "trouble"
_SAME = {
    "/subscriptions": (_RICHEST,),
    "/subscriptions/sent": (_RICHEST,),
    "/subscriptions/posted": (_RICHEST,),
    "/subscriptions/proved": (_RICHEST,),
    "/subscriptions/code/0123abcd": (_RICHEST,),
    "/subscriptions/manage/{link}": (_RICHEST,),
    "/s/{link}": (_RICHEST,),
    "/incidents/{incident}/answers": ("asked",),
    "/incidents/{incident}/answers/sent": ("asked",),
    _LOST: (_RICHEST,),
    "/history/2026-10": (_RICHEST, "wall"),
    "/uptime/2026-10": (_RICHEST,),
}
_NO_PAGES = ("/healthz", "/uptime/2026-10.csv", "/i/000000000000")
_LISTED = {
    "incident": ("/api/v2/incidents.json", "incidents"),
    "maintenance": ("/api/v2/scheduled-maintenances.json", "scheduled_maintenances"),
    "component": ("/api/v2/components.json", "components"),
}


@dataclass(frozen=True, slots=True)
class Address:
    """An address as it is asked for, and under which name tests speak of it."""

    name: str
    path: str

    @property
    def status(self) -> int:
        """What it is answered with when all is as it should be."""
        return {"/down": 503, _LOST: 404}.get(self.name, 200)

    @property
    def is_framed(self) -> bool:
        """Whether it is a part of other people's pages."""
        return self.name == "/embed"


def names(state: str) -> list[str]:
    """The names of the pages of a state, which are known before the state is made."""
    languages = _LANGUAGES if state == _RICHEST else ()
    return [
        name
        for name in (*_PAGES, _LOST, *languages)
        if _is_answered(name)
        and all(state in _HAVE.get(each, (state,)) for each in _needs(name))
        and state in _SAME.get(name, (state,))
    ]


def address(site: Site, name: str) -> Address:
    """The address with the state's own ids in it."""
    return Address(name, name.format(**{each: _id(site, each) for each in _needs(name)}))


def unlisted() -> list[str]:
    """The patterns of routes to pages that stand in no list of this file."""
    paths = [_plain(name) for name in _PAGES]
    return [
        route.pattern.pattern
        for route in ROUTES
        if "GET" in route.answers
        and "OPTIONS" not in route.answers  # data, that other pages may ask for
        and not any(map(route.pattern.fullmatch, (*paths, *_NO_PAGES)))
    ]


def _needs(name: str) -> list[str]:
    return re.findall(r"{(\w+)}", name)


def _plain(name: str) -> str:
    return re.sub(r"{\w+}", "0" * 12, name).partition("?")[0]


def _is_answered(name: str) -> bool:
    """Whether there is such a route; an address that nobody answers is one of its own."""
    path = _plain(re.sub("^/[a-z]{2}/", "/", name))
    return name == _LOST or any(route.pattern.fullmatch(path) for route in ROUTES)


def _id(site: Site, what: str) -> str:
    """The id of one of them; of the components, one where something is wrong if there is any."""
    if what == "link":
        return site.link()
    path, key = _LISTED[what]
    rows = [row for row in site.get(path)[key] if not row.get("group")]
    found: str = sorted(rows, key=lambda row: bool(row.get("status") == "operational"))[0]["id"]
    return found
