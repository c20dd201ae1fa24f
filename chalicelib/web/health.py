"""For those who watch the watchers."""

from chalicelib.services import publishing
from chalicelib.web.requests import Request
from chalicelib.web.responses import Reply, data


def healthz(request: Request) -> Reply:
    """200 while the checks run, 503 when they have gone quiet; with the time of the last look."""
    view = publishing.current(request.now, monotonic=request.monotonic)
    last = view.last_checked_at
    well = view.blind_since is None
    body = {
        "status": "ok" if well else "quiet",
        "last_checked_at": last.isoformat() if last else None,
    }
    return data(body, status=200 if well else 503)
