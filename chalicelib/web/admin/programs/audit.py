"""The audit log, page by page."""

from urllib.parse import urlencode

from chalicelib.domain.audit_text import plain
from chalicelib.domain.errors import InvalidInput
from chalicelib.services import auditing
from chalicelib.web.admin.fields import number
from chalicelib.web.admin.visits import Visit
from chalicelib.web.responses import Reply, data


def audit(visit: Visit) -> Reply:
    """`entries`, newest first, and `next`, the address of those before them, or null."""
    query = visit.request.query
    limit = _limit(query.get("limit", str(auditing.PAGE_LENGTH)))
    page = auditing.page(
        visit.actor, before=query.get("before"), limit=limit, now=visit.request.now
    )
    following = urlencode({"before": page.next or "", "limit": limit})
    path = f"{visit.request.prefix}/api/admin/audit?{following}"
    return data(
        {"entries": [plain(each) for each in page.entries], "next": path if page.next else None}
    )


def _limit(text: str) -> int:
    limit = number(text)
    if not isinstance(limit, int) or not 1 <= limit <= auditing.MOST:
        raise InvalidInput("`limit` must be a number from 1 to {most}.", most=auditing.MOST)
    return limit
