"""What comes back to the team after an incident, on its page, to its programs and at a terminal."""

import json

import pytest

from chalicelib.domain.roles import Role
from tests.integration.web.admin.cast import Cast
from tests.openapi import fitting
from tests.scenarios.test_asking import INFORMED, give, page_that_asks
from tests.target import Target
from tests.telling import opened, updated

HIT = {"checkout": "partial_outage"}


@pytest.fixture
def told(cast: Cast, target: Target) -> str:
    """The id of one that is over: of two promises one was kept, and two customers answered."""
    shop = cast.here
    shop.apply(page_that_asks(target))
    shop.tick()
    first = {"name": "Payments fail", "body": "!", "components": HIT, "next_update_by": "30m"}
    incident = opened(shop, first)
    shop.tick(20)
    incident = updated(shop, incident, {"body": "Still.", "next_update_by": "10m"})
    shop.tick(20)
    updated(shop, incident, {"body": "Over.", "status": "resolved"})
    shop.tick()
    assert give(shop.browser, incident.id, 9, "<b>You told us at once.").status == 303
    assert give(shop.browser, incident.id, 6).status == 303
    shop.forget()
    return incident.id


def test_the_team_sees_how_well_it_told(cast: Cast, told: str) -> None:
    page = cast.visitor(Role.VIEWER).get("/admin/score")
    assert page.status == 200
    assert f'href="/admin/incidents/{told}"' in page.text
    for words in (INFORMED, "7.5 of 10", "2 answers", "1 of 2", "less than a minute", "1 line of"):
        assert words in page.text
    assert "&lt;b&gt;You told us at once." in page.text
    assert "<b>You told" not in page.text
    assert 'aria-current="page">Score</a>' in page.text


def test_programs_read_the_same_as_at_a_terminal(
    cast: Cast, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from candor.main import main

    answer = cast.program(Role.VIEWER).get("/api/admin/score")
    (echo,) = fitting(answer, "/api/admin/score")["incidents"]
    assert (echo["id"], echo["promises"]) == (told, {"kept": 1, "missed": 1})
    assert [each["counts"] for each in echo["answers"]] == [{"6": 1, "9": 1}]
    capsys.readouterr()
    assert main(["answers", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [echo]


def test_a_page_that_asks_nothing_says_so(cast: Cast, target: Target) -> None:
    cast.here.apply(page_that_asks(target, None))
    cast.here.tick()
    page = cast.visitor(Role.OPERATOR).get("/admin/score").text
    assert "There was no incident that customers felt." in page
    assert "The page asks nothing: page.ask in its definition" in page
