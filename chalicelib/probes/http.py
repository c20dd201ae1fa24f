"""HTTP and HTTPS: one look at one URL, on the standard library's sockets, TLS and parser."""

import ssl
from collections.abc import Sequence
from ipaddress import IPv4Network

from chalicelib.domain.checks import HttpTarget
from chalicelib.domain.results import Failure, FailureKind, Observation
from chalicelib.network.exchange import Answer, Surroundings, exchange
from chalicelib.network.handshake import trusted_context
from chalicelib.network.notes import NoAnswerError, Notes
from chalicelib.network.urls import parse_url
from chalicelib.probes.asking import first_request, following, is_redirect


def look(
    target: HttpTarget,
    *,
    allow: Sequence[IPv4Network] = (),
    context: ssl.SSLContext | None = None,
) -> Observation:
    """What the target answers now, or at which step it didn't; nothing is tried twice.

    `allow` are networks that may be probed although they aren't public. `context` says whom TLS
    trusts: without one, whom the system trusts. Whatever the network does, it doesn't raise.
    """
    # Made before the time starts to run: its making takes longer than some endpoints.
    surroundings = Surroundings(allow=allow, context=context or trusted_context())
    notes = Notes(target.deadline)
    try:
        answer = _final_answer(target, notes, surroundings)
    except NoAnswerError as error:
        return _observation(notes, failure=_placed(error.failure, notes))
    return _observation(notes, answer)


def _final_answer(target: HttpTarget, notes: Notes, surroundings: Surroundings) -> Answer:
    """The answer after as many redirects as the target allows, each past the guard by itself."""
    request = first_request(target)

    def leads_on(answer: Answer) -> bool:
        return target.redirects > 0 and is_redirect(answer)

    while True:
        answer = exchange(request, notes, surroundings, is_enough=leads_on)
        if not leads_on(answer):
            return answer
        if len(notes.redirected_to) == target.redirects:
            times = "once" if target.redirects == 1 else f"{target.redirects} times"
            raise NoAnswerError(FailureKind.REDIRECTS, f"it redirects more than {times}")
        request = following(request, answer.status, answer.headers["location"])
        notes.redirected(str(request.url))


def _observation(
    notes: Notes, answer: Answer | None = None, failure: Failure | None = None
) -> Observation:
    """All that was noted, with the answer or the failure that ended the look."""
    return Observation(
        phases=notes.phases(),
        status=answer.status if answer else None,
        body=answer.body if answer else b"",
        body_complete=answer.complete if answer else True,
        charset=answer.charset if answer else "utf-8",
        address=notes.address,
        redirected_to=tuple(notes.redirected_to),
        certificate_expires_at=notes.certificate_expires_at,
        failure=failure,
    )


def _placed(failure: Failure, notes: Notes) -> Failure:
    """The failure, with the server that it happened at when that isn't the target's own.

    The rest of the URL is left out: servers put tokens into redirects.
    """
    if not notes.redirected_to:
        return failure
    origin = parse_url(notes.redirected_to[-1]).origin
    return Failure(failure.kind, f"after a redirect to {origin}: {failure.detail}")
