"""What is sent of an incident."""

from dataclasses import replace

import pytest

from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.incidents import ComponentChange, Incident, Stage
from chalicelib.domain.notifications import Notification, news_of
from chalicelib.domain.page import PageSettings
from tests.specimens import INCIDENT_ID, NOON, definition, incident, minute, update


def changed(name: str, after: ComponentStatus) -> ComponentChange:
    before = ComponentStatus.OPERATIONAL
    return ComponentChange(component_id=name.lower(), name=name, before=before, after=after)


def news(of: Incident) -> Notification:
    page = PageSettings(name="Demo Shop", time_zone="Europe/Berlin")
    return news_of(of, replace(definition({}), page=page), {}, "https://status.example.com")


def test_news_are_those_of_the_newest_update() -> None:
    newest = update(2, Stage.MONITORING, body="We get answers again.")
    sent = news(incident(INCIDENT_ID, update(1), newest))
    assert (sent.id, sent.number, sent.at) == (newest.id, 2, minute(2))
    assert (sent.stage, sent.body) == ("Monitoring", "We get answers again.")


def test_news_name_the_incident_its_page_and_where_to_read_on() -> None:
    sent = news(incident())
    assert (sent.told_id, sent.told_name) == (INCIDENT_ID, "Checkout is not available")
    assert (sent.page_name, sent.time_zone) == ("Demo Shop", "Europe/Berlin")
    assert sent.started_at == NOON
    assert sent.url == f"https://status.example.com/incidents/{INCIDENT_ID}"


def test_news_say_how_each_component_is_now() -> None:
    changes = (
        changed("Checkout", ComponentStatus.MAJOR_OUTAGE),
        changed("Search", ComponentStatus.DEGRADED_PERFORMANCE),
    )
    sent = news(incident(INCIDENT_ID, update(changes=changes)))
    assert sent.affected == ("Checkout (major outage)", "Search (degraded performance)")


@pytest.mark.parametrize("stage", Stage)
def test_a_stage_is_told_in_a_word_with_a_capital(stage: Stage) -> None:
    sent = news(incident(INCIDENT_ID, update(stage=stage)))
    assert sent.stage == stage.value.capitalize()


def test_news_are_the_same_however_often_they_are_made() -> None:
    assert news(incident()) == news(incident())
