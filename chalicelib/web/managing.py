"""Managing the subscription of a webhook, a chat or a phone, by the link in all that it gets.

The link is all that it takes. So what it shows is kept nowhere, and is told to no other site; and
as programs look at links in chats, a GET changes nothing.
"""

from dataclasses import replace

from chalicelib.domain.errors import CandorError, NotFound
from chalicelib.domain.snapshot import Snapshot
from chalicelib.domain.subscribers import Managed, Standing
from chalicelib.domain.wishes import Verb
from chalicelib.services import publishing, wishing
from chalicelib.web import choosing, forms, render
from chalicelib.web.errors import reply_to, status_of, words_for
from chalicelib.web.languages import tongue_of
from chalicelib.web.requests import Request
from chalicelib.web.responses import NOT_CACHED, Reply, see_other
from chalicelib.web.subscriptions import sent_fields
from chalicelib.words import marked

_SEAL = {
    "Cache-Control": NOT_CACHED,
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
_LIKE = '{"wish": "leave"}'


def manage(request: Request, token: str) -> Reply:
    """What was chosen, with forms to confirm, change and end it."""
    try:
        return _page(request, wishing.shown(token))
    except CandorError as error:
        return sealed(reply_to(request, error))


def change(request: Request, token: str) -> Reply:
    """Pass on what is wished; the page then says that it is on its way."""
    try:
        held = wishing.shown(token)
    except NotFound as error:
        return sealed(reply_to(request, error))
    try:
        _wish(request, token)
    except CandorError as error:
        return sealed(forms.with_headers_of(error, _page(request, held, error)))
    return sealed(see_other(f"{request.base}{wishing.MANAGE_PATH}{token}?sent=1"))


def _wish(request: Request, token: str) -> None:
    values = sent_fields(request)
    try:
        verb = Verb(str(values.get("wish", "")))
    except ValueError:
        raise forms.unlike(_LIKE) from None
    if verb is Verb.ASK:
        raise forms.unlike(_LIKE)
    is_change = verb is Verb.CHANGE
    wishing.pass_on(
        verb,
        token,
        selection=choosing.selection_there(values, _snapshot(request), request)
        if is_change
        else None,
        selection_id=str(values.get("selection", "")),
        client=request.client,
        now=request.now,
    )


def _page(request: Request, held: Managed, error: CandorError | None = None) -> Reply:
    snapshot = _snapshot(request)
    spoken = tongue_of(request, snapshot.page)
    reply = render.page(
        "managing.html",
        snapshot.page,
        request,
        status=status_of(error) if error else 200,
        details=True,
        title=spoken.say(marked("What is told here")),
        held=held,
        is_confirmed=held.standing is Standing.CONFIRMED,
        is_disabled=held.standing is Standing.DISABLED,
        is_sent="sent" in request.query and not error,
        now_told=choosing.said(held.selection, snapshot, spoken),
        asked=choosing.said(held.asked, snapshot, spoken) if held.asked else (),
        chosen=choosing.values_of(held.selection),
        choices=choosing.offered(
            snapshot, snapshot.page, spoken, by="phone" if held.is_sms else "url"
        ),
        open_incidents=snapshot.open_incidents,
        wrong=words_for(error, spoken) if error else "",
    )
    return sealed(reply)


def _snapshot(request: Request) -> Snapshot:
    return publishing.current(request.now, monotonic=request.monotonic).snapshot


def sealed(reply: Reply) -> Reply:
    """The reply, kept nowhere, and told to no other site."""
    return replace(reply, headers={**reply.headers, **_SEAL}, etag=None)
