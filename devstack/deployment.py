"""What the devstack runs: an app with its resources, put in place as the deployment would."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from devstack.gateway import HttpAnswer, Refusal, Words, plain_words

STAGE = "dev"
PROJECT = Path(__file__).resolve().parent.parent
_INVENTED = (
    "The {days} days before now are invented, so that the page has a history to show; "
    "PAST=0 leaves them out."
)


class PageRefused(Exception):
    """The page definition can't be used; the text is its faults, one in a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """`provision` makes table, topics and queues; `apply`, at a time, what the app is to show.

    `first_owner`, at a time, gives the link with which the first owner comes in, if there is none.
    `words` are the API's gateway responses. `reporting` are the functions whose event source has
    ReportBatchItemFailures.
    """

    project: Path
    provision: Callable[[], object]
    apply: Callable[[datetime], None]
    first_owner: Callable[[datetime], str | None] = lambda _: None
    words: Words = plain_words
    reporting: frozenset[str] = frozenset()


def candor(page: Path, past: timedelta | None = None) -> Deployment:
    """Candor itself, showing that page definition; with a past, one is invented if it has none."""
    # What is imported here reads the stage as it is imported, so not before it is set.
    return Deployment(
        project=PROJECT,
        provision=_provision,
        apply=lambda now: _apply(page, past, now),
        first_owner=_first_owner,
        words=_words,
    )


def _provision() -> None:
    from chalicelib import settings
    from chalicelib.services import copying
    from infra.provision import provision

    provision(STAGE, protected=False, copy_regions=settings.copy_regions())
    copying.forget()  # the table may outlive this machine's buckets, which are in memory


def _first_owner(now: datetime) -> str | None:
    from chalicelib import settings
    from infra.provision import first_owner

    return first_owner(settings.base_url() or "", now)


def _apply(page: Path, past: timedelta | None, now: datetime) -> None:
    from candor import documents
    from chalicelib.domain.errors import InvalidInput
    from chalicelib.services import applying, letting_listen
    from devstack.past import invent

    try:
        definition = documents.load(page)
        if past and invent(definition, past, now):
            print(_INVENTED.format(days=past.days), flush=True)
        applying.apply(applying.plan(definition), now)
        letting_listen.let_listen(definition.page.aws_accounts)
    except InvalidInput as error:
        raise PageRefused(f"{page} can't be used as it is:\n{error}") from error


def _words(refusal: Refusal, accept: str) -> HttpAnswer:
    """The gateway responses that the deployment sets, in API Gateway's own form."""
    from infra import gateway_errors

    errors = {error.response_type: error for error in gateway_errors.GATEWAY_ERRORS}
    fallback = "DEFAULT_4XX" if refusal.status < 500 else "DEFAULT_5XX"
    error = errors.get(refusal.kind) or errors[fallback]
    offered = gateway_errors._templates(error)
    wanted = [part.partition(";")[0].strip() for part in accept.split(",")]
    media_type = next((each for each in wanted if each in offered), "application/json")
    headers = [
        (parameter.removeprefix("gatewayresponse.header."), value.strip("'"))
        for parameter, value in gateway_errors._parameters(error).items()
    ]
    return HttpAnswer(
        refusal.status if error.status is None else error.status.value,
        (("Content-Type", media_type), *headers),
        offered[media_type].encode(),
    )
