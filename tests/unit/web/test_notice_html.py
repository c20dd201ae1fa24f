"""The notice as a file: valid, escaped and small, whatever somebody wrote, in each language."""

import gzip
import html
import re
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from random import Random

import html5lib
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.incidents import Aspect, Signature
from chalicelib.domain.links import TEXT_LENGTH
from chalicelib.domain.messages import Image, Slot
from chalicelib.domain.notice_settings import CONTACTS_AT_MOST, ORIGINS_AT_MOST
from chalicelib.domain.page import Glance, GlanceKind, Link, Logo, NoticeSettings
from chalicelib.domain.snapshot import Pulse, View, view
from chalicelib.domain.urls import CONTACT_LENGTH, GLANCE_LENGTH, ORIGIN_LENGTH
from chalicelib.markdown import plain_of
from chalicelib.web import notice
from chalicelib.web.notice_facts import TEXT_BYTES, TITLE_BYTES, cut
from chalicelib.web.requests import Request
from chalicelib.web.responses import Reply
from chalicelib.words import LANGUAGES
from tests.specimens import NOON, PAGE, incident, message, shown, snapshot, update

AT_MOST_BYTES = 14_000
# HAProxy's errorfile, headers included, has to fit into its buffer without the room it reserves.
BUFFER_BYTES = 16_384 - 1_024
_LONG_URL = "https://shop.example.com/" + "x" * 170
FULL = replace(
    PAGE,
    languages=tuple(LANGUAGES),
    support_url="mailto:help@example.com",
    notice=NoticeSettings(
        origins=("https://shop.example.com",),
        glance=Glance(GlanceKind.IMAGE, "https://shop.example.com/pixel.png"),
        contacts=tuple(Link(f"Another way to us, number {n}", _LONG_URL) for n in range(5)),
    ),
)


def told(name: str, body: str, said: str, page: object = FULL) -> View:
    """An outage with these words, and a message beside it."""
    made = snapshot(
        shown("checkout", ComponentStatus.MAJOR_OUTAGE),
        incidents=(incident("0tinc1dent01", update(1, body=body), name=name),),
        messages=(message(text=said, slots=(Slot.NOTICE,), suits_outage=True),),
        page=page,  # type: ignore[arg-type]
    )
    return view(made, Pulse(looked={0: NOON}), NOON)


def shown_in(code: str, seen: View, back: str = "") -> Reply:
    request = Request(
        method="GET", path="/down/cart", now=datetime(2026, 11, 22, tzinfo=UTC), monotonic=0.0
    )
    return notice._reply(replace(request, language=code), seen, back)


def plain(text: str) -> str:
    """As it comes out of a browser: without what HTML can't hold, and with room as one blank."""
    fit = re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef]|[\ufffe\uffff]", "", text)
    fit = "".join(each for each in fit if ord(each) & 0xFFFE != 0xFFFE)
    return re.sub(r"\s+", " ", fit).strip()


@cache
def parser() -> html5lib.HTMLParser:
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)


words = st.text(max_size=900)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(LANGUAGES)), words, words, words)
def test_whatever_was_written_it_is_valid_escaped_and_small(
    code: str, name: str, body: str, said: str
) -> None:
    reply = shown_in(code, told(name, body, said))
    page = parser().parse(reply.body)
    heading = page.find(".//h1")
    assert plain("".join(heading.itertext())) == plain(cut(name, TITLE_BYTES))
    assert plain(plain_of(body)[:20]) in plain("".join(page.itertext()))
    assert len(page.findall(".//script")) == 1
    assert len(page.findall(".//style")) == 1
    assert len(gzip.compress(reply.body.encode(), 6)) <= AT_MOST_BYTES
    assert reply.status == 503


@pytest.mark.parametrize("code", sorted(LANGUAGES))
@pytest.mark.parametrize("letter", ["\N{SNOWMAN}", "🧯", "語", "&", "<", '"'])
def test_the_longest_words_keep_it_small(code: str, letter: str) -> None:
    # Each letter differs from the one before, so that nothing is gained by compressing runs.
    many = "".join(f"{letter}{number:x}" for number in range(TEXT_BYTES))
    reply = shown_in(code, told(many, many, many[:90]))
    assert len(gzip.compress(reply.body.encode(), 6)) <= AT_MOST_BYTES


def test_the_longest_settings_keep_it_small() -> None:
    dice = Random(1)

    def noise(length: int) -> str:
        return "".join(dice.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=length))

    contacts = tuple(
        Link(noise(TEXT_LENGTH), f"https://{noise(CONTACT_LENGTH - 8)}")
        for _ in range(CONTACTS_AT_MOST)
    )
    full = NoticeSettings(
        origins=tuple(f"https://{noise(ORIGIN_LENGTH - 8)}" for _ in range(ORIGINS_AT_MOST)),
        glance=Glance(GlanceKind.FETCH, f"https://{noise(GLANCE_LENGTH - 8)}"),
        contacts=contacts,
    )
    reply = shown_in("ja", told(noise(900), noise(3_000), noise(400), replace(FULL, notice=full)))
    assert len(gzip.compress(reply.body.encode(), 6)) <= AT_MOST_BYTES


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_an_ordinary_notice_fits_into_a_proxys_buffer(code: str) -> None:
    body = "We see more errors than usual, and are looking for the cause. " * 4
    reply = shown_in(code, told("Checkout is not available", body, "Call us."))
    assert len(reply.body.encode()) <= BUFFER_BYTES


