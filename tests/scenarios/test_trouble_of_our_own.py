"""Stories in which what we stand on fails: the table, SNS, a publication, a slow look."""

from dataclasses import replace
from datetime import timedelta

import boto3
import pytest

from chalicelib import settings
from chalicelib.domain.errors import Unavailable
from tests.aws_calls import recorded
from tests.scenarios.test_outage import ANN, page_of
from tests.target import Target
from tests.world import World

_OF_THE_QUEUE = ("GetQueueUrl", "ReceiveMessage")
TOPIC = "arn:aws:sns:us-east-1:123456789012:candor-dev-news"


@pytest.fixture
def shop(here: World, target: Target) -> World:
    here.apply(page_of(target))
    here.tick()
    return here


def test_what_was_read_before_is_shown_while_the_table_is_silent(shop: World) -> None:
    """And turns grey by itself, once it is too old to speak of the present."""
    from chalicelib.services import publishing

    assert "All Systems Operational" in shop.browser.get("/").text
    boto3.client("dynamodb").delete_table(TableName=settings.names().table)
    later = publishing.HELD_FOR_S * 10
    shown = publishing.current(shop.clock.now(), monotonic=1e9 + later)
    assert shown.blind_since is None
    shop.pass_quietly(timedelta(minutes=4))
    assert publishing.current(shop.clock.now(), monotonic=1e9 + 2 * later).blind_since
    publishing.forget()
    with pytest.raises(Unavailable):
        publishing.current(shop.clock.now(), monotonic=0)


def test_an_apply_amid_a_publication_is_not_hidden_by_it(
    shop: World, target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tick reads, somebody applies, the tick goes on: the new definition is what stays."""
    from chalicelib.services import publishing
    from chalicelib.storage import definitions, states

    load, document = states.load, page_of(target)
    document["page"]["name"] = "New Name"  # type: ignore[index] # plain test data

    def load_then_apply() -> object:
        board = load()
        monkeypatch.setattr(states, "load", load)
        shop.apply(document)
        return board

    monkeypatch.setattr(states, "load", load_then_apply)
    publishing.publish(shop.clock.now())
    shop.forget()
    assert definitions.load().revision == 2
    assert shop.summary["page"]["name"] == "New Name"


def test_sns_that_is_down_for_ten_ticks_loses_nothing(shop: World, target: Target) -> None:
    shop.subscribe(ANN)
    sns = boto3.client("sns")
    sns.delete_topic(TopicArn=TOPIC)
    target.down("/checkout")
    shop.tick(10)
    target.up()
    shop.tick(3)
    assert shop.news() == []
    sns.create_topic(Name=settings.names().news_topic)
    sns.subscribe(TopicArn=TOPIC, Protocol="email", Endpoint=ANN)
    shop.confirm(ANN)
    shop.tick()
    assert shop.news() == [
        "[Demo Shop] Investigating: Checkout is not available",
        "[Demo Shop] Resolved: Checkout is not available",
    ]
    shop.tick(3)
    assert len(shop.news()) == 2


def test_what_sns_will_never_take_makes_way_for_the_all_clear(here: World, target: Target) -> None:
    """A text beyond SNS's 256 KB: it is set aside, and what comes after it goes out."""
    from chalicelib.domain.nudges import Nudge
    from chalicelib.services import notifying
    from chalicelib.storage import outbox
    from chalicelib.storage.models import SET_ASIDE, Row
    from tests.specimens import notification

    here.apply(page_of(target))
    here.subscribe(ANN)
    outbox.row_of(replace(notification("0aaaaaaaaaaa", 1), body="x" * 300_000)).save()
    outbox.row_of(notification("0aaaaaaaaaaa", 2)).save()
    assert notifying.flush(here.clock.now()) == 1
    (nudge,) = outbox.waiting()  # the team hears of it
    assert isinstance(nudge, Nudge)
    assert len(here.news()) == 1
    (kept,) = Row.query(SET_ASIDE)
    assert "InvalidParameter" in kept.reason


def test_the_pulse_is_of_when_the_look_ended(shop: World, target: Target) -> None:
    """So that a target that hangs doesn't make a page look as if nobody looked."""
    from chalicelib.services import probing

    scheduled = shop.minute_after
    moments = iter([scheduled, scheduled + timedelta(seconds=40)])
    probing.run(scheduled, lambda: next(moments))
    shop.forget()
    shop.clock.moment = scheduled + timedelta(seconds=41)
    page = shop.browser.get("/").text
    assert (scheduled + timedelta(seconds=40)).isoformat() in page


def test_a_quiet_tick_makes_ten_reads_and_two_writes(shop: World) -> None:
    """Read are what maintenances need (the head), the definition, what is believed (its head and
    all of it), the last look, who was asked whether they want to hear, the outbox, what is held,
    when the digest is due, and whether a drill is under way; written are the results and the look.
    """
    with recorded() as calls:
        shop.tick()
    # The queue is emptied by this test's own hand.
    made = [call.operation for call in calls if call.operation not in _OF_THE_QUEUE]
    assert sorted(made) == [
        *(["GetItem"] * 6),
        "PutItem",
        *(["Query"] * 4),
        "UpdateItem",
    ]


def test_the_api_says_what_was_known_last(here: World, target: Target) -> None:
    """A target that can't be looked at any more: no data on the page, the last word in the API."""
    document = page_of(target)
    for component in document["components"]:  # type: ignore[attr-defined] # plain test data
        component["checks"][0]["http"]["slow_after"] = "50ms"
    here.apply(document)
    target.delay_s = 0.1
    here.tick(3)
    refuse_everything(here)
    here.tick(2)
    assert "No data" in here.browser.get("/").text
    assert {c["status"] for c in here.summary["components"]} == {"degraded_performance"}


def refuse_everything(here: World) -> None:
    """The page's allowance is taken back; a document with such a check would not be applied."""
    from chalicelib.storage import applied, definitions

    stored = definitions.load()
    assert stored.definition
    page = replace(stored.definition.page, allow_addresses=())
    strict = replace(stored.definition, page=page)
    applied.save(strict, expected_revision=stored.revision, now=here.clock.now())
