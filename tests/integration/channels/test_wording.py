"""Mails as SNS takes them, and as people read them."""

import string
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.channels.wording import SUBJECT_LENGTH, subject, text
from chalicelib.domain.folding import Folded
from tests.specimens import notification

anything = st.text(max_size=150)


def test_a_subject_names_page_stage_and_incident() -> None:
    assert subject(notification()) == "[Demo Shop] Investigating: Checkout is not available"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Zahlung für Grüße", "Zahlung fur Grusse"),
        ("Café – «Déjà vu»", "Cafe - ?Deja vu?"),
        ("It’s “down”", 'It\'s "down"'),
        ("one\r\ntwo\tthree", "one two three"),
        ("ﬁne…", "fine..."),
        ("障害", "??"),
        ("bell\x07", "bell?"),
        ("  blanks  ", "blanks"),
    ],
)
def test_what_ascii_lacks_is_written_with_what_it_has(name: str, shown: str) -> None:
    sent = notification(told_name=name)
    assert subject(sent) == f"[Demo Shop] Investigating: {shown}"


def test_a_long_subject_is_cut_and_says_so() -> None:
    at_its_limit = notification(page_name="P", told_name="x" * (SUBJECT_LENGTH - 19))
    assert subject(at_its_limit) == f"[P] Investigating: {'x' * 80}"
    too_long = notification(page_name="P", told_name="x" * (SUBJECT_LENGTH - 18))
    assert subject(too_long) == f"[P] Investigating: {'x' * 77}..."
    ends_in_a_blank = notification(page_name="P", told_name="x" * 76 + " and so on")
    assert subject(ends_in_a_blank) == f"[P] Investigating: {'x' * 76}..."


def test_the_reminder_stands_below_a_mail_under_a_rule() -> None:
    assert text(Folded(newest=notification()), "Available all year.").endswith(
        "\n\n--\nAvailable all year.\n"
    )
    assert "--" not in text(Folded(newest=notification()))


@given(anything, anything)
def test_every_subject_is_one_that_sns_takes(page_name: str, incident_name: str) -> None:
    """https://docs.aws.amazon.com/sns/latest/api/API_Publish.html, Subject."""
    made = subject(notification(page_name=page_name, told_name=incident_name))
    assert 0 < len(made) < 100
    assert all(" " <= character <= "~" for character in made)
    assert made[0] in string.ascii_letters + string.digits + string.punctuation


@given(anything)
def test_a_subject_that_is_plain_already_is_left_alone(name: str) -> None:
    once = subject(notification(told_name=name)).removeprefix("[Demo Shop] Investigating: ")
    again = subject(notification(told_name=once)).removeprefix("[Demo Shop] Investigating: ")
    assert again == once


def test_a_mail_tells_the_news_first_and_then_whom_it_hits_since_when_and_where_to_read_on() -> (
    None
):
    affected = ("Checkout (major outage)", "Search (degraded performance)")
    assert text(Folded(newest=notification(affected=affected))) == (
        "Investigating: Checkout is not available\n"
        "\n"
        "Since 12:00 UTC, Checkout is not available.\n"
        "\n"
        "Components now: Checkout (major outage), Search (degraded performance)\n"
        "Started: 22 November 2026, 12:00 UTC\n"
        "Update 1: 22 November 2026, 12:01 UTC\n"
        "\n"
        "Follow this incident: https://status.example.com/incidents/0tinc1dent01\n"
    )


def test_a_mail_of_no_component_names_none() -> None:
    assert "Components" not in text(Folded(newest=notification(affected=())))


@given(anything, anything)
def test_a_mail_keeps_every_letter_of_a_name(incident_name: str, component: str) -> None:
    told = text(Folded(newest=notification(told_name=incident_name, affected=(component,))))
    assert incident_name in told
    assert component in told


def test_what_was_said_before_is_listed_in_short_below_the_news() -> None:
    first, second, third = (notification(number=n) for n in (1, 2, 3))
    long = replace(second, body="**Long** " + "x" * 500, is_markdown=True, stage="Identified")
    mail = text(Folded(newest=third, before=(first, long)))
    news, told_before = mail.split("this one also has what was said before:\n\n")
    assert news.endswith("incidents/0tinc1dent01\n\nSo that you don’t get too many mails, ")
    assert told_before.startswith(
        "Update 1: 22 November 2026, 12:01 UTC\n"
        "Investigating: Since 12:00 UTC, Checkout is not available.\n\n"
        "Update 2: 22 November 2026, 12:02 UTC\n"
        "Identified: Long xxx"
    )
    assert told_before.endswith("x…\n")
    assert len(told_before) < 600


def test_of_very_much_the_oldest_is_left_out_and_said_to_be() -> None:
    *before, newest = (notification(number=n) for n in range(1, 40))
    mail = text(Folded(newest=newest, before=tuple(before)))
    assert "Update 18:" not in mail
    assert "Update 19:" in mail
    assert mail.endswith("The oldest of it is left out here, and is on the page.\n")


def test_what_is_told_as_a_whole_says_so_before_anything_else() -> None:
    whole = Folded(newest=notification(number=2), before=(notification(),), is_whole=True)
    assert text(whole).startswith(
        "Investigating: Checkout is not available\n\n"
        "You hear of it for the first time, and it is over already.\n\n"
    )
