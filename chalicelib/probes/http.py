"""HTTP and HTTPS: one look at one URL, on the standard library's sockets, TLS and parser."""

import ssl
from collections.abc import Sequence
from ipaddress import IPv4Network

from chalicelib.domain.checks import HttpTarget
from chalicelib.domain.results import Failure, FailureKind, Observation
from chalicelib.probes.exchange import Answer, Surroundings, exchange
from chalicelib.probes.handshake import trusted_context
from chalicelib.probes.notes import NoAnswerError, Notes
from chalicelib.probes.request import first_request, following
from chalicelib.probes.urls import parse_url


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
        return notes.observation(failure=_placed(error.failure, notes))
    return notes.observation(
        status=answer.status,
        body=answer.body,
        body_complete=answer.complete,
        charset=answer.charset,
    )


def _final_answer(target: HttpTarget, notes: Notes, surroundings: Surroundings) -> Answer:
    """The answer after as many redirects as the target allows, each past the guard by itself."""
    request = first_request(target)
    while True:
        answer = exchange(request, notes, surroundings, follow=target.redirects > 0)
        if answer.location is None:
            return answer
        if len(notes.redirected_to) == target.redirects:
            times = "once" if target.redirects == 1 else f"{target.redirects} times"
            raise NoAnswerError(FailureKind.REDIRECTS, f"it redirects more than {times}")
        request = following(request, answer.status, answer.location)
        notes.redirected(str(request.url))


def _placed(failure: Failure, notes: Notes) -> Failure:
    """The failure, with the server that it happened at when that isn't the target's own.

    The rest of the URL is left out: servers put tokens into redirects.
    """
    if not notes.redirected_to:
        return failure
    origin = parse_url(notes.redirected_to[-1]).origin
    return Failure(failure.kind, f"after a redirect to {origin}: {failure.detail}")
