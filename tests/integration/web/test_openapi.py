"""What is answered has the shapes that `/openapi.json` says, in each state of the page."""

import pytest

from tests.browser.states import STATES
from tests.gateway import Browser
from tests.openapi import DOCUMENT, fitting, operations
from tests.target import Target
from tests.world import World

READ = [
    path
    for path, method, operation in operations()
    if method == "GET"
    and "security" in operation
    and not operation["security"]
    and "application/json" in operation["responses"].get("200", {}).get("content", {})
]


def ids(world: World) -> dict[str, list[str]]:
    summary = world.summary
    return {
        "{component_id}": [each["id"] for each in summary["components"] if not each["group"]][:2],
        "{incident_id}": [
            each["id"] for key in ("incidents", "scheduled_maintenances") for each in summary[key]
        ],
    }


@pytest.mark.parametrize("state", ["new", "healthy", "trouble", "maintenance", "asked", "told"])
def test_every_answer_in_json_has_its_shape(state: str, here: World, target: Target) -> None:
    STATES[state](here, target)
    known = ids(here)
    assert len(READ) > 15
    for path in READ:
        (name,) = [each for each in known if each in path] or [""]
        for value in known.get(name, [""]):
            answer = here.browser.get(path.replace(name, value) if name else path)
            assert answer.status == 200 or path == "/healthz", (path, answer.text)
            fitting(answer, path)


def test_the_document_is_answered_as_it_is_in_the_documents(here: World) -> None:
    """Before the first apply as well, and by its ETag."""
    answer = here.browser.get("/openapi.json")
    assert (answer.status, answer.json) == (200, DOCUMENT)
    again = here.browser.get("/openapi.json", If_None_Match=answer.headers["etag"])
    assert again.status == 304
    below = Browser(base="/status").get("/openapi.json")
    assert below.json["servers"] == [{"url": "/status"}]


def test_errors_and_the_notice_have_their_shapes(here: World, target: Target) -> None:
    program = Browser(headers={"Accept": "application/json"})
    assert program.get("/healthz").status == 404
    fitting(program.get("/api/v2/summary.json"), "/api/v2/summary.json")
    fitting(program.get("/down"), "/down")
    STATES["trouble"](here, target)
    fitting(program.get("/down"), "/down")
    fitting(program.get("/history.json?page=0"), "/history.json")
    refused = program.post("/subscriptions", '{"email": "x"}', "application/json")
    assert refused.status == 422
    fitting(refused, "/subscriptions", "POST")
