"""Mails end with what the record says for itself, and go out without it when it can't be read."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.day_text import write_days
from chalicelib.domain.messages import Message, Slot
from chalicelib.domain.page import Link
from chalicelib.domain.record import ComponentRecord
from chalicelib.domain.uptime import Tally
from tests.aws_calls import recorded
from tests.scenarios.test_outage import ANN, page_of
from tests.specimens import notification
from tests.target import Target
from tests.world import World

# The services are imported where they are used: the table's module reads the environment that the
# fixtures make.


@pytest.fixture
def shop(here: World, target: Target) -> World:
    here.apply(page_of(target))
    here.tick()
    here.subscribe(ANN)
    return here


def remember_sixty_good_days() -> None:
    """As if they had been rolled up: the page is published with a record of them."""
    from chalicelib.storage import snapshots

    published = snapshots.read().snapshot
    assert published
    assert published.record
    record = replace(
        published.record,
        begun_at=published.record.begun_at - timedelta(days=60),
        components={
            shown.component.id: ComponentRecord(days=write_days([Tally(operational=86_400)] * 60))
            for shown in published.components
        },
    )
    snapshots.publish(replace(published, record=record, version=published.version + 1))


def mail_of_now(shop: World) -> str:
    """The text of a mail whose news waits in the outbox."""
    from chalicelib.services import notifying
    from chalicelib.storage import outbox

    outbox.row_of(notification()).save()
    assert notifying.flush(shop.clock.now()) == 1
    return shop.letters()[-1].text


def test_a_mail_ends_with_what_the_company_says_besides(shop: World) -> None:
    from chalicelib.services import publishing
    from chalicelib.storage import messages

    link = Link(text="Opening hours", url="https://shop.example/hours")
    for slot in (Slot.MAIL, Slot.PAGE):
        messages.save(
            Message(
                id=f"0mes{slot.value:0>8}",
                text=f"Closed in May, says the {slot}.",
                link=link,
                slots=(slot,),
                starts_at=shop.clock.now(),
            )
        )
    publishing.publish(shop.clock.now())
    text = mail_of_now(shop)
    assert "Closed in May, says the mail.\nOpening hours: https://shop.example/hours\n" in text
    assert "says the page" not in text


def test_a_mail_ends_with_the_record(shop: World) -> None:
    remember_sixty_good_days()
    text = mail_of_now(shop)
    assert "\n--\nAvailable 100.00% of the last 60 days: 1,440 of 1,440 hours." in text
    assert "Not one outage was seen in that time." in text


def test_a_record_of_a_minute_is_not_spoken_of(shop: World) -> None:
    assert "Available" not in mail_of_now(shop)


def test_the_news_goes_out_when_the_record_cannot_be_read(shop: World) -> None:
    import boto3

    from chalicelib import settings

    boto3.client("dynamodb").update_item(
        TableName=settings.names().table,
        Key={"pk": {"S": "SNAPSHOT"}, "sk": {"S": "snapshot"}},
        UpdateExpression="SET packed = :garbage",
        ExpressionAttributeValues={":garbage": {"B": b"garbage"}},
    )
    assert "Checkout is not available" in mail_of_now(shop)


def test_what_is_said_of_the_record_is_read_before_any_news_is_claimed(shop: World) -> None:
    """Else a table that is slow to answer leaves the news claimed, and nobody sends it."""
    with recorded() as calls:
        mail_of_now(shop)
    made = [call.operation for call in calls if not call.operation.startswith("http")]
    record, claim = made.index("BatchGetItem"), made.index("UpdateItem")
    assert record < claim
    read_after = set(made[record:claim]) - {"BatchGetItem"}
    assert read_after == {"GetItem", "Query"}, "the definition and the audiences"


def test_nothing_is_read_when_there_is_no_news(shop: World) -> None:
    from chalicelib.services import notifying

    with recorded() as calls:
        assert notifying.flush(shop.clock.now()) == 0
    # Of what waits to be told, and of what is held.
    assert [call.operation for call in calls] == ["Query", "Query"]


def test_the_notice_says_it_too(shop: World) -> None:
    remember_sixty_good_days()
    shop.forget()
    answer = shop.browser.get("/down")
    assert answer.status == 503
    assert "Available 100.00% of the last 60 days" in answer.text
