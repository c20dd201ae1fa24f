"""Destinations: which service a URL belongs to, and that what is secret of it is never shown."""

from ipaddress import IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.destinations import Destination, Kind, destination_of
from chalicelib.domain.errors import InvalidInput
from chalicelib.words import tongue

LOOPBACK = (IPv4Network("127.0.0.0/8"),)
# Made up, and put together here: a scanner for secrets takes a whole one for real.
SLACK = "https://hooks.slack.com/services/" + "T00000000/B00000000/abcdefghijklmnopqrstuvwx"
TEAMS = (
    "https://prod-12.westeurope.logic.azure.com:443/workflows/0a1b/triggers/manual/paths/invoke"
    "?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sig=s3cret"
)
POWER = (
    "https://default0a1b.45.environment.api.powerplatform.com:443/powerautomate/automations/direct"
    "/workflows/0a1b/triggers/manual/paths/invoke?api-version=1&sig=s3cret"
)
DISCORD = "https://discord.com/api/webhooks/" + "123456789012345678/s3cret-_s3cret"


@pytest.mark.parametrize(
    ("url", "kind", "masked"),
    [
        (SLACK, Kind.SLACK, "Slack at hooks.slack.com"),
        (SLACK.replace("https://hooks", "HTTPS://Hooks"), Kind.SLACK, "Slack at hooks.slack.com"),
        (f"{SLACK}/", Kind.SLACK, "Slack at hooks.slack.com"),
        (
            SLACK.replace("slack.com", "slack-gov.com"),
            Kind.SLACK,
            "Slack at hooks.slack-gov.com",
        ),
        (TEAMS, Kind.TEAMS, "Microsoft Teams at prod-12.westeurope.logic.azure.com"),
        (POWER, Kind.TEAMS, "Microsoft Teams at default0a1b.45.environment.api.powerplatform.com"),
        (DISCORD, Kind.DISCORD, "Discord at discord.com"),
        (f"{DISCORD}?thread_id=1", Kind.DISCORD, "Discord at discord.com"),
        (DISCORD.replace("/api/", "/api/v10/"), Kind.DISCORD, "Discord at discord.com"),
        (
            DISCORD.replace("discord.com", "ptb.discord.com"),
            Kind.DISCORD,
            "Discord at ptb.discord.com",
        ),
        ("https://hooks.example.com/s3cret", Kind.WEBHOOK, "Webhook at hooks.example.com"),
        ("https://a.example:8443/s3cret?k=v", Kind.WEBHOOK, "Webhook at a.example:8443"),
        # What only looks like a chat's host is somebody's own.
        ("https://hooks.slack.com.evil.example/x", Kind.WEBHOOK, None),
        ("https://evilhooks.slack.com/x", Kind.WEBHOOK, None),
        ("https://logic.azure.com/x", Kind.WEBHOOK, None),
        ("https://notdiscord.com/api/webhooks/1/x", Kind.WEBHOOK, None),
    ],
)
def test_host_and_path_tell_what_takes_the_news(url: str, kind: Kind, masked: str | None) -> None:
    found = destination_of(url)
    assert (found.kind, found.url) == (kind, url)
    assert masked is None or found.masked == masked


