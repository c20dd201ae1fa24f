"""News and nudges to webhooks and chats: each in the form that its kind takes, posted once."""

import ssl
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from ipaddress import IPv4Network

from chalicelib.channels import discord, slack, teams, webhook
from chalicelib.channels.cards import Card, card_of
from chalicelib.channels.posting import post
from chalicelib.domain.confirmations import Confirmation
from chalicelib.domain.destinations import Destination, Kind
from chalicelib.domain.drills import Drill
from chalicelib.domain.notifications import Notification
from chalicelib.domain.nudges import Nudge

_FORMS: Mapping[Kind, Callable[[Card], bytes]] = {
    Kind.SLACK: slack.body_of,
    Kind.TEAMS: teams.body_of,
    Kind.DISCORD: discord.body_of,
}


def deliver(
    destination: Destination,
    outgoing: Notification | Nudge | Confirmation | Drill,
    *,
    secret: str | None,
    link: str = "",
    now: datetime,
    allow: Sequence[IPv4Network] = (),
    context: ssl.SSLContext | None = None,
) -> None:
    """Post it there, once; raises DeliveryFailed, whose words may be shown and logged.

    `secret` signs what goes to a webhook. `link` is where a subscription to news is confirmed,
    changed and ended, and where a nudge is answered without signing in. `allow` are networks of
    one's own that may be posted to although they aren't public, and `context` says whom TLS
    trusts, as in `post`.
    """
    if destination.kind is Kind.WEBHOOK:
        body = webhook.body_of(outgoing, link)
        headers = webhook.headers_of(outgoing.sent_id, body, secret=secret, now=now)
    else:
        assert not isinstance(outgoing, Drill), "No chat hears of drills."
        body, headers = _FORMS[destination.kind](card_of(outgoing, link)), ()
    post(destination, body, headers, now=now, allow=allow, context=context)
