"""Signing in and out."""

from chalicelib.domain.errors import NotSignedIn, TooManyRequests
from chalicelib.domain.people import actor_of
from chalicelib.domain.sessions import csrf_token
from chalicelib.services import signing_in
from chalicelib.web.admin import cookies, fields, kept_forms, next_page, shell
from chalicelib.web.admin.fields import NEW, Form
from chalicelib.web.admin.kept_forms import KeptForm
from chalicelib.web.admin.visits import Visit
from chalicelib.web.forms import with_headers_of
from chalicelib.web.requests import Request
from chalicelib.web.responses import Reply, see_other

_HIDDEN = ("passphrase", "code", "kept")
_OVER = "Your session is over. Please sign in again."
_KEPT = (
    "Your session is over. Sign in again: what you just sent is kept, and you can send it once "
    "more."
)


def ask(request: Request) -> Reply:
    """The form."""
    return _form(request, NEW, next_page.own(request.query.get("next", "")))


def ask_first(request: Request) -> Reply:
    """The form, in place of what another form would have done; what that one brought is kept."""
    kept = kept_forms.of(request)
    form = Form(wrong=_KEPT if kept else _OVER)
    return _form(request, form, next_page.HOME, status=403, kept=kept)


def sign_in(request: Request) -> Reply:
    """Open a session, and go on to what was asked for; or the form again, with what is wrong."""
    typed = fields.sent(request)
    kept = kept_forms.carried(typed)
    proof = signing_in.Proof(
        email=typed.get("email", ""),
        passphrase=typed.get("passphrase", ""),
        code=typed.get("code", ""),
    )
    back = next_page.own(typed.get("next", ""))
    try:
        opened = signing_in.sign_in(
            proof, client=request.client, agent=agent_of(request), now=request.now
        )
    except NotSignedIn as error:
        # Not 401, which would have to say how a program may prove itself.
        form = fields.again(typed, error, hidden=_HIDDEN)
        return _form(request, form, back, status=422, kept=kept)
    except TooManyRequests as error:
        form = fields.again(typed, error, hidden=_HIDDEN)
        return with_headers_of(error, _form(request, form, back, status=429, kept=kept))
    went_on = _send_again(request, opened, kept) if kept else see_other(f"{request.prefix}{back}")
    return cookies.with_token(went_on, opened.token)


def sign_out(visit: Visit) -> Reply:
    """End the session."""
    signing_in.sign_out(visit.session, now=visit.request.now)
    return cookies.without_token(shell.done(visit, next_page.SIGN_IN, "signed-out"))


def agent_of(request: Request) -> str:
    """What the browser says that it is, for a person to tell their own sessions apart."""
    return request.headers.get("user-agent", "")


def _form(
    request: Request, form: Form, back: str, *, status: int = 200, kept: KeptForm | None = None
) -> Reply:
    return shell.page(
        "sign_in.html", request, title="Sign in", status=status, form=form, next=back, kept=kept
    )


def _send_again(request: Request, opened: signing_in.Opened, kept: KeptForm) -> Reply:
    """What was kept, to be sent by a person who has seen it."""
    actor = actor_of(opened.person, request.client)
    visit = Visit(request=request, actor=actor, csrf=csrf_token(opened.token))
    return shell.shown("send_again.html", visit, title="Send this now?", kept=kept)
