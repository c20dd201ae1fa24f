"""One's own account: name, passphrase, and where one is signed in."""

from collections.abc import Callable

from chalicelib.domain import passphrases
from chalicelib.domain.errors import (
    CandorError,
    DeliveryFailed,
    InvalidInput,
    LostRace,
    NotFound,
    NotSignedIn,
    TooManyRequests,
)
from chalicelib.domain.people import name_of
from chalicelib.services import people, signing_in, team_mail
from chalicelib.web.admin import cookies, fields, next_page, shell
from chalicelib.web.admin.fields import NEW, Form
from chalicelib.web.admin.pages.signing_in import agent_of
from chalicelib.web.admin.visits import Visit
from chalicelib.web.errors import headers_of, status_of
from chalicelib.web.responses import Reply

_PATH = "/admin/account"
_HIDDEN = ("current", "new", "code")
_WRONG = (
    "The passphrase that you have now and the code don't belong together. A code is good once, and "
    "for about a minute."
)


def account(visit: Visit) -> Reply:
    """What one may change about oneself."""
    return _account(visit)


def rename(visit: Visit) -> Reply:
    """Take another name."""
    typed = fields.sent(visit.request)
    try:
        reading = fields.Reading(typed)
        name = reading.need("name", name_of, "")
        reading.done()
        people.rename(visit.actor, visit.session.person.id, name, now=visit.request.now)
    except (InvalidInput, LostRace) as error:
        return _account(visit, name_form=fields.again(typed, error), error=error)
    return shell.done(visit, _PATH, "renamed")


def change_passphrase(visit: Visit) -> Reply:
    """Take another passphrase; one goes on in a new session, and all others end."""
    typed, request = fields.sent(visit.request), visit.request
    try:
        reading = fields.Reading(typed)
        new = reading.need("new", passphrases.passphrase, "")
        reading.done()
        opened = signing_in.change_passphrase(
            visit.session,
            current=typed.get("current", ""),
            new=new,
            code=typed.get("code", ""),
            agent=agent_of(request),
            now=request.now,
        )
    except NotSignedIn:
        return _wrong(visit, typed, InvalidInput(_WRONG))
    except (InvalidInput, LostRace, TooManyRequests) as error:
        return _wrong(visit, typed, error)
    return cookies.with_token(shell.done(visit, _PATH, "passphrase-changed"), opened.token)


def hear(visit: Visit) -> Reply:
    """Hear by mail what waits for the team; SNS asks the address first."""
    return _with_mail(visit, team_mail.ask, "mail-asked")


def stop_hearing(visit: Visit) -> Reply:
    """Hear nothing by mail any more."""
    return _with_mail(visit, team_mail.stop, "mail-stopped")


def end_session(visit: Visit, session_id: str) -> Reply:
    """End one session of one's own."""
    people.end_session(visit.actor, visit.actor.id, session_id, now=visit.request.now)
    return shell.done(visit, _PATH, "session-ended")


def end_sessions(visit: Visit) -> Reply:
    """End all sessions of one's own, this one as well."""
    people.end_sessions(visit.actor, visit.actor.id, now=visit.request.now)
    return cookies.without_token(shell.done(visit, next_page.SIGN_IN, "sessions-ended"))


def _with_mail(visit: Visit, do: Callable[..., str], code: str) -> Reply:
    try:
        do(visit.actor, visit.session.person.email, own=True, now=visit.request.now)
    except (DeliveryFailed, NotFound, TooManyRequests) as error:
        reply = _account(visit, name_form=fields.again({}, error), error=error)
        return shell.with_headers(reply, headers_of(error))
    return shell.done(visit, _PATH, code)


def _wrong(visit: Visit, typed: fields.Typed, error: CandorError) -> Reply:
    form = fields.again(typed, error, hidden=_HIDDEN)
    reply = _account(visit, passphrase_form=form, error=error)
    return shell.with_headers(reply, headers_of(error))


def _account(
    visit: Visit,
    *,
    name_form: Form = NEW,
    passphrase_form: Form = NEW,
    error: CandorError | None = None,
) -> Reply:
    mine = visit.session
    return shell.shown(
        "account.html",
        visit,
        title="Your account",
        status=status_of(error) if error else 200,
        form=passphrase_form if passphrase_form.is_wrong else name_form,
        name_form=name_form if name_form.is_wrong else Form(values={"name": mine.person.name}),
        passphrase_form=passphrase_form,
        person=mine.person,
        current=mine.session.id,
        sessions=people.sessions_of(visit.actor, mine.person.id, now=visit.request.now),
        hears=team_mail.hears(mine.person.email),
        shortest=passphrases.SHORTEST,
    )
