"""One address for each language: the code in the path, and the choice at the front door."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import urlencode

from chalicelib.domain.errors import CandorError
from chalicelib.domain.page import PageSettings
from chalicelib.observability import logger
from chalicelib.services import publishing
from chalicelib.web.renderings import rendered
from chalicelib.web.requests import Request
from chalicelib.web.responses import Reply, found
from chalicelib.words import LANGUAGES, Tongue, tongue

_IN_PATH = re.compile(rf"/(?P<code>{'|'.join(map(re.escape, LANGUAGES))})(?P<rest>/.*)?")
# What programs read has one address.
_WITHOUT_LANGUAGE = ("/api/", "/healthz")
_WEIGHTED = re.compile(
    r"\s*(?P<range>[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*|\*)\s*"
    r"(?:;\s*[qQ]\s*=\s*(?P<q>0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?"
)
_LONGEST_HEADER = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternate:
    """The same page in one of the page's languages; `href` is within this host."""

    tongue: Tongue
    href: str
    path: str
    is_current: bool


def in_language(request: Request) -> Request:
    """The request without the code in its path, when the page can be read in that language.

    Any other path is left as it is. Reads the page only when there is a code; when it can't be
    read, whatever is wrong, what answers has to say so, in that language.
    """
    match = _IN_PATH.fullmatch(request.path)
    if match is None or (match["rest"] or "").startswith(_WITHOUT_LANGUAGE):
        return request
    page = _page(request)
    if page and match["code"] not in page.languages:
        return request
    return replace(request, path=match["rest"] or "/", language=match["code"])


def _page(request: Request) -> PageSettings | None:
    try:
        return publishing.current(request.now, monotonic=request.monotonic).snapshot.page
    except CandorError:  # whoever answers meets it again
        return None
    except Exception:  # noqa: BLE001 - the notice answers whatever is wrong, in each language
        logger.exception("any language is taken for one of the page's", path=request.path)
        return None


def as_preferred(request: Request) -> Request:
    """The request in the language that its header asks for, of those that the page has.

    For what has no address of its own in each language, and isn't cached.
    """
    page = _page(request)
    offered = page.languages if page else tuple(LANGUAGES)
    code = preferred(request.headers.get("accept-language", ""), offered)
    return request if code == offered[0] else replace(request, language=code)


def tongue_of(request: Request, page: PageSettings) -> Tongue:
    """What to answer in: the language of the address, else the page's first."""
    return tongue(request.language or page.languages[0])


def alternates(request: Request, page: PageSettings) -> tuple[Alternate, ...]:
    """This page in each of its languages; none when there is only one."""
    if len(page.languages) == 1:
        return ()
    shown = tongue_of(request, page).code
    return tuple(
        Alternate(
            tongue=tongue(code),
            href=f"{request.prefix}/{code}{request.path}",
            path=f"/{code}{request.path}",
            is_current=code == shown,
        )
        for code in page.languages
    )


def at_the_door(answer: Callable[[Request], Reply]) -> Callable[[Request], Reply]:
    """The answer at `/`, or the way to the reader's own language when another is preferred.

    An address that names its language is never led away from it.
    """

    def negotiated(request: Request) -> Reply:
        if request.language:
            return answer(request)
        view = publishing.current(request.now, monotonic=request.monotonic)
        page = view.snapshot.page
        if len(page.languages) == 1:
            return answer(request)
        code = preferred(request.headers.get("accept-language", ""), page.languages)
        if code != page.languages[0]:
            asked = f"?{urlencode(request.query)}" if request.query else ""
            return found(f"{request.prefix}/{code}/{asked}", vary="Accept-Language")
        key = ("at the door", *request.key)
        return rendered(view, key, lambda: _varying(answer(request)))

    return negotiated


@lru_cache(maxsize=256)  # browsers send few different ones
def preferred(accept_language: str, offered: tuple[str, ...]) -> str:
    """Which of the offered languages suits best; the first when none is asked for.

    Relatives count as the language itself: de-AT is met by de, and pt as well as pt-PT by pt-BR,
    which goes a little further than RFC 4647, 3.4. Equals go by their order in the header, then
    in the offer.
    """
    weights = _weights(accept_language)
    if not weights:
        return offered[0]
    ranked = [(_weight(code, weights), -rank, code) for rank, code in enumerate(offered)]
    weight, _, code = max(ranked)
    return code if weight[0] > 0 else offered[0]


def _weights(accept_language: str) -> Mapping[str, tuple[float, int]]:
    """By range, in small letters: its quality, and how early it stands (higher is earlier)."""
    weights: dict[str, tuple[float, int]] = {}
    for place, part in enumerate(accept_language[:_LONGEST_HEADER].split(",")):
        match = _WEIGHTED.fullmatch(part)
        if match:
            quality = float(match["q"]) if match["q"] else 1.0
            weights.setdefault(match["range"].lower(), (quality, -place))
    return weights


def _weight(code: str, weights: Mapping[str, tuple[float, int]]) -> tuple[float, int]:
    """How much the language is wanted: by its own name or its relatives', else by any (`*`)."""
    own, root = code.lower(), code.lower().partition("-")[0]
    if weights.get(own, (1.0, 0))[0] == 0:
        return weights[own]
    kin = [weight for wanted, weight in weights.items() if wanted.partition("-")[0] == root]
    return max(kin) if kin else weights.get("*", (0.0, 0))


def _varying(reply: Reply) -> Reply:
    """The page itself depends on the header as much as the redirect does."""
    vary = f"{reply.headers['Vary']}, Accept-Language"
    return replace(reply, headers={**reply.headers, "Vary": vary})
