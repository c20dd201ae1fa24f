"""What is answered when our own table isn't: the published copy of that address."""

from dataclasses import replace

from chalicelib.domain.copies import PULSE_PATH, CopiedFile
from chalicelib.services import copying
from chalicelib.web import copies
from chalicelib.web.requests import Request
from chalicelib.web.responses import Reply

_READ = ("GET", "HEAD")
# The table may be back at any moment; a crowd at an edge needs no more than that.
_CACHED = "max-age=5, public, s-maxage=5"


def copy_of(request: Request) -> Reply | None:
    """The copy of what was asked for, which says of when it is; None when there is none.

    It never fails, and ends in time whatever hangs.
    """
    name = _name(request)
    if name is None:
        return None
    # In the language that was asked for, else in the page's first.
    paths = (f"{request.language}/{name}", name) if request.language else (name,)
    file = copying.find(*paths, monotonic=request.monotonic)
    return _answer(file) if file else None


def _name(request: Request) -> str | None:
    if request.path == "/down" or request.path.startswith("/down/"):
        return copies.NOTICE_FACTS if request.wants_json else copies.NOTICE
    if request.method not in _READ:
        return None
    if request.path == "/":
        return copies.FRONT
    name = request.path[1:]
    return name if name in (*copies.PROGRAMS, copies.NOTICE_FACTS, PULSE_PATH) else None


def _answer(file: CopiedFile) -> Reply:
    reply = copies.reply_of(file)
    if file.status != 200:
        return reply
    return replace(reply, headers={**reply.headers, "Cache-Control": _CACHED})
