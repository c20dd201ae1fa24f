"""The page survives as files: each change is copied in its own tick, and nothing older comes after.

The stories go through the real handlers.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.aws_calls import Call, recorded
from tests.copied_site import FAR, NEAR, bucket, client, copied_world, copy_at, paths
from tests.scenarios.test_crashes import at_once
from tests.scenarios.test_outage import page_of
from tests.target import Target
from tests.world import World

_QUEUE = ("GetQueueUrl", "ReceiveMessage")


@pytest.fixture
def shop(dynamodb_endpoint: str | None, target: Target) -> Iterator[World]:
    with copied_world(dynamodb_endpoint, FAR, NEAR) as here:
        here.apply(document(target))
        here.tick()
        yield here


def document(target: Target) -> dict[str, Any]:
    made: dict[str, Any] = page_of(target)
    made["page"]["languages"] = ["en", "de"]
    return made


def put(calls: list[Call], region: str = FAR) -> list[str]:
    """The paths that were written in a region, in their order."""
    host = f"https://{bucket(region)}.s3."
    return [each.operation.split("/", 3)[3] for each in calls if each.operation.startswith(host)]


def headline(region: str = FAR) -> str:
    return copy_at("index.html", region).partition("<h1")[2].partition(">")[2].partition("<")[0]


def test_a_change_is_copied_in_the_tick_that_makes_it(shop: World, target: Target) -> None:
    assert headline(FAR) == headline(NEAR) == "All Systems Operational"
    target.down("/checkout")
    shop.tick(2)
    for region in (FAR, NEAR):
        assert headline(region) == "Checkout is not available"
        told = json.loads(copy_at("api/v2/incidents/unresolved.json", region))["incidents"]
        assert [each["name"] for each in told] == ["Checkout is not available"]
        assert "Checkout is not available" in copy_at("down.html", region)
        assert "Checkout ist nicht verfügbar" in copy_at("de/down.html", region)


def test_data_comes_first_then_the_notice_and_the_front_page_and_the_pulse_last(
    shop: World, target: Target
) -> None:
    target.down("/checkout")
    shop.tick()
    with recorded() as calls:
        shop.tick()
    written = put(calls)
    assert set(written) == paths()
    data = [path for path in written if not path.endswith(".html")]
    assert written[: len(data) - 1] == data[:-1]
    assert written[-6:] == [
        "notice.json",
        "de/down.html",
        "down.html",
        "de/index.html",
        "index.html",
        "pulse.json",
    ]


def test_a_quiet_tick_makes_one_read_more_and_every_other_one_writes_the_pulse(
    shop: World,
) -> None:
    made: list[list[str]] = []
    for _ in range(4):
        with recorded() as calls:
            shop.tick()
        operations = [each.operation for each in calls if each.operation not in _QUEUE]
        made.append(operations[12:])
        assert put(calls) in ([], ["pulse.json"])
    pulse = ["BatchGetItem", "UpdateItem", "UpdateItem", "…", "UpdateItem", "…", "UpdateItem"]
    short = [["…" if each.startswith("https:") else each for each in tick] for tick in made]
    assert short == [["BatchGetItem"], pulse, ["BatchGetItem"], pulse]


def test_without_a_region_nothing_is_asked_or_written(here: World, target: Target) -> None:
    here.apply(document(target))
    with recorded() as calls:
        here.tick(2)
    assert not [each for each in calls if "s3" in each.operation or "COPIES" in str(each.body)]


def test_the_hourly_roll_up_is_copied_by_the_next_tick(shop: World) -> None:
    shop.tick(100)
    shop.roll_up()
    with recorded() as calls:
        shop.tick()
    assert "index.html" in put(calls)
    with recorded() as calls:
        shop.tick(3)
    assert set(put(calls)) == {"pulse.json"}


def test_checks_that_go_quiet_are_a_change_and_so_is_their_return(shop: World) -> None:
    """Whatever keeps them from looking, the copies don't say that all is well."""
    from chalicelib.services import copying
    from chalicelib.web.routes import files

    shop.pass_quietly(timedelta(minutes=10))
    copying.copy(files, shop.clock.now())
    assert headline().startswith("We cannot see the current state since")
    for _ in range(10):
        shop.skip()
    shop.tick()
    assert headline() == "All Systems Operational"


def test_one_bucket_that_is_gone_does_not_keep_the_other_from_being_written(
    shop: World, target: Target, caplog: pytest.LogCaptureFixture
) -> None:
    lost = client(FAR)
    for path in paths(FAR):
        lost.delete_object(Bucket=bucket(FAR), Key=path)
    lost.delete_bucket(Bucket=bucket(FAR))
    target.down("/checkout")
    shop.tick(2)
    assert headline(NEAR) == "Checkout is not available"
    assert [i["status"] for i in shop.incidents] == ["investigating"]
    assert "The bucket of copies in eu-central-1 answered NoSuchBucket." in str(
        [vars(record) for record in caplog.records]
    )
    place = {"LocationConstraint": FAR}
    lost.create_bucket(Bucket=bucket(FAR), CreateBucketConfiguration=place)
    shop.tick()
    assert headline(FAR) == "Checkout is not available"
    assert paths(FAR) == paths(NEAR)


def test_a_page_that_cannot_be_rendered_keeps_no_tick_from_its_work(
    shop: World, target: Target
) -> None:
    from chalicelib.handlers import schedule
    from chalicelib.web.routes import files

    def broken(_view: object) -> Any:
        raise ZeroDivisionError

    target.down("/checkout")
    shop.tick()
    minute = shop.minute_after
    shop.clock.moment = minute + timedelta(seconds=1)
    schedule.tick(minute.isoformat(), broken)
    shop.forget()
    assert [i["status"] for i in shop.incidents] == ["investigating"]
    assert headline() == "All Systems Operational"
    schedule.tick(minute.isoformat(), files)
    assert headline() == "Checkout is not available", "the lease was given back"


def test_a_large_page_is_copied_at_the_end_of_the_shard_that_changed_it(
    dynamodb_endpoint: str | None, target: Target
) -> None:
    with copied_world(dynamodb_endpoint) as here:
        here.apply(
            {
                "page": {"name": "Demo Shop", "allow_addresses": ["127.0.0.1"]},
                "components": [
                    {
                        "key": f"c{number}",
                        "name": f"C {number}",
                        "checks": [{"key": "a", "http": {"url": f"{target.url}/{number}"}}],
                    }
                    for number in range(60)
                ],
            }
        )
        here.tick()
        assert headline() == "All Systems Operational"
        target.down("/59")
        here.tick(2)
        assert headline() == "C 59 is not available"


def test_ticks_at_once_write_one_after_another(shop: World, target: Target) -> None:
    target.down("/checkout")
    shop.tick()
    minute = shop.minute_after
    shop.skip()
    at_once(lambda: shop.fire(minute), 4)
    shop.tick()
    assert headline(FAR) == headline(NEAR) == "Checkout is not available"