def test_what_somebody_writes_never_becomes_markup() -> None:
    evil = '"><script>alert(1)</script><a href="javascript:alert(2)">'
    reply = shown_in("en", told(evil, evil, evil), back='https://shop.example.com/?"><script>')
    assert "<script>alert" not in reply.body
    assert html.escape(evil, quote=False).replace('"', "&#34;") in reply.body
    assert "javascript:" not in re.sub(r"&#34;javascript", "", reply.body)


def test_the_policy_stands_in_the_file_as_well_as_beside_it() -> None:
    reply = shown_in("en", told("Broken", "Sorry.", "Call us."))
    (inside,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', reply.body)
    beside = reply.headers["Content-Security-Policy"]
    assert f"{html.unescape(inside)}; frame-ancestors 'none'" == beside
    assert "connect-src 'self' https://status.example.com;" in beside
    assert "img-src data: https://shop.example.com;" in beside
    assert "form-action 'self' https://status.example.com;" in beside


def test_nothing_is_fetched_but_what_keeps_it_true() -> None:
    reply = shown_in("en", told("Broken", "Sorry.", "Call us."))
    page = parser().parse(reply.body)
    assert not page.findall(".//img") or all(
        each.get("src").startswith("data:") for each in page.findall(".//img")
    )
    assert [each.get("href")[:5] for each in page.findall(".//link[@rel='icon']")] == ["data:"]
    assert not page.findall(".//script[@src]")


@pytest.mark.parametrize(("size", "is_there"), [(500, True), (20_000, False)])
def test_only_a_small_logo_is_in_it(size: int, is_there: bool) -> None:
    content = Random(size).randbytes(size)
    logo = Logo(name="logo.png", media_type="image/png", content=content)
    reply = shown_in("en", told("Broken", "Sorry.", "Call us.", replace(FULL, logo=logo)))
    assert ("<img" in reply.body) is is_there
    assert "Demo Shop" in reply.body


@pytest.mark.parametrize(("size", "is_there"), [(1_500, True), (5 * 1024, False)])
def test_a_picture_gives_way_to_words(size: int, is_there: bool) -> None:
    """The largest logo, the longest words, and what is left for the picture of a message."""
    dice = Random(3)

    def noise(length: int) -> str:
        return "".join(dice.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=length))

    logo = Logo(name="logo.png", media_type="image/png", content=dice.randbytes(1_800))
    picture = Logo(name="van.png", media_type="image/png", content=dice.randbytes(size))
    seen = told(noise(900), noise(3_000), noise(400), replace(FULL, logo=logo))
    pictured = replace(seen.snapshot.messages[0], image=Image(picture=picture, alt="", digest=""))
    made = replace(seen.snapshot, messages=(pictured,))
    reply = shown_in("ja", view(made, seen.pulse, NOON))
    assert len(gzip.compress(reply.body.encode(), 6)) <= AT_MOST_BYTES
    assert ("pictured" in reply.body.partition("</style>")[2]) is is_there
    assert pictured.text in reply.body


def test_all_that_people_can_say_keeps_it_small_and_plain() -> None:
    """What is cut is plain text: no tag of it can be cut in two."""
    dice = Random(2)
    many = " ".join(f"**{dice.randbytes(5).hex()}**" for _ in range(200))
    written = replace(
        update(1, body=f"- {many}\n\n[here](https://a.example/)"),
        aspects=dict.fromkeys(Aspect, many[:500]),
        signature=Signature(key="anna", name="🧯" * 60, role="語" * 80),
        next_update_by=NOON,
    )
    seen = told("Broken", "", "Call us.")
    told_of = replace(seen.snapshot.incidents[0], updates=(written,), working_since=NOON)
    reply = shown_in("ja", view(replace(seen.snapshot, incidents=(told_of,)), seen.pulse, NOON))
    assert len(gzip.compress(reply.body.encode(), 6)) <= AT_MOST_BYTES
    page = parser().parse(reply.body)
    (said,) = page.findall(".//p[@data-fact='text']")
    assert list(said) == []
    assert (said.text or "").startswith("- ")
    assert "*" not in (said.text or "")
    for fact in ("signed", "next", "working"):
        (shown_fact,) = page.findall(f".//p[@data-fact='{fact}']")
        assert shown_fact.text
        assert shown_fact.get("hidden") is None
