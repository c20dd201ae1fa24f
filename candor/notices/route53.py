"""Fail-over to a distribution that has nothing but the notice, and the product's certificate."""

import json
import re
from collections.abc import Mapping
from html import escape

from candor.notices.site import Site
from candor.notices.templates import filled
from chalicelib.domain.notice_mark import NOTICE_MARK
from chalicelib.words import ENGLISH, LANGUAGES, tongue

_LANGUAGE = re.compile(r'<html[^>]* lang="([A-Za-z-]+)"')
_AGAIN = (
    '<!doctype html><html lang="{lang}"><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width,initial-scale=1">'
    '<meta name="robots" content="noindex">{mark}'
    '<meta http-equiv="refresh" content="0"><title>{title}</title>'
    '<h1>{title}</h1><p><a href="{url}">{more}</a></p></html>'
)


def route53(site: Site) -> Mapping[str, str]:
    folder = f"/{site.language}" if site.language else ""
    # JSON in ASCII is YAML and JavaScript as well: whatever a value is, it can't end its quotes.
    return filled(
        "route53",
        about=json.dumps(f"The server-down notice of {site.url} by Route 53's fail-over"),
        notice_path=json.dumps(f"{folder}/down.html"),
        facts_path=json.dumps(f"{folder}/notice.json"),
        status_url=json.dumps(site.url),
        again=json.dumps(_again(site)),
    )


def _again(site: Site) -> str:
    """What answers a form: a page that has the browser ask by GET, which brings the notice.

    It speaks the notice's language, and tells of no incident: it is not written anew.
    """
    found = _LANGUAGE.search(site.notice)
    code = found[1] if found and found[1] in LANGUAGES else ENGLISH.code
    spoken = tongue(code)
    return _AGAIN.format(
        lang=code,
        mark=NOTICE_MARK,
        title=escape(spoken.say("We are sorry: this is not working right now")),
        more=escape(spoken.say("See how things are")),
        url=escape(site.url),
    )
