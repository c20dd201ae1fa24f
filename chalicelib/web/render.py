"""Templates to HTML: everything escaped, one self-contained file, and the policy that fits it."""

import base64
import hashlib
import re
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.incidents import STAGE_WORDS
from chalicelib.domain.page import Logo, PageSettings
from chalicelib.domain.wording import STATUS_WORDS, clock_time, date_and_time, duration
from chalicelib.web.responses import Reply, html
from chalicelib.web.theme import favicon_svg, theme_css

_TEMPLATES = Path(__file__).parent / "templates"


def page(
    template: str,
    settings: PageSettings,
    *,
    status: int = 200,
    shows: ComponentStatus = ComponentStatus.NO_DATA,
    **values: object,
) -> Reply:
    """The template as a reply, with the state that it `shows` in the browser's tab.

    Its Content-Security-Policy names the one style it holds.

    Pages are cached, so the style is allowed by its hash: a nonce would be shared by everybody.
    """
    css = stylesheet(settings.brand_color, settings.accent_color)
    body = (
        _environment()
        .get_template(template)
        .render(
            css=css,
            page=settings,
            zone=settings.time_zone,
            logo=_data_uri(settings.logo),
            favicon=favicon_svg(shows),
            stage_words=STAGE_WORDS,
            **values,
        )
    )
    return html(body, policy=_policy(css), status=status)


@lru_cache(maxsize=4)
def stylesheet(brand: str, accent: str) -> str:
    """The page's style, small enough to travel inside each page: one request shows everything."""
    source = (_TEMPLATES / "style.css").read_text(encoding="utf-8")
    without_comments = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
    squeezed = re.sub(r"\s*([{}:;,>])\s*", r"\1", re.sub(r"\s+", " ", without_comments))
    return theme_css(brand, accent) + squeezed.strip()


@lru_cache(maxsize=4)
def _policy(css: str) -> str:
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


@lru_cache(maxsize=2)
def _data_uri(logo: Logo | None) -> str | None:
    """The logo within the page: nothing else has to load while things are down."""
    if logo is None:
        return None
    return f"data:{logo.media_type};base64,{base64.b64encode(logo.content).decode()}"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["clock_time"] = clock_time
    environment.filters["date_and_time"] = date_and_time
    environment.filters["duration"] = duration
    environment.filters["uri"] = lambda text: quote(text, safe="")
    environment.filters["status_words"] = lambda status: STATUS_WORDS[status]
    return environment
