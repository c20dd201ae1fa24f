"""Stories of whom each update was told: on which channel, how many, and why not."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from chalicelib.domain.ledger import Count, Failure, OnChannel
from tests.aws_calls import Stopped, recorded, stopped_before
from tests.receiver import Receiver, receiving
from tests.scenarios.test_audiences import CARL, ids_of
from tests.scenarios.test_outage import BOB
from tests.scenarios.test_subscribers import hears, news, wishes
from tests.telling import opened, updated
from tests.world import MINUTE, World

FIGURES = ("due", "told", "waiting", "failed", "overtaken", "gone")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


@pytest.fixture
def elsewhere() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


def count_of(updates: Sequence[Any], number: int = 1) -> Count:
    from chalicelib.services import ledger

    return next(each.count for each in ledger.of_updates(updates) if each.number == number)


def on(channel: str, count: Count) -> OnChannel:
    return next(each for each in count.channels if each.channel == channel)


def figures(channel: str, count: Count) -> dict[str, int]:
    """Those that aren't 0."""
    found = {name: getattr(on(channel, count), name) for name in FIGURES}
    return {name: number for name, number in found.items() if number}


def counts_again(shop: World) -> None:
    """What waits comes now: posts first, and then the count."""
    shop.deliver_later()
    shop.deliver_later()


def test_of_email_it_says_for_how_many_confirmed_addresses_it_was_handed_to_sns(
    shop: World,
) -> None:
    shop.subscribe(BOB, component=[ids_of(shop)["Checkout"]])
    shop.subscribe(CARL, updates="ends")
    shop.tick(2)
    incident = opened(shop)
    incident = updated(shop, incident, {"body": "We found the cause."})
    first, second = (on("email", count_of(incident.updates, number)) for number in (1, 2))
    assert (first.due, first.told, first.addresses) == (3, 3, 3)
    assert (second.due, second.told, second.addresses) == (2, 2, 2)
    assert (first.waiting, first.failed) == (0, 0)
    assert first.last_at


def test_who_was_asked_for_is_due_before_anything_was_posted(
    shop: World, receiver: Receiver
) -> None:
    import app
    from chalicelib import settings

    hears(shop, receiver)
    hears(shop, receiver, "/another")
    incident = opened(shop)
    shop._drain(settings.names().relay_queue, app.relay, "relay", at_once=1)
    assert news(receiver) == []
    count = count_of(incident.updates)
    assert figures("webhook", count) == {"due": 2, "waiting": 2}
    assert count.is_whole
    assert not count.is_settled


def test_all_told_is_settled_and_one_read_from_then_on(shop: World, receiver: Receiver) -> None:
    hears(shop, receiver)
    incident = opened(shop)
    shop.deliver()
    counts_again(shop)
    with recorded() as calls:
        count = count_of(incident.updates)
    assert [call.operation for call in calls] == ["BatchGetItem"]
    assert count.is_settled
    assert figures("webhook", count) == {"due": 1, "told": 1}
    assert on("webhook", count).last_at
    assert on("email", count).addresses == 1


def test_what_fails_is_named_with_its_reason_and_nothing_secret(
    shop: World, receiver: Receiver, elsewhere: Receiver
) -> None:
    """One is gone for good, one fails for the moment, one redirects, one hears."""
    hears(shop, receiver)
    with receiving() as gone, receiving() as redirects:
        hears(shop, elsewhere, "/for-the-moment")
        hears(shop, gone, "/gone")
        hears(shop, redirects, "/redirects")
        elsewhere.status, gone.status, redirects.status = 503, 410, 302
        incident = opened(shop)
        shop.deliver()
        shop.deliver_later()
    count = count_of(incident.updates)
    assert figures("webhook", count) == {"due": 4, "told": 1, "waiting": 1, "failed": 2}
    by_host = {each.destination: each for each in count.failures}
    passing = by_host[f"Webhook at {elsewhere.url.removeprefix('http://')}"]
    assert not passing.is_final
    assert "503" in passing.reason
    final = [each for each in count.failures if each.is_final]
    assert len(final) == 2
    assert all(each.count == 1 for each in count.failures)
    assert not any("/for" in text or "/gone" in text for text in map(str, count.failures))
    elsewhere.status = 204
    shop.tick()
    counts_again(shop)
    settled = count_of(incident.updates)
    assert settled.is_settled
    assert figures("webhook", settled) == {"due": 4, "told": 2, "failed": 2}
    assert all(each.is_final for each in settled.failures)


