"""The page behind an invitation's link: looking at it uses nothing up, its form does."""

from chalicelib.domain import passphrases, totp
from chalicelib.domain.errors import InvalidInput, LostRace, TooManyRequests
from chalicelib.domain.people import email_of, name_of
from chalicelib.services import inviting
from chalicelib.services.inviting import Joining, Welcome
from chalicelib.web.admin import cookies, fields, qr, shell
from chalicelib.web.admin.fields import NEW, Form
from chalicelib.web.admin.pages.signing_in import agent_of
from chalicelib.web.errors import headers_of, status_of
from chalicelib.web.requests import Request
from chalicelib.web.responses import Reply, see_other

_HIDDEN = ("passphrase", "code")


def look(request: Request, token: str) -> Reply:
    """What to fill in, and the secret for a phone."""
    return _form(request, token, inviting.look(token, now=request.now), NEW)


def join(request: Request, token: str) -> Reply:
    """Take the invitation; the person is signed in, or gets the form again."""
    welcome = inviting.look(token, now=request.now)
    typed = fields.sent(request)
    try:
        joining = _joining(typed, welcome)
        opened = inviting.join(
            token, joining, client=request.client, agent=agent_of(request), now=request.now
        )
    except (InvalidInput, LostRace, TooManyRequests) as error:
        form = fields.again(typed, error, hidden=_HIDDEN)
        reply = _form(request, token, welcome, form, status=status_of(error))
        return shell.with_headers(reply, headers_of(error))
    return cookies.with_token(see_other(f"{request.prefix}/admin?done=joined"), opened.token)


def _joining(typed: fields.Typed, welcome: Welcome) -> Joining:
    """What was filled in, with every fault found that can be before the code is looked at."""
    reading = fields.Reading(typed)
    email = "" if welcome.person else reading.need("email", email_of, "")
    name = reading.need("name", name_of, "")
    passphrase = reading.need("passphrase", passphrases.passphrase, "")
    reading.done()
    return Joining(passphrase=passphrase, code=typed.get("code", ""), name=name, email=email)


def _form(
    request: Request, token: str, welcome: Welcome, form: Form, *, status: int = 200
) -> Reply:
    settings = shell.page_settings(request)
    person = welcome.person
    account = person.email if person else "owner"
    uri = totp.uri(welcome.secret, issuer=settings.name, account=account)
    if person and not form.values:
        form = Form(values={"name": person.name})
    return shell.page(
        "welcome.html",
        request,
        title=f"Welcome to {settings.name}",
        status=status,
        settings=settings,
        form=form,
        token=token,
        person=person,
        expires_at=welcome.expires_at,
        secret=totp.written(welcome.secret),
        uri=uri,
        qr=qr.svg(uri),
        shortest=passphrases.SHORTEST,
    )
