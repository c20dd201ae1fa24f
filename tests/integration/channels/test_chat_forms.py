"""News and nudges in each chat's own form: whatever people write, it is taken and harmless."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.channels import discord, slack, teams
from chalicelib.channels.cards import card_of, fitted, units
from chalicelib.domain.components import Indicator
from chalicelib.domain.incidents import Impact, Stage
from chalicelib.domain.notifications import Notification
from chalicelib.domain.nudges import Concern, Nudge
from chalicelib.domain.particulars import Particulars
from tests.integration.channels import forms
from tests.specimens import (
    INCIDENT_ID,
    NOON,
    incident,
    maintenance,
    minute,
    notification,
    particulars,
    update,
)

LINK = "https://status.example.com/unsubscribe/0a1b"
# What means something to one of them: markup, mentions, entities, addresses, halves of emojis.
_PIECES = st.sampled_from(
    [
        *"&<>*_~`|[]()#@\\-\n\r\t\x00 .…!:/é字\u202e\u034f",
        "👩‍🚒",
        "&amp;",
        "<!channel>",
        "<@U123>",
        "<#C1>",
        "<!here|x>",
        "@everyone",
        "<@&123>",
        "[x](https://evil.example)",
        "https://a.example/x_y?a=1&b=2",
        "<https://evil.example|x>",
        "https://",
        "word ",
        "x" * 80,
        "&" * 80,
        "字*" * 40,
    ]
)
# A lone surrogate can't be written anywhere: the readers of texts refuse it.
anything = st.lists(_PIECES, max_size=20).map("".join) | st.text(max_size=200)


@st.composite
def news(draw: st.DrawFn) -> Notification:
    return replace(
        notification(),
        page_name=draw(anything.map("P{}".format)),  # what is blank is no name of a page
        told_name=draw(anything),
        body=draw(anything),
        is_markdown=draw(st.booleans()),
        aspects=draw(st.dictionaries(st.just("What to do now"), anything)),
        affected=tuple(draw(st.lists(anything, max_size=3))),
        remarks=tuple(draw(st.lists(anything, max_size=2))),
        signed=draw(anything),
        language=draw(st.sampled_from(["en", "de", "ja"])),
        ends_at=draw(st.none() | st.just(minute(60))),
    )


def nudge(title: str = "Nobody writes", text: str = "A word is enough.") -> Nudge:
    return Nudge(
        id="0nudge000001",
        concern=Concern.QUIET,
        told_id=INCIDENT_ID,
        page_name="Demo Shop",
        title=title,
        text=text,
        url=f"https://status.example.com/admin/incidents/{INCIDENT_ID}",
        at=NOON,
    )


outgoing = news() | st.builds(nudge, anything.map("N{}".format), anything)
links = st.sampled_from(["", LINK])


def texts(body: Any) -> Iterator[str]:
    """Every text in it that people may have written, addresses that are only ours left out."""
    match body:
        case dict():
            for key, value in body.items():
                if key not in ("url", "$schema"):
                    yield from texts(value)
        case list():
            for value in body:
                yield from texts(value)
        case str():
            yield body


@given(outgoing, links)
@example(nudge("x" * 5000, "&" * 5000), LINK)
def test_slack_takes_it_and_mentions_nobody(said: Notification | Nudge, link: str) -> None:
    body = json.loads(slack.body_of(card_of(said, link)))
    jsonschema.validate(body, forms.SLACK)
    blocks = body["blocks"]
    assert sum(units(each) for each in texts(blocks)) <= forms.SLACK_ALTOGETHER
    for block in blocks:
        for element in block.get("elements", [block.get("text")]):
            if element.get("type") == "mrkdwn":
                _has_no_markup_of_slack(element["text"])
    _has_no_markup_of_slack(body["text"])


def _has_no_markup_of_slack(text: str) -> None:
    """No angle bracket but around an address, and no ampersand but of the three entities."""
    plain = re.sub(r"<https?://[^<>|\s]+>", "", text)
    assert not re.search(r"[<>]|&(?!(?:amp|lt|gt);)", plain), text


@given(outgoing, links)
@example(nudge("字" * 5000, "*" * 20_000), LINK)
@example(nudge("\x00" * 5000, "\x00" * 20_000), LINK)
def test_teams_takes_it_and_sees_no_markup_in_it(said: Notification | Nudge, link: str) -> None:
    written = teams.body_of(card_of(said, link))
    assert len(written) <= forms.TEAMS_ALTOGETHER
    body = json.loads(written)
    jsonschema.validate(body, forms.TEAMS)
    for text in texts(body["attachments"][0]["content"]["body"]):
        bare = re.sub(r"https?://[\w\-.~:/?#@!$&'+,;=%]+", " ", text, flags=re.ASCII)
        assert not re.search(r"(?<!\u034f)[*_]|\]\(", bare), text


@given(outgoing, links)
@example(nudge("x" * 5000, "*" * 20_000), LINK)
def test_discord_takes_it_and_mentions_nobody(said: Notification | Nudge, link: str) -> None:
    body = json.loads(discord.body_of(card_of(said, link)))
    jsonschema.validate(body, forms.DISCORD)
    (embed,) = body["embeds"]
    assert units(embed["title"]) <= discord.TITLE_LENGTH
    assert units(embed["description"]) <= discord.DESCRIPTION_LENGTH
    assert sum(units(each) for each in texts(embed)) <= forms.DISCORD_ALTOGETHER
    for text in (embed["title"], embed["description"]):
        bare = re.sub(r"https?://[\w\-.:/?#!$&'+,;=%]+", " ", text, flags=re.ASCII)
        unescaped = re.sub(r"\\[\\*_~`|<>\[\]#@]", "", bare)
        assert not re.search(r"[*_~`|<>\[\]#@]", unescaped), text
    assert not link or embed["description"].endswith(link)


@given(anything, st.integers(1, 300))
@pytest.mark.parametrize("service", [slack, teams, discord])
def test_what_is_cut_is_the_beginning_with_a_sign_of_it(service: Any, text: str, most: int) -> None:
    shown = fitted(text, most, service.escaped)
    assert units(shown) <= most
    if shown != service.escaped(text):
        assert shown.endswith("…")
        kept = [
            end for end in range(len(text)) if service.escaped(text[:end].rstrip() + "…") == shown
        ]
        assert kept, "it is an escaped beginning of the text, and no half of an entity"


def test_as_much_is_kept_as_there_is_room_for() -> None:
    assert fitted("abcdef", 6) == "abcdef"
    assert fitted("abcdef", 5) == "abcd…"
    assert fitted("ab cdef", 4) == "ab…", "without a blank before the sign"
    assert fitted("a&b&c", 7, slack.escaped) == "a&amp;…"
    assert fitted("👩‍🚒", 2) == "…"


SAID = replace(
    notification(),
    body="See **this** [page](https://a.example/x_y) & wait.",
    is_markdown=True,
    aspects={"What to do now": "Pay <later>."},
    signed="Anna Berg",
    remarks=("Next update by 13:00 UTC.",),
)


def test_news_in_slack() -> None:
    body = json.loads(slack.body_of(card_of(SAID, LINK)))
    assert body["text"] == "[Demo Shop] Investigating: Checkout is not available"
    header, section, facts, actions, sender = body["blocks"]
    assert header["text"]["text"] == "Investigating: Checkout is not available"
    assert section["text"]["text"] == (
        "See this page (<https://a.example/x_y>) &amp; wait.\n\n"
        "What to do now: Pay &lt;later&gt;.\n\n"
        "Next update by 13:00 UTC.\n\n"
        "— Anna Berg"
    )
    assert facts["elements"][0]["text"] == (
        "Components now: Checkout (major outage)\n"
        "Started: 22 November 2026, 12:00 UTC\n"
        "Update 1: 22 November 2026, 12:01 UTC"
    )
    assert [(each["text"]["text"], each["url"]) for each in actions["elements"]] == [
        ("Follow this incident", SAID.url),
        ("Unsubscribe", LINK),
    ]
    assert sender["elements"][0]["text"] == "Demo Shop"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("see https://a.example/x.", "see <https://a.example/x>."),
        ("https://a.example/?a=1&b=2", "<https://a.example/?a=1&amp;b=2>"),
        ("https://a.example/x…", "https://a.example/x…"),
        ("https://a.example|evil", "<https://a.example>|evil"),
        ("<https://a.example|evil>", "&lt;<https://a.example>|evil&gt;"),
        ("https://", "https://"),
    ],
)
def test_whole_addresses_are_links_in_slack(text: str, shown: str) -> None:
    assert slack.escaped(text) == shown


def test_news_in_teams() -> None:
    body = json.loads(teams.body_of(card_of(SAID)))
    content = body["attachments"][0]["content"]
    headline, words, _facts, sender = content["body"]
    assert (headline["text"], headline["color"]) == (
        "Investigating: Checkout is not available",
        "attention",
    )
    assert words["text"].startswith("See this page (https://a.example/x_y) & wait.\n\nWhat to do")
    assert sender["text"] == "Demo Shop"
    assert [each["title"] for each in content["actions"]] == ["Follow this incident"]


def test_news_in_discord() -> None:
    body = json.loads(discord.body_of(card_of(SAID, LINK)))
    (embed,) = body["embeds"]
    assert (embed["title"], embed["url"]) == ("Investigating: Checkout is not available", SAID.url)
    assert embed["description"].startswith("See this page (https://a.example/x_y) & wait.\n\n")
    assert "Pay \\<later\\>." in embed["description"]
    assert embed["description"].endswith(f"\n\nUnsubscribe: {LINK}")
    assert embed["timestamp"] == "2026-11-22T12:01:00+00:00"
    assert embed["color"] == 0xE74C3C


def test_a_nudge_leads_to_its_form_and_says_whose_it_is() -> None:
    card = card_of(nudge(), LINK)
    assert card.summary == "[Demo Shop: team] Nobody writes"
    assert [(each.text, each.url) for each in card.links] == [
        ("See to it", nudge().url),
        ("Without signing in, once, within a day", LINK),
    ]
    for service in (slack, teams, discord):
        assert LINK in service.body_of(card).decode()


def test_the_words_are_in_the_language_of_the_news() -> None:
    card = card_of(replace(notification(), language="de", ends_at=minute(60)), LINK)
    assert [each.text for each in card.links] == ["Einzelheiten und Kalender", "Abbestellen"]
    assert card.facts[0] == "Komponenten jetzt: Checkout (major outage)"


RESOLVED = update(2, Stage.RESOLVED)


@pytest.mark.parametrize(
    ("known", "indicator", "teams_color", "discord_color"),
    [
        (particulars(incident(impact=Impact.NONE)), Indicator.NONE, "good", 0x2ECC71),
        (particulars(incident(impact=Impact.MINOR)), Indicator.MINOR, "warning", 0xF1C40F),
        (particulars(incident(impact=Impact.MAJOR)), Indicator.MAJOR, "attention", 0xE67E22),
        (particulars(incident(impact=Impact.CRITICAL)), Indicator.CRITICAL, "attention", 0xE74C3C),
        (particulars(incident(INCIDENT_ID, RESOLVED)), Indicator.NONE, "good", 0x2ECC71),
        (particulars(maintenance()), Indicator.MAINTENANCE, "accent", 0x3498DB),
        (None, None, "default", None),
    ],
)
def test_the_colour_is_that_of_the_impact_until_it_is_over(
    known: Particulars | None,
    indicator: Indicator | None,
    teams_color: str,
    discord_color: int | None,
) -> None:
    card = card_of(replace(notification(), particulars=known))
    assert card.indicator is indicator
    content = json.loads(teams.body_of(card))["attachments"][0]["content"]
    assert content["body"][0]["color"] == teams_color
    assert json.loads(discord.body_of(card))["embeds"][0].get("color") == discord_color
