"""A Worker at Cloudflare's edge, which has the notice with it."""

import json
from collections.abc import Mapping

from candor.notices.site import Site
from candor.notices.templates import filled
from chalicelib.domain.notice_mark import NOTICE_MARK


def cloudflare(site: Site) -> Mapping[str, str]:
    # JSON in ASCII is JavaScript as well: whatever a value is, it can't end its quotes.
    return filled(
        "cloudflare",
        mark=json.dumps(NOTICE_MARK),
        notice_url=json.dumps(site.notice_url),
        status_url=json.dumps(site.url),
        notice=json.dumps(site.notice),
        problem=json.dumps(site.problem),
    )
