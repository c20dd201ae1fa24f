"""The page's settings as plain values for programs, by the names they are changed with."""

from collections.abc import Mapping

from chalicelib.domain.contrast import contrasts
from chalicelib.domain.links import links_document
from chalicelib.domain.page import Logo, PageSettings
from chalicelib.domain.signers import signers_document
from chalicelib.domain.templates import templates_document


def settings_document(page: PageSettings) -> Mapping[str, object]:
    """What the team may change. Pictures are named by their files."""
    return {
        "name": page.name,
        "support_url": page.support_url,
        "ask": page.ask and page.ask.value,
        "links": {
            "header": links_document(page.links_header),
            "footer": links_document(page.links_footer),
        },
        "colors": {"brand": page.brand_color, "accent": page.accent_color},
        "logo": _named(page.logo),
        "notice": {"contacts": links_document(page.notice.contacts)},
        "signers": signers_document(page.signers),
        "templates": templates_document(page.templates),
    }


def contrast_document(page: PageSettings) -> Mapping[str, object]:
    """How its colours read, to two places: as they were written, and as they are shown."""
    known = contrasts(page.brand_color, page.accent_color)
    return {
        "on_brand": {"color": known.ink, "ratio": round(known.ink_ratio, 2)},
        **{
            look.name: {
                "accent_ratio": round(look.ratio, 2),
                "shown_accent": look.accent,
                "shown_ratio": round(look.shown_ratio, 2),
                "button_ratio": round(look.button_ratio, 2),
            }
            for look in known.looks
        },
    }


def _named(logo: Logo | None) -> str | None:
    return logo.name if logo else None
