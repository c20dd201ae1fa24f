"""Destinations: where news goes, be it a program's own address, a chat's, or a phone number.

The URL is the secret: whoever has it can post there, or call. It stands in no log, no answer and no
`repr`.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import IPv4Network
from urllib.parse import SplitResult, urlsplit

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.places import Place, Unusable
from chalicelib.domain.urls import posted_to
from chalicelib.words import marked

_DIGEST_LENGTH = 16
_TEL = "tel:"
# ITU-T E.164.D: codes of one and of two digits; all others have three.
_CALLING_CODE = re.compile(
    r"\+(?:[17]|2[07]|3[0-4]|36|39|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})"
)


class Kind(StrEnum):
    """What takes the news there, and so in which form it is posted."""

    WEBHOOK = "webhook"
    SLACK = "slack"
    TEAMS = "teams"
    DISCORD = "discord"
    SMS = "sms"


KIND_NAMES: Mapping[Kind, str] = {
    Kind.WEBHOOK: "Webhook",
    Kind.SLACK: "Slack",
    Kind.TEAMS: "Microsoft Teams",
    Kind.DISCORD: "Discord",
    Kind.SMS: "SMS",
}


@dataclass(frozen=True, slots=True)
class Destination:
    """`url` is whole, with all that is secret in it: show `masked` instead."""

    kind: Kind
    url: str = field(repr=False)

    @property
    def masked(self) -> str:
        """What may be shown and logged: "Slack at hooks.slack.com", "SMS to +49 … 21"."""
        if self.kind is Kind.SMS:
            return f"{KIND_NAMES[self.kind]} to {_calling_code(self.number)} … {self.number[-2:]}"
        parts = urlsplit(self.url)
        port = "" if parts.port in (None, 443) else f":{parts.port}"
        return f"{KIND_NAMES[self.kind]} at {parts.hostname}{port}"

    @property
    def number(self) -> str:
        """Of SMS, the phone number that is in its URL."""
        return self.url.removeprefix(_TEL)

    @property
    def digest(self) -> str:
        """Sixteen hexadecimal digits that are always the same for this URL, and don't give it away.

        For ids, and to know it again.
        """
        return hashlib.sha256(self.url.encode()).hexdigest()[:_DIGEST_LENGTH]


@dataclass(frozen=True, slots=True)
class _Service:
    """A chat's hosts, the paths at which it takes posts there, and what to say of others."""

    kind: Kind
    host: re.Pattern[str]
    path: re.Pattern[str]
    hint: str


def phone(number: str) -> Destination:
    """The destination at a phone number in E.164."""
    return Destination(Kind.SMS, f"{_TEL}{number}")


def is_phone(url: str) -> bool:
    """Whether that is the URL of a phone number's destination."""
    return url.startswith(_TEL)


def _calling_code(number: str) -> str:
    found = _CALLING_CODE.match(number)
    return found[0] if found else "+"


_NAME = r"[A-Za-z0-9_-]+"
_SERVICES = (
    _Service(
        Kind.SLACK,
        re.compile(r"hooks\.slack(?:-gov)?\.com"),
        re.compile(rf"/services/{_NAME}/{_NAME}/{_NAME}"),
        marked(
            "This isn't the address of an incoming webhook of Slack; those begin with "
            "https://hooks.slack.com/services/ and three more parts."
        ),
    ),
    _Service(
        Kind.DISCORD,
        re.compile(r"(?:(?:ptb|canary)\.)?discord(?:app)?\.com"),
        re.compile(rf"/api(?:/v\d+)?/webhooks/\d+/{_NAME}"),
        marked(
            "This isn't the address of a webhook of Discord; those begin with "
            "https://discord.com/api/webhooks/ and end with a number and a key."
        ),
    ),
    _Service(
        Kind.TEAMS,
        re.compile(r"(?:[a-z0-9-]+\.)+(?:logic\.azure\.com|api\.powerplatform\.com)"),
        re.compile(r"/(?:.+/)?workflows/.+"),
        marked(
            "This isn't the address of a workflow of Microsoft Teams; copy the one that its step "
            "“When a Teams webhook request is received” shows."
        ),
    ),
    # They were shut down in favour of workflows: nothing that is posted there arrives any more.
    _Service(
        Kind.TEAMS,
        re.compile(r"(?:[a-z0-9-]+\.)?webhook\.office\.com|outlook\.office(?:365)?\.com"),
        re.compile(r"(?!)"),
        marked(
            "Microsoft has ended these connectors of Teams; make a workflow there that begins with "
            "“When a Teams webhook request is received”, and write its address."
        ),
    ),
)


def destination_of(url: str, *, allowed: Sequence[IPv4Network] = ()) -> Destination:
    """The destination at this URL, whose kind its host and path tell.

    `allowed` are networks of one's own that may be posted to although they aren't public: give
    none where strangers choose the URL. InvalidInput, which never repeats the URL's path, when
    nothing can be posted there.
    """
    text = url.strip()
    try:
        posted_to(allowed)(Place(text, (), []))
    except Unusable as why:
        raise InvalidInput(why.text, **why.values) from None
    return Destination(_kind(urlsplit(text)), text)


def _kind(parts: SplitResult) -> Kind:
    host = (parts.hostname or "").removesuffix(".")
    service = next((each for each in _SERVICES if each.host.fullmatch(host)), None)
    if service is None:
        return Kind.WEBHOOK
    if not service.path.fullmatch(parts.path.removesuffix("/")):
        raise InvalidInput(service.hint)
    return service.kind
