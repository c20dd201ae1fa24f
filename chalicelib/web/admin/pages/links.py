"""What a pass opens: the form of one incident or draft, for somebody who isn't signed in.

Looking at it does nothing, so that whatever looks at links in mails and chats does no harm.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from chalicelib.domain.errors import CandorError, Conflict, InvalidInput, NotFound
from chalicelib.domain.incidents import Incident
from chalicelib.domain.passes import Pass, actor_of
from chalicelib.services import drafting, passes, telling
from chalicelib.services.in_force import definition_in_force
from chalicelib.services.requests import Request as Wish
from chalicelib.web.admin import fields, shell, wishes, words_form
from chalicelib.web.admin.fields import Form, Typed
from chalicelib.web.admin.preview import shown
from chalicelib.web.admin.visits import Visit
from chalicelib.web.errors import status_of
from chalicelib.web.requests import Request
from chalicelib.web.responses import Reply

_SCRIPT = ("admin/words.js",)
_NOTHING_TYPED: Typed = {}
_NOT_GOOD = "This link is no longer good"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Holder:
    """Whoever has the link, known by it alone: their pages have no navigation."""

    visit: Visit
    held: Pass
    token: str

    def wish(self, typed: Typed, values: Mapping[str, object]) -> Wish:
        return replace(wishes.of_form(self.visit, typed, values), pass_id=self.held.id)


def look(request: Request, token: str) -> Reply:
    """The form, as long as the link is good and there is something to write."""
    try:
        holder = _holder(request, token)
    except NotFound as error:
        return _not_good(request, str(error))
    if holder.held.is_used:
        return _used(request)
    told = _told(holder.held)
    if told is None or not told.is_open:
        return _too_late(request, told)
    return _form(holder, told, Form(values=_fresh(told)))


def write(request: Request, token: str) -> Reply:
    """Write the update or judge the draft, which uses the link up; or preview it, or say why not.

    The same once more, of whoever got no answer, says what was done.
    """
    typed = fields.sent(request)
    try:
        holder = _holder(request, token)
    except NotFound as error:
        return _not_good(request, str(error), typed)
    told = _told(holder.held)
    if not holder.held.is_used and (told is None or not told.is_open):
        return _too_late(request, told, typed)
    try:
        if typed.get("do") == "preview":
            return _previewed(holder, typed)
        return shell.done(holder.visit, f"{passes.LINK_PATH}{token}", _done(holder, typed))
    except (InvalidInput, Conflict, NotFound) as error:
        return _again(request, token, typed, error)


def _done(holder: _Holder, typed: Typed) -> str:
    """Do what was asked for; gives its code."""
    told_id = holder.held.told_id
    match typed.get("do"):
        case "drop":
            drafting.drop(told_id, holder.wish(typed, {}))
            return "dropped"
        case "as-it-is":
            drafting.publish(told_id, holder.wish(typed, {}))
            return "published"
        case "publish-draft":
            drafting.publish(told_id, holder.wish(typed, _values(typed)))
            return "published"
    telling.update_incident(told_id, holder.wish(typed, _values(typed)))
    return "updated"


def _previewed(holder: _Holder, typed: Typed) -> Reply:
    if holder.held.is_used:
        return _used(holder.visit.request, typed)
    known = telling.incident(holder.held.told_id)
    visit = holder.visit
    after = telling.preview(_values(typed), known.id, visit.actor, visit.request.now)
    return _form(holder, known, Form(values=words_form.kept(typed)), preview=after)


def _again(request: Request, token: str, typed: Typed, error: CandorError) -> Reply:
    """The form with what is wrong, on how things are by now; what was typed isn't lost by it."""
    holder = _holder(request, token)
    if holder.held.is_used:
        return _used(request, typed)
    told = _told(holder.held)
    if told is None or not told.is_open:
        return _too_late(request, told, typed)
    form = fields.again(words_form.kept(typed), error)
    if not isinstance(error, InvalidInput):
        read = {name: value for name, value in _fresh(told).items() if name == wishes.BASED_ON}
        form = replace(form, values={**form.values, **read})
    return _form(holder, told, form, status=status_of(error))


def _holder(request: Request, token: str) -> _Holder:
    """Raises NotFound or TooManyRequests."""
    held = passes.held(token, client=request.client, now=request.now)
    visit = Visit(request=request, actor=actor_of(held, request.client))
    return _Holder(visit=visit, held=held, token=token)


def _told(held: Pass) -> Incident | None:
    """The draft, or the incident; None for a draft that was dropped."""
    try:
        return passes.told(held.told_id)
    except NotFound:
        return None


def _fresh(told: Incident) -> dict[str, str]:
    if told.veto_until is None:
        return words_form.fresh(told)
    return words_form.fresh() | {"name": told.name, "body": told.updates[-1].body}


def _values(typed: Typed) -> dict[str, object]:
    return words_form.values_of(typed, definition_in_force())


def _form(
    holder: _Holder,
    told: Incident,
    form: Form,
    *,
    preview: Incident | None = None,
    status: int = 200,
) -> Reply:
    request, definition = holder.visit.request, definition_in_force()
    known = None if told.veto_until else told
    return shell.page(
        "link.html",
        request,
        title=told.name if known else f"Draft: {told.name}",
        status=status,
        settings=definition.page,
        scripts=_SCRIPT if known else (),
        form=form,
        told=told,
        known=known,
        action=f"{passes.LINK_PATH}{holder.token}",
        expires_at=holder.held.expires_at,
        preview=shown(preview, request, definition.page) if preview else None,
        choices=words_form.choices(definition, known),
        now=request.now,
    )


def _used(request: Request, typed: Typed = _NOTHING_TYPED) -> Reply:
    """Right after it was used well this is the page that says so."""
    is_done = request.query.get("done", "") in shell.DONE
    return _told_why(
        request,
        200 if is_done else 404,
        "Thank you" if is_done else _NOT_GOOD,
        "This link is used up now." if is_done else "It was used: it works once.",
        typed,
    )


def _not_good(request: Request, text: str, typed: Typed = _NOTHING_TYPED) -> Reply:
    return _told_why(request, 404, _NOT_GOOD, text, typed)


def _too_late(request: Request, told: Incident | None, typed: Typed = _NOTHING_TYPED) -> Reply:
    what = f"“{told.name}” is over" if told else "The draft was dropped"
    text = f"{what}: nothing waits for a word of yours any more."
    return _told_why(request, 409, "Nothing to write any more", text, typed)


def _told_why(request: Request, status: int, title: str, text: str, typed: Typed) -> Reply:
    return shell.page(
        "link_over.html",
        request,
        title=title,
        status=status,
        text=text,
        written=typed.get("body", "").strip(),
    )
