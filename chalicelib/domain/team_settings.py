"""The `team` part of a definition: where those who write for the company hear of what waits."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from ipaddress import IPv4Network

from chalicelib.domain.destinations import Destination, destination_of
from chalicelib.domain.entries import Entry
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.places import Place, Reader, Unusable, list_of
from chalicelib.domain.scalars import raw_text

KNOWN = ("webhooks",)
AT_MOST = 5
SECRET_LENGTH = (16, 200)
_KNOWN_OF_WEBHOOK = ("url", "secret")


@dataclass(frozen=True, slots=True)
class TeamWebhook:
    """Where the team's chat or a program of theirs listens; `secret` signs what a program gets."""

    destination: Destination
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class TeamSettings:
    """How the team hears, beside its topic."""

    webhooks: tuple[TeamWebhook, ...] = ()


NO_TEAM_SETTINGS = TeamSettings()


def team_settings(allowed: Sequence[IPv4Network]) -> Reader[TeamSettings]:
    """A reader of the settings; `allowed` are the page's own private networks."""

    def read(place: Place) -> TeamSettings:
        fields = place.fields(KNOWN)
        webhooks = fields.read("webhooks", partial(_webhooks, allowed=allowed), ())
        return TeamSettings(webhooks=webhooks)

    return read


def team_entries(team: TeamSettings) -> tuple[Entry, ...]:
    """The settings' fields, in the order of writing; their values are secrets."""
    written = [_document(each) for each in team.webhooks]
    return (Entry(("webhooks",), written, [], hidden=bool(written)),)


def _webhooks(place: Place, allowed: Sequence[IPv4Network]) -> tuple[TeamWebhook, ...]:
    if isinstance(place.value, list) and len(place.value) > AT_MOST:
        raise Unusable(f"There are {len(place.value)} webhooks here; write at most {AT_MOST}.")
    read = tuple(filter(None, list_of(partial(_webhook, allowed=allowed))(place)))
    if len({each.destination for each in read}) < len(read):
        raise Unusable("Two of these have the same address; it would hear everything twice.")
    return read


def _webhook(place: Place, allowed: Sequence[IPv4Network]) -> TeamWebhook | None:
    fields = place.fields(_KNOWN_OF_WEBHOOK)
    destination = fields.need(
        "url",
        partial(_destination, allowed=allowed),
        wanted="the address that your chat gave you for it",
        default=None,
    )
    secret = fields.read("secret", _secret, None)
    return TeamWebhook(destination, secret) if destination else None


def _destination(place: Place, allowed: Sequence[IPv4Network]) -> Destination:
    try:
        return destination_of(raw_text(place), allowed=allowed)
    except InvalidInput as error:
        raise Unusable(str(error)) from None


def _secret(place: Place) -> str:
    text = raw_text(place)
    least, most = SECRET_LENGTH
    if not least <= len(text) <= most or not text.isascii() or not text.isprintable():
        raise Unusable(f"A secret has {least} to {most} printable characters of ASCII.")
    return text


def _document(webhook: TeamWebhook) -> dict[str, str]:
    return {
        "url": webhook.destination.url,
        **({"secret": webhook.secret} if webhook.secret else {}),
    }