def test_the_same_failure_of_many_is_one_line_with_a_number(
    shop: World, receiver: Receiver
) -> None:
    for number in range(3):
        hears(shop, receiver, f"/{number}")
    receiver.status = 410
    incident = opened(shop)
    shop.deliver()
    shop.deliver_later()
    (failure,) = count_of(incident.updates).failures
    assert isinstance(failure, Failure)
    assert failure.count == 3


def test_who_was_away_counts_as_told_once_and_overtaken_before(
    shop: World, receiver: Receiver
) -> None:
    hears(shop, receiver)
    receiver.status = 500
    incident = opened(shop)
    shop.tick()
    incident = updated(shop, incident, {"body": "Over.", "status": "resolved"})
    shop.tick()
    receiver.status = 204
    shop.tick(60)
    counts_again(shop)
    counts_again(shop)
    assert figures("webhook", count_of(incident.updates, 1)) == {"due": 1, "overtaken": 1}
    assert figures("webhook", count_of(incident.updates, 2)) == {"due": 1, "told": 1}
    assert count_of(incident.updates, 1).is_settled


def test_who_leaves_while_it_is_on_its_way_keeps_nobody_waiting(
    shop: World, receiver: Receiver
) -> None:
    import app
    from chalicelib import settings

    link = hears(shop, receiver)
    incident = opened(shop)
    shop._drain(settings.names().relay_queue, app.relay, "relay", at_once=1)
    wishes(shop, link, wish="leave")
    shop.deliver()
    counts_again(shop)
    count = count_of(incident.updates)
    assert figures("webhook", count) == {"due": 1, "gone": 1}
    assert count.is_settled


def test_a_relay_that_comes_twice_counts_nobody_twice(
    shop: World, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    import app
    from chalicelib.domain.relays import Relay
    from chalicelib.services import relaying
    from tests.lambda_context import Context

    monkeypatch.setattr(relaying, "READ_AT_ONCE", 2)
    for number in range(3):
        hears(shop, receiver, f"/{number}")
    incident = opened(shop)
    shop.deliver()
    monkeypatch.setattr(relaying, "READ_AT_ONCE", 1)
    body = Relay(outgoing_id=incident.updates[0].id).to_json()
    app.relay({"Records": [{"body": body, "receiptHandle": "x"}]}, Context("relay"))
    counts_again(shop)
    count = count_of(incident.updates)
    assert figures("webhook", count) == {"due": 3, "told": 3}
    assert count.is_settled
    assert len(news(receiver)) == 3


@pytest.mark.parametrize("number", range(1, 24))
def test_a_crash_anywhere_while_it_is_counted_changes_no_figure(
    shop: World, receiver: Receiver, number: int
) -> None:
    hears(shop, receiver)
    incident = opened(shop)
    shop.deliver()
    try:
        with stopped_before(number):
            shop.deliver_later()
    except Stopped:
        shop.forget()
    counts_again(shop)
    count = count_of(incident.updates)
    assert figures("webhook", count) == {"due": 1, "told": 1}
    assert count.is_settled
    assert len(news(receiver)) == 1


def test_what_an_earlier_version_began_keeps_its_rows_and_its_order(
    shop: World, receiver: Receiver
) -> None:
    """Its rows are all in one partition; nothing is told twice, and nothing older after newer."""
    import app
    from chalicelib.domain.deliveries import Delivery
    from chalicelib.storage.deliveries import Begun
    from chalicelib.storage.models import DELIVERED, Row, deliveries_of
    from chalicelib.storage.packing import pack, unpack
    from tests.lambda_context import Context

    hears(shop, receiver)
    (to,) = [row.sk for row in Row.scan() if row.pk == "SUBSCRIBERS"]
    incident = opened(shop)
    first = incident.updates[0].id
    row = Row.get(deliveries_of(first), DELIVERED)
    begun = unpack(Begun, row.packed)
    row.packed = pack(Begun(outgoing=begun.outgoing, bearing=begun.bearing))
    row.save()
    receiver.status = 500
    shop.deliver()
    assert Row.count(deliveries_of(first), Row.sk == f"to#{to}") == 1
    receiver.status = 204
    shop.tick()
    incident = updated(shop, incident, {"body": "We found the cause.", "status": "identified"})
    shop.deliver()
    shop.pass_quietly(10 * MINUTE)
    shop.deliver_later()
    body = Delivery(outgoing_id=first, to=to, attempt=1).to_json()
    app.deliver({"Records": [{"body": body, "receiptHandle": "x"}]}, Context("deliver"))
    told = [each.json["incident"]["status"] for each in news(receiver)]
    assert told == ["investigating", "identified"]
    assert figures("webhook", count_of(incident.updates, 1)) == {"due": 1, "overtaken": 1}
    assert on("email", count_of(incident.updates, 1)).addresses == 1
