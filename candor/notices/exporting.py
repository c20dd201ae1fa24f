"""`candor notice export`: the files of one target, made of what the page says now."""

from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from candor.notices import TARGETS
from candor.notices.site import Site
from chalicelib.domain.errors import InvalidInput, Unavailable

_PATIENCE_S = 10
_LARGEST = 1_000_000


def export(target: str, folder: Path, url: str, language: str | None) -> int:
    """Write the files of the target into the folder; gives the exit code."""
    site = Site(url=url.rstrip("/"), notice="", language=language)
    site = Site(url=site.url, notice=_notice(site.notice_url), language=language)
    for name, text in TARGETS[target](site).items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        print(f"Written: {file}")
    return 0


def _notice(url: str) -> str:
    """The notice as it stands at the address. Raises Unavailable when there is none."""
    if not url.startswith(("https://", "http://")):
        raise InvalidInput(f"{url} is no web address; write for example https://status.example.com")
    asked = Request(url, headers={"Accept": "text/html"})  # noqa: S310 - seen to be a web address
    try:
        with urlopen(asked, timeout=_PATIENCE_S):  # noqa: S310 - the same
            raise Unavailable(f"{url} answers, but not with the notice: that has status 503.")
    except HTTPError as answer:
        if answer.code != HTTPStatus.SERVICE_UNAVAILABLE:
            raise Unavailable(f"{url} answers {answer.code} rather than the notice.") from answer
        return str(answer.read(_LARGEST).decode("utf-8"))
    except (OSError, HTTPException) as error:
        raise Unavailable(f"{url} can't be reached: {error}") from error