@pytest.mark.parametrize("url", [SLACK, TEAMS, POWER, DISCORD, "https://a.example/s3cret?s3cret"])
def test_what_is_secret_of_a_destination_is_never_shown(url: str) -> None:
    found = destination_of(url)
    for shown in (found.masked, repr(found), str(found), f"{found}", found.digest):
        assert "s3cret" not in shown
        assert "/services" not in shown


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("", "This must begin with https://."),
        ("ftp://a.example/x", "This must begin with https://."),
        ("http://a.example/x", "By http anybody on the way can read it; write https."),
        ("https://", '"" isn\'t a host name; write for example shop.example.com.'),
        (
            "https://me:s3cret@a.example/x",
            "A name or password before @ ends up in logs; take it out, or send it in a header.",
        ),
        ("https://a.example/s3cret#x", "What follows # never reaches a server; take it out."),
        (
            "https://a.example:25/",
            "Port 25 can't be reached, because Lambda blocks it; use another one.",
        ),
        ("https://a.example:0/", "Port 0 can't be reached; write one from 1 to 65535."),
        (
            "https://a.example/s3 cret",
            (
                "This has a character that URLs can't have; write it percent-encoded (%20 for a "
                "blank), and a host name outside ASCII with xn--."
            ),
        ),
        (f"https://a.example/{'s' * 1983}", "This has 2001 characters; write at most 2000."),
        (
            "https://10.0.0.1/s3cret",
            '"10.0.0.1" can\'t be reached from the Internet; write another one.',
        ),
        (
            "https://169.254.169.254/latest",
            '"169.254.169.254" can\'t be reached from the Internet; write another one.',
        ),
        (
            "https://localhost:8443/x",
            '"localhost" can\'t be reached from the Internet; write another one.',
        ),
        (
            "https://hooks.slack.com/workflows/s3cret",
            (
                "This isn't the address of an incoming webhook of Slack; those begin with "
                "https://hooks.slack.com/services/ and three more parts."
            ),
        ),
        (
            f"{DISCORD}/slack",
            (
                "This isn't the address of a webhook of Discord; those begin with "
                "https://discord.com/api/webhooks/ and end with a number and a key."
            ),
        ),
        (
            "https://prod-1.westeurope.logic.azure.com/s3cret",
            (
                "This isn't the address of a workflow of Microsoft Teams; copy the one that its "
                "step “When a Teams webhook request is received” shows."
            ),
        ),
        (
            "https://acme.webhook.office.com/webhookb2/s3cret",
            (
                "Microsoft has ended these connectors of Teams; make a workflow there that begins "
                "with “When a Teams webhook request is received”, and write its address."
            ),
        ),
    ],
)
def test_what_nothing_can_be_posted_to_is_refused_in_a_sentence(url: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        destination_of(url)
    assert str(refused.value) == sentence


def test_an_own_network_is_posted_to_only_where_it_is_allowed() -> None:
    url = "http://127.0.0.1:8080/x"
    assert destination_of(url, allowed=LOOPBACK) == Destination(Kind.WEBHOOK, url)
    assert destination_of("http://localhost:8080/x", allowed=LOOPBACK).masked == (
        "Webhook at localhost:8080"
    )
    for refused in (url, "http://shop.example/x", "http://10.0.0.1/x"):
        with pytest.raises(InvalidInput):
            destination_of(refused, allowed=() if refused == url else LOOPBACK)


def test_blanks_around_an_address_are_nothing() -> None:
    assert destination_of(f"  {SLACK}\n").url == SLACK


@given(st.text() | st.text().map("https://a.example/{}".format))
def test_whatever_is_typed_is_a_destination_or_a_sentence(typed: str) -> None:
    try:
        sentence = repr(destination_of(typed))
    except InvalidInput as error:
        sentence = str(error)
    assert sentence.endswith((".", "Destination(kind=<Kind.WEBHOOK: 'webhook'>)"))


def test_the_digest_knows_a_destination_again() -> None:
    first, again = destination_of(SLACK), destination_of(SLACK)
    assert first.digest == again.digest
    assert len(first.digest) == 16
    assert first.digest != destination_of(f"{SLACK}x").digest


@pytest.mark.parametrize("code", ["de", "fr", "es", "pt-BR", "ja"])
@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.example/x",
        "http://a.example/x",
        "https://",
        "https://me:s3cret@a.example/x",
        "https://a.example/x#y",
        "https://a.example:25/",
        "https://a.example:0/",
        "https://a.example:x/",
        "https://a.example/a b",
        f"https://a.example/{'s' * 1983}",
        "https://10.0.0.1/x",
        "https://10.0.1/x",
        "https://[::1]/x",
        "https://hooks.slack.com/x",
        "https://discord.com/x",
        "https://a.logic.azure.com/x",
        "https://outlook.office.com/x",
    ],
)
def test_a_stranger_reads_in_their_language_what_is_wrong(url: str, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        destination_of(url)
    spoken = caught.value.said_in(tongue(code))
    assert spoken != str(caught.value)
    assert "{" not in spoken
