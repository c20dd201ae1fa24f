"""The Content-Security-Policy of a page: one style and one script by hash, and little else."""

import base64
import hashlib
from dataclasses import dataclass
from functools import lru_cache

from chalicelib.domain.page import Glance, GlanceKind
from chalicelib.domain.urls import origin_of

_UNFRAMED = "; frame-ancestors 'none'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What else of the web a page may have to do with, origin by origin, besides its own."""

    connect: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()


@lru_cache(maxsize=16)
def policy(css: str, script: str, reach: Reach, *, framing: bool = True) -> str:
    """The header's value. In a file itself a policy has no say in `framing` (CSP 3, 3.3)."""
    connect, forms = " ".join(("'self'", *reach.connect)), " ".join(("'self'", *reach.forms))
    runs = f"script-src {hash_of(script)}; connect-src {connect}; " if script else ""
    return (
        f"default-src 'none'; style-src {hash_of(css)}; {runs}"
        f"img-src {' '.join(('data:', *reach.images))}; form-action {forms}; "
        f"base-uri 'none'{_UNFRAMED if framing else ''}"
    )


def reach_of(glance: Glance | None) -> Reach:
    """What a page needs that lets a browser look there."""
    if glance is None:
        return Reach()
    where = (origin_of(glance.url),)
    return Reach(images=where) if glance.kind is GlanceKind.IMAGE else Reach(connect=where)


def hash_of(text: str) -> str:
    """By which a policy allows just this text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
