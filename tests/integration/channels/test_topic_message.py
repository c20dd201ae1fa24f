"""The notifications topic: its message and attributes are those of the document, and fit SNS."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from chalicelib.channels import sns, sns_topic, webhook
from chalicelib.domain.errors import DeliveryFailed
from chalicelib.domain.incidents import Impact, MaintenanceStage
from chalicelib.domain.notifications import Notification
from chalicelib.domain.relays import Relay
from chalicelib.domain.selections import Reach
from chalicelib.words import LANGUAGES
from tests.integration.channels.forms import exactly
from tests.specimens import maintenance, notification, particulars

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "topic.md"
HIT = Reach(component_ids=("checkout",), group_ids=("payments",), impact=Impact.CRITICAL)
NEWS = replace(notification(), reach=HIT)
WINDOW = replace(
    notification(),
    told_name="New database",
    reach=Reach(component_ids=("checkout",), is_planned=True),
    particulars=particulars(maintenance()),
)
# What is taken away from it, or means something else from now on, takes another version.
_TEXT = {"type": "string", "minLength": 1}
_WORDS = exactly(
    {
        "language": {"enum": list(LANGUAGES)},
        "headline": _TEXT,
        "text": _TEXT,
        "facts": {"type": "array", "items": _TEXT},
    }
)
VERSION_1 = exactly(
    {
        "version": {"const": 1},
        "notification": exactly(
            {
                "id": _TEXT,
                "kind": {"enum": ["incident", "maintenance"]},
                "number": {"type": "integer", "minimum": 1},
                "reminder": {"type": "integer", "minimum": 0},
                "is_over": {"type": "boolean"},
                "at": {"type": "string", "format": "date-time"},
                "words": {"type": "array", "minItems": 1, "items": _WORDS},
            }
        ),
        "page": exactly(
            {
                "id": _TEXT,
                "name": _TEXT,
                "url": {"type": "string", "pattern": "^https?://"},
                "status_indicator": _TEXT,
                "status_description": _TEXT,
            }
        ),
        "incident": {"type": "object", "required": ["id", "name", "status", "incident_updates"]},
    }
)


def attributes_of(news: Notification) -> Any:
    return sns_topic.attributes_of(news, news.bearing(None))


def message_of(news: Notification) -> Any:
    return json.loads(sns_topic.message_of(news, attributes_of(news)))


def spoken(news: Notification, text: str) -> Notification:
    """In all languages, each with that text."""
    others = tuple(replace(news, language=each, body=text) for each in LANGUAGES[1:])
    return replace(news, body=text, in_other_languages=others)


def in_document() -> list[Any]:
    blocks = re.findall(r"^```json\n(.*?)^```", DOCUMENT.read_text("utf-8"), re.DOTALL | re.M)
    return [json.loads(each) for each in blocks]


def test_what_the_document_shows_is_what_is_published() -> None:
    message, attributes, *_ = in_document()
    assert message == message_of(NEWS)
    assert attributes == json.loads(json.dumps(attributes_of(NEWS)))


@pytest.mark.parametrize("news", [NEWS, WINDOW, spoken(NEWS, "It is slow.")])
def test_a_message_has_the_shape_of_its_version(news: Notification) -> None:
    message = message_of(news)
    jsonschema.validate(message, VERSION_1)
    assert message["incident"] == webhook.incident_of(news)
    assert len(attributes_of(news)) <= 10, "SQS takes no more of a message without its envelope"


def test_a_maintenance_is_one_and_has_its_window() -> None:
    message, attributes = message_of(WINDOW), attributes_of(WINDOW)
    assert message["notification"]["kind"] == attributes["kind"] == "maintenance"
    assert attributes["impact"] == "maintenance"
    assert attributes["status"] == MaintenanceStage.SCHEDULED
    assert message["incident"]["scheduled_for"] == "2026-11-23T12:00:00.000Z"


def test_every_language_is_told_in_its_own_words() -> None:
    news = spoken(NEWS, "It is slow.")
    words = message_of(news)["notification"]["words"]
    assert [each["language"] for each in words] == list(LANGUAGES)
    assert words[1]["facts"][1].startswith("Beginn:")
    assert attributes_of(news)["languages"] == LANGUAGES


def test_what_sns_would_not_take_is_told_in_the_first_language_alone() -> None:
    news = spoken(NEWS, "あ" * 20_000)
    attributes = attributes_of(news)
    message = sns_topic.message_of(news, attributes)
    assert [each["language"] for each in json.loads(message)["notification"]["words"]] == ["en"]
    assert sns.size_of(message, attributes) <= sns.LONGEST


def test_an_all_clear_is_about_all_that_was_hit_before() -> None:
    over = replace(NEWS, is_over=True, reach=Reach(component_ids=("search",)))
    attributes = sns_topic.attributes_of(over, over.bearing(HIT))
    assert attributes["components"] == ("checkout", "search")
    assert attributes["groups"] == ("payments",)
    assert attributes["is_over"] == "true"


def test_the_relay_begins_with_a_message_and_goes_on_with_its_own() -> None:
    text = sns_topic.message_of(NEWS, attributes_of(NEWS))
    assert Relay.from_json(text) == Relay(outgoing_id=NEWS.id)
    further = Relay(outgoing_id=NEWS.id, after="0a")
    assert Relay.from_json(further.to_json()) == further


def test_news_without_particulars_makes_no_message() -> None:
    with pytest.raises(DeliveryFailed, match="had no webhooks"):
        attributes_of(replace(NEWS, particulars=None))
