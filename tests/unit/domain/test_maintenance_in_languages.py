"""What is said of maintenance in the languages of a page, and how it goes out by mail."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.channels.wording import subject, text
from chalicelib.domain import plan_wording
from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.folding import Folded
from chalicelib.domain.incidents import ComponentChange, MaintenanceStage
from chalicelib.domain.maintenances import MaintenanceKind
from chalicelib.domain.notifications import Notification, news_of_maintenance
from chalicelib.domain.page import PageSettings
from chalicelib.domain.plan_wording import Telling
from chalicelib.words import LANGUAGES, marked, tongue
from tests.specimens import definition, maintenance, minute, update

WORK = maintenance(600)
TEST = replace(WORK, kind=MaintenanceKind.RECOVERY_TEST)
BROKEN = ComponentChange(
    component_id="checkout",
    name="Checkout",
    before=ComponentStatus.UNDER_MAINTENANCE,
    after=ComponentStatus.MAJOR_OUTAGE,
)


def said(code: str, kind: MaintenanceKind, names: tuple[str, ...]) -> list[str]:
    """Everything that can be said."""
    spoken = tongue(code)
    planned = replace(WORK, kind=kind, started_at=minute(600))
    telling = Telling(planned=planned, names=names, zone="Europe/Berlin")
    to_come = replace(telling, planned=replace(planned, started_at=None))
    before = {"checkout": ComponentStatus.MAJOR_OUTAGE}
    return [
        plan_wording.announced(telling, spoken),
        plan_wording.reminded(telling, timedelta(days=2), spoken),
        plan_wording.begun(telling, early=True, spoken=spoken),
        plan_wording.moved(telling, spoken),
        plan_wording.end_moved(telling, later=True, spoken=spoken),
        plan_wording.end_moved(telling, later=False, spoken=spoken),
        plan_wording.verifying(telling, spoken),
        plan_wording.completed(telling, (BROKEN,), before, minute(720), spoken),
        plan_wording.called_off(telling, (BROKEN,), {}, minute(720), spoken),
        plan_wording.called_off(to_come, (), {}, minute(720), spoken),
    ]


@pytest.mark.parametrize("names", [(), ("Checkout",), ("Checkout", "Search")])
@pytest.mark.parametrize("kind", MaintenanceKind)
@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_all_of_it_is_translated(code: str, kind: MaintenanceKind, names: tuple[str, ...]) -> None:
    for here, english in zip(said(code, kind, names), said("en", kind, names), strict=True):
        assert here != english
        assert "{" not in here


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_test_says_so_before_and_at_its_beginning(code: str) -> None:
    this_is_a_test = tongue(code).say("This is a test: nothing has happened, and nothing is wrong.")
    announced, reminded, begun, *_ = said(code, MaintenanceKind.RECOVERY_TEST, ("Checkout",))
    assert all(this_is_a_test in each for each in (announced, reminded, begun))
    assert this_is_a_test not in " ".join(said(code, MaintenanceKind.WORK, ("Checkout",)))


def news(
    code: str = "en", word: str = "", changes: tuple[ComponentChange, ...] = ()
) -> Notification:
    told = replace(update(1, MaintenanceStage.SCHEDULED, body="We move."), changes=changes)
    shop = definition({"checkout": 1, "search": 1})
    page = PageSettings(name="Demo Shop", time_zone="Europe/Berlin", languages=(code,))
    ids = tuple(each.id for each in shop.components)
    return news_of_maintenance(
        replace(WORK, updates=(told,), names={"ja": "新しいデータベース"}, component_ids=ids),
        replace(shop, page=page),
        {},
        "https://status.example.com",
        word,
    )


def test_a_mail_says_when_and_where_the_calendar_is() -> None:
    assert subject(news()) == "[Demo Shop] Scheduled: New database"
    assert text(Folded(newest=news())) == (
        "Scheduled: New database\n\n"
        "We move.\n\n"
        "This concerns Checkout and Search.\n"
        "Planned from 22 November 2026, 23:00 CET until 23 November 2026, 01:00 CET\n"
        "Update 1: 22 November 2026, 13:01 CET\n\n"
        f"Details, and a calendar: https://status.example.com/maintenances/{WORK.id}\n"
    )


def test_a_mail_says_what_became_of_components() -> None:
    mail = text(Folded(newest=news(changes=(BROKEN,))))
    assert "Components now: Checkout (major outage)" in mail
    assert "This concerns" not in mail


def test_a_reminder_has_no_number_of_its_own() -> None:
    mail = text(Folded(newest=replace(news(word=marked("Reminder")), reminder=1)))
    assert mail.startswith("Reminder: New database\n")
    assert "Update" not in mail


@pytest.mark.parametrize("word", ["Moved", "Reminder", "Extended", "Shortened"])
@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_the_kind_of_news_is_a_word_in_each_language(code: str, word: str) -> None:
    assert news(code, word).stage not in ("", word)


def test_a_subject_in_other_letters_is_english() -> None:
    assert subject(news("ja", "Moved")) == "[Demo Shop] Moved: New database"
