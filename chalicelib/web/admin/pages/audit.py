"""The audit log: page by page, and exported."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.audit_text import CSV_HEADINGS, csv_line, json_line, what
from chalicelib.services import auditing
from chalicelib.web.admin import shell
from chalicelib.web.admin.visits import Visit
from chalicelib.web.responses import Reply, text

# An answer may have 6 MB, in which a quote takes two bytes, and a line is half quotes.
_EXPORTED_AT_MOST = 2_000_000


def audit(visit: Visit) -> Reply:
    """The newest entries, or those before the one that the address names."""
    before = visit.request.query.get("before")
    page = auditing.page(visit.actor, before=before, now=visit.request.now)
    return shell.shown(
        "audit.html",
        visit,
        title="Audit log",
        entries=[(each, what(each)) for each in page.entries],
        next=page.next,
        before=before,
    )


def as_csv(visit: Visit) -> Reply:
    """The entries as CSV, newest first; `before` goes on with older ones."""
    return _exported(visit, "csv", "text/csv", csv_line, CSV_HEADINGS)


def as_json_lines(visit: Visit) -> Reply:
    """The same as JSON, one object a line."""
    return _exported(visit, "jsonl", "application/jsonl", json_line)


def _exported(
    visit: Visit,
    name: str,
    media: str,
    line: Callable[[AuditEntry], str],
    headings: str = "",
) -> Reply:
    """As many as one answer holds; `Link` leads to the rest, and the file is called a part."""
    lines, size, last = [headings] if headings else [], 0, ""
    rest = False
    for entry in _entries(visit):
        written = line(entry)
        size += len(written.encode())
        if size > _EXPORTED_AT_MOST:
            rest = True
            break
        lines.append(written)
        last = entry.id
    reply = text("".join(f"{each}\r\n" if headings else f"{each}\n" for each in lines), media)
    kind = "part" if rest or visit.request.query.get("before") else "all"
    headers = {"Content-Disposition": f'attachment; filename="audit-{kind}.{name}"'}
    if rest:
        address = f"{visit.request.prefix}/admin/audit.{name}?before={last}"
        headers["Link"] = f'<{address}>; rel="next"'
    return replace(reply, headers={**reply.headers, **headers})


def _entries(visit: Visit) -> Iterator[AuditEntry]:
    before = visit.request.query.get("before")
    if before is None:
        yield from auditing.everything(visit.actor, now=visit.request.now)
        return
    while before is not None:
        page = auditing.page(visit.actor, before=before, now=visit.request.now)
        yield from page.entries
        before = page.next
