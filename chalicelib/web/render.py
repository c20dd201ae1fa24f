"""Templates to HTML: everything escaped, one self-contained file, and the policy that fits it."""

import base64
import hashlib
import re
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import quote

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket

from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.page import Logo, PageSettings
from chalicelib.web.languages import alternates, tongue_of
from chalicelib.web.requests import Request
from chalicelib.web.responses import Reply, html
from chalicelib.web.speech import filters_of, globals_of
from chalicelib.web.theme import favicon_svg, theme_css
from chalicelib.words import Tongue

_TEMPLATES = Path(__file__).parent / "templates"


def page(
    template: str,
    settings: PageSettings,
    request: Request,
    *,
    status: int = 200,
    shows: ComponentStatus = ComponentStatus.NO_DATA,
    live: bool = False,
    details: bool = False,
    **values: object,
) -> Reply:
    """The template as a reply, with the state that it `shows` in the browser's tab.

    It speaks the language that the request's address names, else the page's first. Links to pages
    begin with `base`, those to data with `prefix`. With its public address as `url`, search engines
    are told where it is in other languages. Its Content-Security-Policy names the one style and
    the one script, which pages that are `live` have; those with `details` have more style.

    Pages are cached, so both are allowed by their hashes: a nonce would be shared by everybody.
    """
    css = stylesheet(settings.brand_color, settings.accent_color, details=details)
    script = live_script() if live else ""
    tongue = tongue_of(request, settings)
    body = (
        _environment(tongue)
        .get_template(template)
        .render(
            css=css,
            script=script,
            page=settings,
            zone=settings.time_zone,
            logo=_data_uri(settings.logo),
            favicon=favicon_svg(shows),
            prefix=request.prefix,
            base=request.base,
            path=request.path,
            alternates=alternates(request, settings),
            **{"url": "", **values},
        )
    )
    return html(body, policy=_policy(css, script), status=status)


@lru_cache(maxsize=4)
def stylesheet(brand: str, accent: str, *, details: bool = False) -> str:
    """The page's style, small enough to travel inside each page: one request shows everything."""
    sheets = ("style.css", "details.css") if details else ("style.css",)
    source = "".join((_TEMPLATES / name).read_text(encoding="utf-8") for name in sheets)
    without_comments = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
    squeezed = re.sub(r"\s*([{}:;,>])\s*", r"\1", re.sub(r"\s+", " ", without_comments))
    return theme_css(brand, accent) + squeezed.strip()


@cache
def live_script() -> str:
    """What keeps a page fresh; it travels inside of it, as the style does."""
    return squeezed_script((_TEMPLATES / "script.js").read_text(encoding="utf-8"))


def squeezed_script(source: str) -> str:
    """The script without lines that are comments, and without room that means nothing.

    What stands in quotes stays as it is. The source has no regular expressions, which could be
    taken for something else, and ends its statements with semicolons.
    """
    lines = (line.strip() for line in source.splitlines())
    code = "\n".join(line for line in lines if line and not line.startswith("//"))
    tight = re.sub(_QUOTED_OR_ROOM, lambda found: found[1] or found[2] or found[3], code)
    return tight.replace(";}", "}")


_QUOTED_OR_ROOM = re.compile(
    r"""("[^"]*"|`[^`]*`)|\s*([{}()\[\]=,;:?<>&|*!]+)\s*|(?<=[\w)\]]) ([-+/]) (?=[\w(])"""
)


@lru_cache(maxsize=8)
def _policy(css: str, script: str) -> str:
    runs = f"script-src '{_hash(script)}'; connect-src 'self'; " if script else ""
    return (
        f"default-src 'none'; style-src '{_hash(css)}'; {runs}img-src data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@lru_cache(maxsize=2)
def _data_uri(logo: Logo | None) -> str | None:
    """The logo within the page: nothing else has to load while things are down."""
    if logo is None:
        return None
    return f"data:{logo.media_type};base64,{base64.b64encode(logo.content).decode()}"


class _Compiled(BytecodeCache):
    """Templates that were compiled for one language serve the others."""

    def __init__(self) -> None:
        self._codes: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._codes:
            bucket.bytecode_from_string(self._codes[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key] = bucket.bytecode_to_string()


_compiled = _Compiled()


@cache
def _environment(tongue: Tongue) -> Environment:
    """One for each language, so that macros speak it as well."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_compiled,
    )
    environment.globals.update(globals_of(tongue))
    environment.filters.update(filters_of(tongue))
    environment.filters["uri"] = lambda text: quote(text, safe="")
    return environment
