"""Templates to HTML: everything escaped, one self-contained file, and the policy that fits it."""

import base64
import zlib
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import quote

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket

from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.incidents import Signature
from chalicelib.domain.notice_mark import NOTICE_MARK
from chalicelib.domain.page import Logo, PageSettings
from chalicelib.domain.urls import origin_of
from chalicelib.web.assets import DETAILS, GLANCE, NOTICE, PAGE, TEAM, script_of, stylesheet
from chalicelib.web.content_policy import Reach, policy, reach_of
from chalicelib.web.languages import alternates, tongue_of
from chalicelib.web.requests import Request
from chalicelib.web.responses import Reply, html
from chalicelib.web.speech import filters_of, globals_of
from chalicelib.web.theme import favicon_svg
from chalicelib.words import ENGLISH, Tongue

_TEMPLATES = Path(__file__).parent / "templates"
_LOGO_AT_MOST = 2_500  # bytes, compressed


def page(
    template: str,
    settings: PageSettings,
    request: Request,
    *,
    status: int = 200,
    shows: ComponentStatus = ComponentStatus.NO_DATA,
    scripts: tuple[str, ...] = (),
    details: bool = False,
    **values: object,
) -> Reply:
    """The template as a reply, with the state that it `shows` in the browser's tab.

    It speaks the language that the request's address names, else the page's first. Links to pages
    begin with `base`, those to data with `prefix`. With its public address as `url`, search engines
    are told where it is in other languages. Its Content-Security-Policy names the one style and
    the one script that `scripts` make; pages with `details` have more style.

    Pages are cached, so both are allowed by their hashes: a nonce would be shared by everybody.
    """
    script = script_of(*scripts)
    glance = settings.notice.glance if set(GLANCE) <= set(scripts) else None
    css = stylesheet(settings.brand_color, settings.accent_color, DETAILS if details else PAGE)
    body = _filled(
        template,
        settings,
        request,
        css=css,
        script=script,
        shows=shows,
        logo=_data_uri(settings.logo),
        **values,
    )
    return html(body, policy=policy(css, script, reach_of(glance)), status=status)


def notice(
    settings: PageSettings,
    request: Request,
    *,
    shows: ComponentStatus = ComponentStatus.NO_DATA,
    **values: object,
) -> Reply:
    """The server-down notice: small, complete, and at home on other people's servers.

    The request's `prefix` is the page's whole public address, so that all links lead there. The
    policy stands in the file as well: what shows the file can't know the hashes in it.
    """
    css = stylesheet(settings.brand_color, settings.accent_color, NOTICE)
    script = script_of(*GLANCE, "notice.js")
    reach = reach_of(settings.notice.glance)
    if request.prefix.startswith("http"):
        home = origin_of(request.prefix)
        reach = replace(reach, connect=(*reach.connect, home), forms=(home,))
    body = _filled(
        "notice.html",
        settings,
        request,
        css=css,
        script=script,
        shows=shows,
        logo=_small(_data_uri(settings.logo)),
        mark=NOTICE_MARK,
        policy=policy(css, script, reach, framing=False),
        **values,
    )
    return html(body, policy=policy(css, script, reach), status=503)


def team_page(
    template: str,
    settings: PageSettings,
    request: Request,
    *,
    status: int = 200,
    scripts: tuple[str, ...] = (),
    **values: object,
) -> Reply:
    """A page of the team's own, of `templates/admin`: in English, with a style of its own."""
    script = script_of(*scripts)
    css = stylesheet(settings.brand_color, settings.accent_color, TEAM)
    body = (
        _environment(ENGLISH)
        .get_template(f"admin/{template}")
        .render(
            css=css,
            script=script,
            page=settings,
            zone=settings.time_zone,
            logo=_data_uri(settings.logo),
            favicon=favicon_svg(ComponentStatus.NO_DATA),
            prefix=request.prefix,
            path=request.path,
            **values,
        )
    )
    return html(body, policy=policy(css, script, Reach()), status=status)


def fragment(template: str, tongue: Tongue, **values: object) -> str:
    """A piece of a page in that language."""
    return _environment(tongue).get_template(template).render(**values)


def _filled(
    template: str,
    settings: PageSettings,
    request: Request,
    *,
    css: str,
    script: str,
    shows: ComponentStatus,
    logo: str | None,
    **values: object,
) -> str:
    return (
        _environment(tongue_of(request, settings))
        .get_template(template)
        .render(
            css=css,
            script=script,
            page=settings,
            zone=settings.time_zone,
            logo=logo,
            favicon=favicon_svg(shows),
            prefix=request.prefix,
            base=request.base,
            path=request.path,
            is_elsewhere=request.is_elsewhere,
            alternates=alternates(request, settings),
            **{"url": "", **values},
        )
    )


def _portrait(settings: PageSettings, signature: Signature) -> str | None:
    """The picture of who signed; None once they are no longer among the page's signers."""
    signer = next((each for each in settings.signers if each.key == signature.key), None)
    return _data_uri(signer.picture) if signer else None


# The logo, each portrait and each message's image of a page.
@lru_cache(maxsize=20)
def _data_uri(logo: Logo | None) -> str | None:
    """The picture within the page: nothing else has to load while things are down."""
    if logo is None:
        return None
    return f"data:{logo.media_type};base64,{base64.b64encode(logo.content).decode()}"


def _small(picture: str | None) -> str | None:
    """The picture, or None when it alone would take much of what the notice may weigh."""
    if picture is None or len(zlib.compress(picture.encode())) > _LOGO_AT_MOST:
        return None
    return picture


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
    environment.globals["portrait"] = _portrait
    environment.globals["picture"] = _data_uri
    environment.filters["uri"] = lambda text: quote(text, safe="")
    return environment
