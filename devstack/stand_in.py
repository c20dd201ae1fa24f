"""What a proxy before the demo service shows people while it is down: the page's own notice."""

from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from chalicelib.domain.notice_mark import NOTICE_MARK

_PATIENCE_S = 5
_LARGEST = 1_000_000


class StandIn:
    """Asks the status page for its notice, as any proxy could do."""

    def __init__(self, page_url: str) -> None:
        self._page = urlsplit(page_url)

    def html(self) -> str | None:
        """The notice as it is now; None while the page doesn't answer with one."""
        connection = HTTPConnection(self._page.netloc, timeout=_PATIENCE_S)
        try:
            connection.request("GET", f"{self._page.path}/down", headers={"Accept": "text/html"})
            answer = connection.getresponse()
            body = answer.read(_LARGEST)
        except (OSError, HTTPException):
            return None
        finally:
            connection.close()
        is_notice = answer.status == 503 and NOTICE_MARK.encode() in body
        return body.decode("utf-8", "replace") if is_notice else None
