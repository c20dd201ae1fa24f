"""What a browser makes of the answer to a form while the product's name leads to the notice."""

from playwright.sync_api import Browser

from tests.integration.notices.functions import request_of, run
from tests.integration.notices.parties import Asked, Says, party

FORM = b"<!doctype html><form method=post action=/pay><input name=card value=1><button>Pay</button>"
NOTICE = b"<!doctype html><title>The notice</title><p>We are sorry.</p>"


def test_a_form_is_sent_once_and_the_notice_is_read_by_get(chromium: Browser) -> None:
    answer = run("AskForTheNotice", request_of("POST", "/pay", Accept="text/html"))

    def says(asked: Asked) -> Says:
        if asked.path == "/form":
            return 200, {"Content-Type": "text/html"}, FORM
        if asked.method == "POST":
            headers = {name: header["value"] for name, header in answer["headers"].items()}
            return answer["statusCode"], headers, answer["body"]["data"].encode()
        return 503, {"Content-Type": "text/html", "Cache-Control": "no-store"}, NOTICE

    with party(says) as product:
        page = chromium.new_page()
        page.goto(f"{product.url}/form")
        page.get_by_role("button", name="Pay").click()
        page.get_by_text("We are sorry.", exact=True).wait_for()
        assert page.url == f"{product.url}/pay"
        paid = [(asked.method, asked.body) for asked in product.heard if asked.path == "/pay"]
        assert paid == [("POST", b"card=1"), ("GET", b"")]
        page.close()
