"""The notice as it stands at the page's address now: with an end in time and size, and checked."""

import json
from collections.abc import Callable
from http import HTTPStatus

from candor.fetching import Answer, Fetcher
from candor.notices.site import Site, notice_url
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.notice_mark import NOTICE_MARK

_PATIENCE_S = 20.0  # for all of one answer, a cold start of the function in it
_LARGEST = 500_000  # ten times what a notice has


def read(url: str, language: str | None) -> Site:
    """The page at that address, as `page_address` gives it.

    Raises Unavailable when nothing can be read there, InvalidInput when it isn't a notice.
    """
    address = notice_url(url, language)
    return Site(
        url=url,
        notice=_checked(address, "text/html", _fault_of_html, language),
        problem=_checked(address, "application/problem+json", _fault_of_json, language),
        language=language,
    )


def _checked(
    address: str, kind: str, fault_of: Callable[[str], str | None], language: str | None
) -> str:
    fetcher = Fetcher("notice", largest=_LARGEST, in_all=_LARGEST, seconds=_PATIENCE_S)
    answer = fetcher.get(address, accept=kind)
    if refusal := _refusal(answer, kind, language):
        raise InvalidInput(f"{address} {refusal}")
    try:
        text = answer.body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidInput(f"What {address} answers isn't UTF-8.") from error
    if fault := fault_of(text):
        raise InvalidInput(f"What {address} answers {fault}.")
    return text


def _refusal(answer: Answer, kind: str, language: str | None) -> str | None:
    """Why this can't be the notice, whatever it says."""
    if answer.leads_to:
        return f"leads on to {answer.leads_to}; give the address that the page itself has."
    if answer.status != HTTPStatus.SERVICE_UNAVAILABLE:
        hint = f" Is {language} one of the page's languages?" if language else ""
        return (
            f"answers {answer.status}, and the notice has status 503; is this the address of the "
            f"status page?{hint}"
        )
    if answer.kind != kind:
        return f"answers with {answer.kind} instead of {kind}."
    return None


def _fault_of_html(text: str) -> str | None:
    if NOTICE_MARK not in text:
        return "isn't Candor's notice: its mark is missing"
    if not text.rstrip().endswith("</html>"):
        return "was cut off before its end; try again"
    return None


def _fault_of_json(text: str) -> str | None:
    try:
        facts = json.loads(text)
    except ValueError:
        return "isn't whole JSON; try again"
    if not isinstance(facts, dict) or facts.get("status") != HTTPStatus.SERVICE_UNAVAILABLE:
        return "isn't the notice's problem+json"
    return None
