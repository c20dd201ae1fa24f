"""Somebody with a browser of their own, and what goes wrong while they read."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response

from tests.browser.site import Site

_AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
_PATIENCE_MS = 10_000
# Of whole pages: what is read within a frame of another page has its headings and landmarks there.
_OF_PAGES = ["page-has-heading-one", "region", "landmark-one-main"]
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]

# What reaches beyond the window's edges, and isn't cut or scrolled by something around it.
_TOO_WIDE = """() => {
  const edge = document.documentElement.clientWidth;
  const held = (node) => {
    for (let e = node.parentElement; e && e !== document.body; e = e.parentElement)
      if (getComputedStyle(e).overflowX !== "visible") return true;
    return false;
  };
  const wide = [...document.body.querySelectorAll("*")].filter((node) => {
    const box = node.getBoundingClientRect();
    const out = box.width > 0 && (box.right > edge + 1 || box.left < -1);
    return out && !node.matches(".skip") && !held(node);
  });
  const scrolls = document.documentElement.scrollWidth > edge;
  const names = wide.map((node) => `${node.tagName}.${node.className.baseVal ?? node.className}`);
  const page = `${document.documentElement.scrollWidth} > ${edge}`;
  return scrolls || wide.length ? [page, ...names] : [];
}"""


class Reader:
    """One window on a site. `faults` are sentences; `asked` are all addresses but `data:`.

    `knows` are the beginnings of addresses elsewhere that may be asked for.
    """

    def __init__(self, page: Page, site: Site) -> None:
        self.page = page
        self.site = site
        self.faults: list[str] = []
        self.knows: tuple[str, ...] = ()
        self.asked: list[str] = []
        self._document = ""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"the script threw {error}"))
        page.on("request", self._request)
        page.on("requestfailed", lambda each: self.faults.append(f"no answer from {each.url}"))
        page.on("response", self._response)

    def open(self, path: str) -> Response:
        """The page at the path, once everything of it is there."""
        self._document = f"{self.site.url}{path}"
        answer = self.page.goto(self._document, wait_until="load")
        assert answer
        return answer

    def resize(self, width: int, height: int = 800) -> None:
        self.page.set_viewport_size({"width": width, "height": height})

    def wait_for_question(self, url: str, *, seconds: int) -> Response:
        """Let so many seconds pass at most, until the page asks for the url; gives the answer.

        They pass in small steps: the page's patience with an answer is of the same time.
        """
        with self.page.expect_response(url) as waiting:
            before = self.asked.count(url)
            for _ in range(seconds * 2):
                self.page.clock.run_for(500)
                self.page.evaluate("1")  # what happened meanwhile is told before the answer to this
                if self.asked.count(url) > before:
                    break
        answer = waiting.value
        answer.finished()
        return answer

    def too_wide(self) -> list[str]:
        """What can't be read without scrolling to the side."""
        found: list[str] = self.page.evaluate(_TOO_WIDE)
        return found

    def barriers(self, *rules: str, is_framed: bool = False) -> list[str]:
        """What axe finds, one rule and place each; by the rules named, or by all that apply."""
        run = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": _RULES}
        off = {rule: {"enabled": False} for rule in _OF_PAGES if is_framed and not rules}
        options = {"runOnly": run, "rules": off, "resultTypes": ["violations"]}
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(_AXE)
        results = self.page.evaluate("(options) => axe.run(document, options)", options)
        return [
            f"{found['id']}: {node['target']} {_why(node)}"
            for found in results["violations"]
            for node in found["nodes"][:3]
        ]

    def text(self, selector: str = "body") -> str:
        """All words there, folded away or not, with single blanks between them."""
        return " ".join((self.page.locator(selector).first.text_content() or "").split())

    def _console(self, message: ConsoleMessage) -> None:
        # A page that is answered with 404 or 503 is told of in the console, too.
        of_page = message.location.get("url") == self._document
        if message.type in ("error", "warning") and not of_page:
            self.faults.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith("data:"):
            self.asked.append(request.url)
            if not request.url.startswith((self.site.url, *self.knows)):
                self.faults.append(f"asked a stranger: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.url != self._document:
            self.faults.append(f"{response.status} from {response.url}")


@contextmanager
def reader(
    chromium: Browser,
    site: Site,
    *,
    width: int = 1280,
    scripts: bool = True,
    stands: bool = True,
    **settings: Any,
) -> Iterator[Reader]:
    """A new window, without cookies or cache. Its time is the site's: it `stands`, or it runs and
    can be moved by `page.clock`.
    """
    context = chromium.new_context(
        viewport={"width": width, "height": 800},
        java_script_enabled=scripts,
        **{"timezone_id": "Europe/Dublin", "locale": "en-IE", **settings},
    )
    try:
        if scripts and stands:
            context.clock.set_fixed_time(site.now())
        elif scripts:
            context.clock.install(time=site.now())
        context.set_default_timeout(_PATIENCE_MS)
        yield Reader(context.new_page(), site)
    finally:
        context.close()


def _why(node: Any) -> str:
    return " ".join(str(node.get("failureSummary", "")).split())[:200]
