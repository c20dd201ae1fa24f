"""What the audit log says of the page's settings: each in a line, and of pictures their names."""

import hashlib
from collections.abc import Iterable, Mapping

from chalicelib.domain.differences import picture_words
from chalicelib.domain.page import Link, PageSettings, Signer, Template
from chalicelib.domain.templates import templates_document

# Fifty templates before and after have to fit into one row.
_LONGEST = 500


def settings_facts(page: PageSettings) -> Mapping[str, str | None]:
    """The settings that the team changes. A text that is cut is told apart from others like it."""
    return {
        "name": page.name,
        "support_url": page.support_url,
        "ask": page.ask.value if page.ask else None,
        "links.header": _links(page.links_header),
        "links.footer": _links(page.links_footer),
        "colors.brand": page.brand_color,
        "colors.accent": page.accent_color,
        "logo": picture_words(page.logo) if page.logo else None,
        "notice.contacts": _links(page.notice.contacts),
        "signers": _keys(page.signers),
        **{f"signers.{each.key}": _signer(each) for each in page.signers},
        "templates": _keys(page.templates),
        **{f"templates.{each.key}": _template(each) for each in page.templates},
    }


def _links(links: Iterable[Link]) -> str | None:
    return ", ".join(f"{each.text} {each.url}" for each in links) or None


def _keys(listed: Iterable[Signer | Template]) -> str | None:
    return ", ".join(each.key for each in listed) or None


def _signer(signer: Signer) -> str:
    picture = picture_words(signer.picture) if signer.picture else ""
    return ", ".join(text for text in (signer.name, signer.role, picture) if text)


def _template(template: Template) -> str:
    (document,) = templates_document([template])
    text = " · ".join(value for key, value in document.items() if key != "key")
    if len(text) <= _LONGEST:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return f"{text[:_LONGEST]}… ({len(text)} characters, {digest})"
