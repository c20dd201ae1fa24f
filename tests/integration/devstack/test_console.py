from datetime import datetime, timedelta
from urllib.parse import quote

import pytest

from devstack.demo import DemoState
from devstack.mailbox import Channel
from devstack.stack import DevStack
from tests.integration.devstack.samples import ask


@pytest.fixture
def console(stack: DevStack) -> int:
    return stack.settings.console_port


@pytest.fixture
def demo(stack: DevStack) -> int:
    return stack.settings.demo_port


def test_the_page_links_to_everything(stack: DevStack, console: int) -> None:
    page = ask(console, "/").body.decode()
    assert f'href="{stack.settings.page_url}/"' in page
    assert f'href="{stack.settings.demo_url}/"' in page
    assert "each_minute" in page


def test_a_mail_is_shown_as_text_with_its_links_to_click(stack: DevStack, console: int) -> None:
    text = "<b>Look</b> at\nhttp://localhost/?a=1&b=2 and <http://x>"
    stack.mailbox.deliver(Channel.EMAIL, to="<i>@example.com", subject="<script>", text=text)
    page = ask(console, "/").body.decode()
    assert "&lt;b&gt;Look&lt;/b&gt;" in page
    assert 'href="http://localhost/?a=1&amp;b=2"' in page
    for tag in ("<script>\n        <span", "<b>Look", "<i>@"):
        assert tag not in page


def test_the_mailbox_is_json_oldest_first(stack: DevStack, console: int) -> None:
    stack.mailbox.deliver(Channel.SMS, to="+15005550001", text="first")
    stack.mailbox.deliver(Channel.EMAIL, to="last@example.com", subject="last", text="second")
    first, second = ask(console, "/mailbox.json").json()[-2:]
    assert first.keys() == {"channel", "to", "subject", "text", "at"}
    assert (first["channel"], first["subject"], first["text"]) == ("sms", None, "first")
    assert (second["channel"], second["to"]) == ("email", "last@example.com")
    assert first["at"] <= second["at"]
    assert second["at"].endswith("Z")


def test_the_clock_is_json_with_virtual_time_and_its_speed(stack: DevStack, console: int) -> None:
    before = stack.clock.now() - timedelta(milliseconds=1)  # what the JSON leaves out
    told = ask(console, "/clock.json").json()
    assert told.keys() == {"now", "speed"}
    assert told["speed"] == 60
    assert told["now"].endswith("Z")
    assert before <= datetime.fromisoformat(told["now"]) <= stack.clock.now()


@pytest.mark.parametrize(
    ("state", "status"), [(DemoState.DOWN, 503), (DemoState.SLOW, 200), (DemoState.UP, 200)]
)
def test_the_switch_says_how_the_demo_service_answers(
    console: int, demo: int, state: DemoState, status: int
) -> None:
    switched = ask(console, f"/demo?state={state}", method="POST")
    assert (switched.status, switched.json()) == (200, {"state": state})
    assert ask(demo, "/").status == status


def test_the_demo_service_has_three_paths_to_watch(demo: int) -> None:
    statuses = [ask(demo, path).status for path in ("/", "/api/health", "/search", "/elsewhere")]
    assert statuses == [200, 200, 200, 404]
    assert ask(demo, "/api/health").json() == {"status": "ok"}


def test_the_switch_takes_a_form_too_and_sends_a_browser_back(console: int, demo: int) -> None:
    headers = {
        "Accept": "text/html,*/*",
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": f"http://localhost:{console}",
    }
    switched = ask(console, "/demo", method="POST", headers=headers, body=b"state=up")
    assert (switched.status, switched.header("Location")) == (303, "/")
    assert ask(demo, "/").status == 200


@pytest.mark.parametrize("state", ["", "sideways"])
def test_a_state_that_is_none_is_refused_in_a_sentence(console: int, state: str) -> None:
    answer = ask(console, f"/demo?state={quote(state)}", method="POST")
    assert answer.status == 400
    assert answer.body.decode() == (
        f"The demo service can't be {state!r}; state is one of up, slow, down.\n"
    )


def test_a_page_of_another_site_switches_nothing(stack: DevStack, console: int) -> None:
    headers = {"Origin": "https://elsewhere.example"}
    assert ask(console, "/demo?state=down", method="POST", headers=headers).status == 403
    assert stack.demo.state is DemoState.UP


def test_a_page_of_another_site_reaches_no_aws(stack: DevStack) -> None:
    headers = {"Origin": "https://elsewhere.example"}
    answer = ask(stack.settings.aws_port, "/moto-api/reset", method="POST", headers=headers)
    assert answer.status == 403


def test_an_unknown_address_says_what_there_is(console: int) -> None:
    answer = ask(console, "/demo")
    assert answer.status == 404
    for address in ("/mailbox.json", "/clock.json"):
        assert address in answer.body.decode()
