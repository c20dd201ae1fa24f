"""The page's script: small, and squeezed without harm."""

import re

from chalicelib.web.assets import script_of, squeezed_script

MOST_BYTES = 6_000


def test_the_script_is_small() -> None:
    assert len(script_of("script.js").encode()) <= MOST_BYTES


def test_what_a_copy_has_besides_is_smaller() -> None:
    script = script_of("copy.js")
    assert len(script.encode()) <= 1_400
    assert "</" not in script


def test_comments_and_room_are_left_out_and_quotes_are_not_touched() -> None:
    source = """
    // What it does.
    const list = [1, 2];
    for (const each of list) {
      say("a , b {c}  // d", `${each} = ${1 + each}`);
    }
    """
    assert squeezed_script(source) == (
        'const list=[1,2];for(const each of list){say("a , b {c}  // d",`${each} = ${1 + each}`)}'
    )


def test_signs_that_would_become_another_one_are_kept_apart() -> None:
    assert squeezed_script("a = b - -c;") == "a=b - -c;"
    assert squeezed_script("a = b + c - (d);") == "a=b+c-(d);"


def test_nothing_of_the_script_can_end_it_early() -> None:
    script = script_of("script.js")
    assert "</" not in script
    assert "<!--" not in script


def test_the_script_loads_from_nowhere_but_the_page_itself() -> None:
    assert not re.search(
        r"https?:|\bimport\b|\beval\b|innerHTML|document\.write", script_of("script.js")
    )
