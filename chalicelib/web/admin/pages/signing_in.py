"""Signing in and out."""

from chalicelib.domain.errors import NotSignedIn, TooManyRequests
from chalicelib.services import signing_in
from chalicelib.web.admin import cookies, fields, next_page, shell
from chalicelib.web.admin.fields import NEW, Form
from chalicelib.web.admin.visits import Visit
from chalicelib.web.forms import with_headers_of
from chalicelib.web.requests import Request
from chalicelib.web.responses import Reply, see_other

_HIDDEN = ("passphrase", "code")


def ask(request: Request) -> Reply:
    """The form."""
    return _form(request, NEW, next_page.own(request.query.get("next", "")))


def sign_in(request: Request) -> Reply:
    """Open a session, and go on to what was asked for; or the form again, with what is wrong."""
    typed = fields.sent(request)
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
        return _form(request, fields.again(typed, error, hidden=_HIDDEN), back, status=422)
    except TooManyRequests as error:
        form = fields.again(typed, error, hidden=_HIDDEN)
        return with_headers_of(error, _form(request, form, back, status=429))
    return cookies.with_token(see_other(f"{request.prefix}{back}"), opened.token)


def sign_out(visit: Visit) -> Reply:
    """End the session."""
    signing_in.sign_out(visit.session, now=visit.request.now)
    return cookies.without_token(shell.done(visit, next_page.SIGN_IN, "signed-out"))


def agent_of(request: Request) -> str:
    """What the browser says that it is, for a person to tell their own sessions apart."""
    return request.headers.get("user-agent", "")


def _form(request: Request, form: Form, back: str, *, status: int = 200) -> Reply:
    return shell.page("sign_in.html", request, title="Sign in", status=status, form=form, next=back)
