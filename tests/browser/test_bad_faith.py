"""Nothing that somebody wrote runs in a browser, even where no policy forbids it."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Route

from tests.bad_faith import BUNDLES, answer, evil_view
from tests.specimens import INCIDENT_ID

_HOME = "https://status.example.com"


@pytest.mark.parametrize("path", ["/", f"/incidents/{INCIDENT_ID}", "/down"])
def test_no_vector_runs_or_asks_for_anything(chromium: Browser, path: str) -> None:
    context = chromium.new_context()
    found: list[str] = []
    page = context.new_page()
    # A dialog that is listened to has to be closed, or it holds the page.
    page.on("dialog", lambda dialog: _closed(dialog, found))
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda message: found.append(message.text))
    for bundle in BUNDLES:
        # Without the header, and without the policy in the file: the words alone must be harmless.
        body = answer(evil_view(bundle), path).body
        body = body.replace('http-equiv="Content-Security-Policy"', 'name="no-policy"')

        _serve(context, f"{_HOME}{path}", body, found)
        page.goto(f"{_HOME}{path}", wait_until="load")
        for folded in page.locator("details:not([open]) > summary").all():
            folded.click()
        page.mouse.move(200, 300)
        page.keyboard.press("Tab")
        assert page.locator("main").count() == 1
        context.unroute("**/*")
    context.close()
    assert found == []


def _closed(dialog: Dialog, found: list[str]) -> None:
    found.append(dialog.message)
    dialog.dismiss()


def _serve(context: BrowserContext, url: str, body: str, found: list[str]) -> None:
    """Answer that address; whatever else is asked for is found.

    On a busy machine the notice is open for so long that it asks how things are: it gets no answer.
    """

    def fulfil(route: Route) -> None:
        if route.request.url == f"{_HOME}/notice.json":
            route.fulfill(status=204)
            return
        if route.request.url != url:
            found.append(f"asked for {route.request.url}")
        route.fulfill(body=body, content_type="text/html; charset=utf-8")

    context.route("**/*", fulfil)
