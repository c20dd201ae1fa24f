"""Markdown as safe HTML and as plain text."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.markdown import ATTRIBUTES, REL, TAGS, html_of, plain_of
from tests.harmless import elements, vectors

PROJECT = Path(__file__).resolve().parents[2]
_PIECES = st.sampled_from(
    ["[", "](", ")", "<", ">", "*", "`", "- ", "1. ", "\n", "# ", "javascript:"]
)
_WRITTEN = st.text() | st.lists(_PIECES | st.text(max_size=3)).map("".join)


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("We are **sorry**.", "<p>We are <strong>sorry</strong>.</p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        ("3. one", '<ol start="3">\n<li>one</li>\n</ol>'),
        ("`a < b`", "<p><code>a &lt; b</code></p>"),
        ("# Big", "<p><strong>Big</strong></p>"),
        ("a_b_c, 2 * 3 * 4", "<p>a_b_c, 2 * 3 * 4</p>"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
        ("[x](https://a.example/)", f'<p><a href="https://a.example/" rel="{REL}">x</a></p>'),
        ("[x](javascript:x)", "<p>[x](javascript:x)</p>"),
        ("[x](/y)", "<p>[x](/y)</p>"),
    ],
)
def test_what_is_written_becomes_html(written: str, html: str) -> None:
    assert html_of(written) == html


@pytest.mark.parametrize(
    "around", ["{}", "See {}.", "({})", "See {}, and wait", "- {}", "詳しくは{}をご覧ください"]
)
def test_an_address_that_was_pasted_is_a_link(around: str) -> None:
    url = "https://a.example/b_c_d?e=f&g=h"
    made = html_of(around.format(url))
    assert f'<a href="{url.replace("&", "&amp;")}" rel="{REL}">' in made
    assert plain_of(around.format(url)) == around.format(url)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("We are **sorry**, *really*, `so`.", "We are sorry, really, so."),
        ("one\ntwo\n\nthree", "one\ntwo\n\nthree"),
        ("see [it](https://a.example/x)", "see it (https://a.example/x)"),
        ("[us](mailto:a@b.example)", "us (a@b.example)"),
        ("<https://a.example/>", "https://a.example/"),
        ("We do:\n* a\n* b\n\nAll.", "We do:\n\n- a\n- b\n\nAll."),
        ("- a\n  1. b\n  2. c\n- d", "- a\n  1. b\n  2. c\n- d"),
        ("0. a", "0. a"),
        ("# Big\nsmall", "Big\n\nsmall"),
        ("```\na\n  b\n```", "a\n  b"),
        ("#", "#"),
    ],
)
def test_what_is_written_becomes_plain_text(written: str, plain: str) -> None:
    assert plain_of(written) == plain


@given(_WRITTEN)
@example("\x00<script>")
def test_whatever_is_written_has_only_tags_and_attributes_that_are_allowed(written: str) -> None:
    allowed = {tag: {*ATTRIBUTES.get(tag, ()), *(("rel",) if tag == "a" else ())} for tag in TAGS}
    for element in elements(html_of(written)):
        assert element.tag in allowed
        assert set(element.keys()) <= allowed[element.tag]
        href = element.get("href", "https://x").lower()
        assert href.startswith(("https://", "http://", "mailto:"))


@given(_WRITTEN)
def test_whatever_is_written_can_be_read_as_plain_text(written: str) -> None:
    assert bool(plain_of(written).strip()) >= bool(written.strip().strip("\x00"))


@pytest.mark.parametrize("vector", vectors())
def test_no_vector_makes_more_than_text_and_links(vector: str) -> None:
    for element in elements(html_of(vector)):
        assert element.tag in TAGS
        assert set(element.keys()) <= {"href", "rel", "start"}


def test_what_our_checks_say_needs_no_parser() -> None:
    """A page of automatic incidents is as cheap as before: nothing of it is imported."""
    code = """
import sys
from dataclasses import replace
from tests.specimens import NOON, incident, snapshot, shown, update
from chalicelib.domain.snapshot import Pulse, view
from chalicelib.web.programs.feeds import atom
from chalicelib.web.notice_facts import facts
from chalicelib.words import ENGLISH
told = incident("0tinc1dent01", replace(update(), is_automatic=True))
seen = view(snapshot(shown("shop"), incidents=(told,)), Pulse(looked={0: NOON}), NOON)
atom(seen, ENGLISH), facts(seen, ENGLISH)
print(sorted({"markdown_it", "nh3", "mdurl"} & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
