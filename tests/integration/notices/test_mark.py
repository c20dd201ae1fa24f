"""The mark that tells a notice from any other page: who writes it, and who looks for it."""

import subprocess
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from candor.notices import TARGETS
from candor.notices.site import Site
from chalicelib.domain import notice_mark
from chalicelib.domain.notice_mark import NOTICE_MARK
from chalicelib.web.assets import script_of
from devstack.stand_in import StandIn
from tests.integration.notices.sham import FACTS, WHOLE
from tests.world import World

_ROOT = Path(__file__).parents[3]
_SITE = Site(url="https://status.example.com", notice="<title>a notice</title>", problem=FACTS)
# Those which look for it, or write it, in a file of their own.
_OF_THEIR_OWN = {"apache", "caddy", "cloudflare", "haproxy", "kubernetes", "nginx", "route53"}


def test_it_is_written_out_in_one_place() -> None:
    listed = ["git", "grep", "-l", "--untracked", "-E", "candor. content|name=.?.candor.[ >]"]
    found = subprocess.run(listed, cwd=_ROOT, capture_output=True, text=True, check=True)
    shipped = [each for each in found.stdout.split() if not each.startswith(("docs/", "tests/"))]
    assert shipped == [str(Path(notice_mark.__file__).relative_to(_ROOT))]


@pytest.mark.parametrize("language", ["", "/de"])
def test_a_notice_has_it_once(here: World, language: str) -> None:
    assert here.browser.get(f"{language}/down").text.count(NOTICE_MARK) == 1


def test_a_page_that_is_none_has_it_not(here: World) -> None:
    assert "candor" not in here.browser.get("/").text.partition("</head>")[0]


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_what_is_exported_has_it_where_it_has_to(target: str) -> None:
    """The notice itself is without it here, so that what is found is the target's own."""
    files = "".join(TARGETS[target](_SITE).values())
    is_there = any(sign in files for sign in (NOTICE_MARK, NOTICE_MARK.replace('"', '\\"')))
    assert is_there == (target in _OF_THEIR_OWN)


def test_the_notices_own_script_takes_it_from_the_notice() -> None:
    assert '"[name=candor]"' in script_of("notice.js")
    assert 'name="candor"' in NOTICE_MARK


class _Page(BaseHTTPRequestHandler):
    shown = ""

    def do_GET(self) -> None:
        self.send_response(503)
        self.end_headers()
        self.wfile.write(self.shown.encode())

    def log_message(self, *_: object) -> None:
        """Silent: a failing test should show its own output only."""


@pytest.mark.parametrize(("shown", "is_taken"), [(WHOLE, True), ("<title>503</title>", False)])
def test_the_devstacks_proxy_takes_what_has_it(shown: str, is_taken: bool) -> None:
    page = type("_Shown", (_Page,), {"shown": shown})
    with ThreadingHTTPServer(("127.0.0.1", 0), page) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        html = StandIn(f"http://127.0.0.1:{server.server_address[1]}").html()
        server.shutdown()
    assert html == (shown if is_taken else None)
