"""Stories of drills: they go the whole way to our own canaries, and nobody else hears of one."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import boto3
import pytest

from devstack.messages import queues
from tests.receiver import Receiver, receiving
from tests.rights import acting_as
from tests.scenarios.test_crashes import crashes
from tests.scenarios.test_outage import page_of
from tests.scenarios.test_subscribers import hears, news
from tests.scenarios.test_topic import CUSTOMER, RAW, STRANGER, Account, lets, subscriptions
from tests.target import Target, running_target
from tests.telling import HERB, opened
from tests.world import MINUTE, World, world

FAILED = "A drill failed: subscribers may hear nothing"
MOST_CALLS = 60


class Front(ThreadingHTTPServer):
    """The page's public address: what is posted there goes to the function behind it.

    With a `status` it answers so by itself.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Gateway)
        self.status = 0
        self.here: World | None = None
        self.posted: list[tuple[str, dict[str, str], str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def hands_on(self, path: str, headers: dict[str, str], body: str) -> int:
        assert self.here
        with acting_as("api_handler"):
            return self.here.browser.send("POST", path, body, **headers).status


class _Gateway(BaseHTTPRequestHandler):
    server: Front

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        headers = dict(self.headers)
        self.server.posted.append((self.path, headers, body))
        status = self.server.status or self.server.hands_on(self.path, headers, body)
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def fronted() -> Iterator[Front]:
    with Front() as server, pytest.MonkeyPatch.context() as patched:
        patched.setenv("BASE_URL", server.url)
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def front(shop: World) -> Iterator[Front]:
    with fronted() as server:
        server.here = shop
        yield server


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


def starts(shop: World) -> Any:
    from chalicelib.services import drilling

    return drilling.start(HERB, shop.clock.now())


def known() -> Any:
    from chalicelib.services import drilling

    return drilling.known()


def unsubscribe(end: str) -> None:
    (standing,) = (each for each in subscriptions() if each["Endpoint"].endswith(end))
    boto3.client("sns").unsubscribe(SubscriptionArn=standing["SubscriptionArn"])


def test_a_drill_reaches_both_canaries_and_is_measured(shop: World, front: Front) -> None:
    shop.hear_as_team()
    starts(shop)
    shop.pass_quietly(timedelta(seconds=3))
    shop.deliver()
    shop.tick()
    proven = known().proven
    assert {each.value: proven.took_to(each).total_seconds() for each in proven.heard} == {
        "queue": 0,
        "webhook": 3,
    }
    assert known().under_way is None
    shop.tick(6)
    assert shop.nudges() == []


def test_nobody_else_hears_of_a_drill_and_nothing_shows_it(
    shop: World, front: Front, receiver: Receiver
) -> None:
    from chalicelib.services import ledger

    shop.hear_as_team()
    hears(shop, receiver)
    page, posted = shop.browser.get("/").text, len(receiver.posted)
    feeds = [shop.browser.get(path).text for path in ("/history.atom", "/history.json")]
    starts(shop)
    assert ledger.current(shop.clock.now() + timedelta(minutes=3)).is_clean
    shop.deliver()
    shop.tick()
    assert known().proven
    assert (shop.news(), len(receiver.posted), news(receiver)) == ([], posted, [])
    assert [shop.browser.get(path).text for path in ("/history.atom", "/history.json")] == feeds
    assert "drill" not in shop.browser.get("/").text + page
    assert ledger.current(shop.clock.now()).is_clean


def test_customers_in_aws_leave_drills_out_by_their_kind(shop: World, front: Front) -> None:
    lets(CUSTOMER, STRANGER)
    filters, takes_all = Account(CUSTOMER), Account(STRANGER)
    filters.subscribes(FilterPolicy=json.dumps({"kind": ["incident", "maintenance"]}), **RAW)
    takes_all.subscribes(**RAW)
    drill = starts(shop).under_way.drill
    (heard,) = takes_all.hears()
    assert heard["MessageAttributes"].keys() == {"notification_id", "kind"}
    noted = {"id": drill.id, "kind": "drill", "at": drill.at.isoformat()}
    assert json.loads(heard["Body"]) == {"version": 1, "notification": noted}
    opened(shop)
    assert len(filters.hears()) == len(takes_all.hears()) == 1
    assert len(queues()["candor-dev-canary"]._messages) == 1, "it hears of nothing but drills"


def test_who_starts_another_gets_the_one_that_is_under_way(shop: World, front: Front) -> None:
    first, second = starts(shop), starts(shop)
    assert first.under_way == second.under_way
    shop.deliver()
    shop.tick()
    assert len(front.posted) == 1
    assert starts(shop).under_way.drill.id != first.under_way.drill.id


@pytest.mark.parametrize(
    ("end", "missing"), [("-canary", "queue on the notifications topic"), ("-relays", "webhook")]
)
def test_a_lost_subscription_fails_the_drill_and_the_team_is_told(
    shop: World, front: Front, end: str, missing: str
) -> None:
    shop.hear_as_team()
    unsubscribe(end)
    starts(shop)
    shop.tick(5)
    assert shop.nudges() == []
    shop.tick(2)
    assert shop.nudges() == [FAILED]
    assert missing in shop.letters()[-1].text
    assert known().failed
    assert known().proven is None


def test_a_webhook_that_answers_500_is_tried_again_and_then_fails(
    shop: World, front: Front
) -> None:
    shop.hear_as_team()
    front.status = 500
    starts(shop)
    for _ in range(7):
        shop.tick()
        shop.deliver_later()
    assert len(front.posted) > 2
    assert shop.nudges() == [FAILED]
    front.status = 0
    starts(shop)
    shop.deliver()
    shop.tick(2)
    assert known().failed is None
    assert shop.nudges() == [FAILED]


def test_a_topic_that_is_gone_fails_the_drill_and_what_is_over_is_not_sent(
    shop: World, front: Front
) -> None:
    from chalicelib.storage import outbox

    shop.hear_as_team()
    arn = boto3.client("sns").create_topic(Name="candor-dev-notifications")["TopicArn"]
    boto3.client("sns").delete_topic(TopicArn=arn)
    starts(shop)
    shop.tick(7)
    assert shop.nudges() == [FAILED]
    assert outbox.waiting() == ()


def test_only_what_is_genuine_and_recent_is_heard(shop: World, front: Front) -> None:
    front.status = 500
    starts(shop)
    shop.deliver()
    ((path, headers, body),) = front.posted
    own = {
        name.replace("-", "_"): value
        for name, value in headers.items()
        if name.startswith("X-") or name == "Content-Type"
    }
    wrong = {**own, "X_Signature_256": "sha256=" + "0" * 64}
    old = {**own, "X_Candor_Timestamp": str(int(own["X_Candor_Timestamp"]) - 1000)}
    without = {name: value for name, value in own.items() if "Signature" not in name}
    for sent in (wrong, old, without, {**own, "X_Candor_Timestamp": "²"}):
        assert front.hands_on(path, sent, body) == 404
    assert front.hands_on("/canary/000000000000", own, body) == 404
    assert front.hands_on(path, own, body + " ") == 404
    shop.pass_quietly(10 * MINUTE)
    assert front.hands_on(path, own, body) == 404
    shop.pass_quietly(-10 * MINUTE)
    assert front.hands_on(path, own, body) == 200
    assert front.hands_on(path, own, body) == 200, "a repeat is answered alike"
    assert [front.hands_on(path, own, body) for _ in range(60)][-1] == 429


def test_one_starts_by_itself_on_the_first_of_a_month(shop: World, front: Front) -> None:
    shop.roll_up()
    assert known().under_way is None
    first = shop.minute.replace(month=12, day=1, hour=9, minute=16)
    shop.clock.moment = first
    for _ in range(2):
        shop.roll_up()
    drill = known().under_way.drill
    assert (drill.by, drill.at) == ("Candor, by itself", first)
    shop.leap(first)
    shop.tick(2)
    assert known().proven.drill == drill
    shop.clock.moment = first.replace(hour=10)
    shop.roll_up()
    assert known().under_way is None


def test_a_page_without_an_address_says_what_is_missing(
    here: World, target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.domain.errors import InvalidInput, NotFound

    with pytest.raises(NotFound, match="candor apply"):
        starts(here)
    here.apply(page_of(target))
    monkeypatch.delenv("BASE_URL")
    with pytest.raises(InvalidInput, match="page definition, or BASE_URL"):
        starts(here)
    here.clock.moment = here.minute.replace(month=12, day=1, hour=9)
    here.roll_up()
    assert known().under_way is None


def test_who_may_not_run_checks_may_not_drill(shop: World) -> None:
    from chalicelib.domain.actors import Actor, ActorKind
    from chalicelib.domain.errors import Forbidden
    from chalicelib.domain.roles import Role
    from chalicelib.services import drilling

    for role in (Role.COMMUNICATOR, Role.VIEWER):
        somebody = Actor(kind=ActorKind.PERSON, id="a", name="Ann", role=role)
        with pytest.raises(Forbidden, match="may not run checks"):
            drilling.start(somebody, shop.clock.now())


@pytest.mark.timeout(900)  # some thirty drills each
@pytest.mark.parametrize("step", ["start", "deliver", "finish"])
def test_a_crash_at_any_call_loses_nothing(step: str, dynamodb_endpoint: str | None) -> None:
    for call in range(1, MOST_CALLS):
        with world(dynamodb_endpoint) as here, running_target() as target, fronted() as front:
            front.here = here
            crashed = goes_on(here, target, call, step)
        if not crashed:
            break
    assert 1 < call < MOST_CALLS, "every call had its crash"


def goes_on(here: World, target: Target, call: int, step: str) -> bool:
    """One drill with a crash in it. False when the step made no such call."""
    here.apply(page_of(target))
    here.hear_as_team()
    does = {
        "start": lambda: starts(here),
        "deliver": here.deliver,
        "finish": here.tick,
    }
    crashed = False
    for name in ("start", "deliver", "finish"):
        if name == step:
            crashed = crashes(does[name], call)
            here.forget()
        else:
            does[name]()
    if known().under_way is None and known().proven is None:
        starts(here)
    for _ in range(4):  # longer than any claim lasts that the crash left behind
        here.tick()
        here.deliver_later()
        _canaries_come_back()
    assert known().proven
    assert known().under_way is None
    assert here.nudges() == []
    return crashed


def _canaries_come_back() -> None:
    for message in queues()["candor-dev-canary"]._messages:
        message.delayed_until = message.visible_at = 0


def test_the_command_tells_how_long_it_took(
    shop: World, front: Front, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from candor.main import main

    def lets_time_go_by(_seconds: float) -> None:
        shop.pass_quietly(timedelta(seconds=30))
        shop.deliver()

    monkeypatch.setattr("candor.drill_commands.time.sleep", lets_time_go_by)
    assert main(["drill", "--json"]) == 0
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert told["proven"] is True
    assert told["seconds"] == {"queue": 0, "webhook": 30}
    assert "A drill is under way" in err
    front.status = 500
    assert main(["drill"]) == 1
    out, err = capsys.readouterr()
    assert [" ".join(line.split()) for line in out.splitlines()][1:] == [
        "queue 0.0 s",
        "webhook never",
    ]
    assert "It failed: within 5 minutes nothing was heard by the webhook" in err
