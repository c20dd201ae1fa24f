"""Fail-over to a distribution that has nothing but the notice, and the product's certificate."""

import re
from collections.abc import Mapping
from html import escape

from candor.notices.filling import filled
from candor.notices.site import Site
from chalicelib.words import ENGLISH, LANGUAGES, tongue

_LANGUAGE = re.compile(r'<html[^>]* lang="([A-Za-z-]+)"')
_AGAIN = (
    '<!doctype html><html lang="{lang}"><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width,initial-scale=1">'
    '<meta name="robots" content="noindex"><meta name="candor" content="notice">'
    '<meta http-equiv="refresh" content="0"><title>{title}</title>'
    '<h1>{title}</h1><p><a href="{url}">{more}</a></p></html>'
)


def route53(site: Site) -> Mapping[str, str]:
    folder = f"/{site.language}" if site.language else ""
    template = filled(
        "route53/route53.yaml",
        about=f"The server-down notice of {site.url} by Route 53's fail-over",
        notice_path=f"{folder}/down.html",
        facts_path=f"{folder}/notice.json",
        status_url=site.url,
        again=_again(site),
    )
    return {"route53.yaml": template}


def _again(site: Site) -> str:
    """What answers a form: a page that has the browser ask by GET, which brings the notice.

    It speaks the notice's language, and tells of no incident: it is not written anew.
    """
    found = _LANGUAGE.search(site.notice)
    code = found[1] if found and found[1] in LANGUAGES else ENGLISH.code
    spoken = tongue(code)
    return _AGAIN.format(
        lang=code,
        title=escape(spoken.say("We are sorry: this is not working right now")),
        more=escape(spoken.say("See how things are")),
        url=escape(site.url),
    )
