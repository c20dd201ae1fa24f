"""Coming in and going out: the form, the cookie, and where one goes on to."""

import html
import re
from datetime import timedelta

import pytest

from chalicelib.domain.roles import Role
from chalicelib.domain.sessions import IDLE, LONGEST, PER_ACCOUNT, PER_CLIENT
from tests.gateway import Answer
from tests.integration.web.admin.cast import COOKIE, Cast, Visitor
from tests.team import PASSPHRASE, Member

STEP = timedelta(seconds=30)


@pytest.fixture
def olivia(cast: Cast) -> Member:
    """The owner, whose phone shows another code than the one that she joined with."""
    member = cast.members[Role.OWNER]
    cast.here.pass_quietly(STEP)
    return member


def typed(cast: Cast, member: Member, **other: str) -> dict[str, str]:
    code = member.code(cast.here.clock.now())
    return {"email": member.person.email, "passphrase": PASSPHRASE, "code": code, **other}


def attributes(answer: Answer) -> dict[str, str]:
    """Those of the cookie that the answer sets, and its value by its name."""
    parts = (part.strip().partition("=") for part in answer.headers["set-cookie"].split(";"))
    return {name: value for name, _, value in parts}


def test_who_proves_who_they_are_comes_in(cast: Cast, olivia: Member) -> None:
    answer = cast.visitor(None).post("/admin/sign-in", typed(cast, olivia))
    assert (answer.status, answer.headers["location"]) == (303, "/admin")
    inside = Visitor(token=attributes(answer)[COOKIE]).get("/admin")
    assert inside.status == 200
    assert "Olivia" in inside.text


def test_the_cookie_is_for_this_host_and_for_no_script(cast: Cast, olivia: Member) -> None:
    answer = Visitor(base="/status").post("/admin/sign-in", typed(cast, olivia))
    assert answer.headers["location"] == "/status/admin"
    found = attributes(answer)
    assert found.keys() == {COOKIE, "Max-Age", "Path", "HttpOnly", "SameSite", "Secure"}
    assert (found["Path"], found["SameSite"]) == ("/", "Lax")
    assert found["Max-Age"] == str(int(LONGEST.total_seconds()))
    assert re.fullmatch(r"[0-9a-z]{12}\.[0-9a-f]{64}", found[COOKIE])


def test_at_a_plain_address_the_cookie_has_a_plain_name(
    cast: Cast, olivia: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BASE_URL", "http://localhost:8000")
    answer = cast.visitor(None).post("/admin/sign-in", typed(cast, olivia))
    found = attributes(answer)
    assert found.keys() == {"candor", "Max-Age", "Path", "HttpOnly", "SameSite"}
    secure = Visitor(token=found["candor"])
    assert secure.get("/admin").status == 303, "the other name counts for nothing there"
    cookie = f"candor={found['candor']}"
    assert cast.visitor(None).get("/admin", Cookie=cookie).status == 200


@pytest.mark.parametrize(
    "other",
    [
        {"passphrase": "wrong horse battery staple"},
        {"passphrase": ""},
        {"code": "000000"},
        {"code": ""},
        {"email": "nobody@example.com"},
        {"email": "no address"},
        {"email": ""},
    ],
    ids=str,
)
def test_whatever_is_wrong_the_sentence_is_one(
    cast: Cast, olivia: Member, other: dict[str, str]
) -> None:
    sent = typed(cast, olivia, **other)
    answer = cast.visitor(None).post("/admin/sign-in", sent)
    assert answer.status == 422
    assert "These don&#39;t belong together: address, passphrase and code." in answer.text
    assert "set-cookie" not in answer.headers
    assert f'value="{sent["email"]}"' in answer.text
    assert PASSPHRASE not in answer.text
    assert not sent["code"] or sent["code"] not in answer.text


def test_a_code_is_good_once(cast: Cast, olivia: Member) -> None:
    sent = typed(cast, olivia)
    assert cast.visitor(None).post("/admin/sign-in", sent).status == 303
    assert cast.visitor(None).post("/admin/sign-in", sent).status == 422


def test_who_guesses_is_made_to_wait(cast: Cast, olivia: Member) -> None:
    wrong = typed(cast, olivia, passphrase="guess")
    statuses = {
        cast.visitor(None).post("/admin/sign-in", wrong).status for _ in range(PER_ACCOUNT.count)
    }
    assert statuses == {422}
    answer = cast.visitor(None, client="203.0.113.9").post("/admin/sign-in", typed(cast, olivia))
    assert answer.status == 429
    assert int(answer.headers["retry-after"]) > 0
    assert "too many attempts" in answer.text
    cast.here.pass_quietly(PER_ACCOUNT.window)
    assert cast.visitor(None).post("/admin/sign-in", typed(cast, olivia)).status == 303


def test_who_guesses_names_is_made_to_wait(cast: Cast) -> None:
    def guess(number: int) -> int:
        fields = {"email": f"{number}@example.com", "passphrase": "", "code": ""}
        return cast.visitor(None).post("/admin/sign-in", fields).status

    assert {guess(number) for number in range(PER_CLIENT.count)} == {422}
    assert guess(PER_CLIENT.count) == 429


@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [
        ("/admin/people", "/admin/people"),
        ("/admin/audit?before=0abc", "/admin/audit?before=0abc"),
        ("/admin", "/admin"),
        ("", "/admin"),
        ("https://evil.example/admin", "/admin"),
        ("//evil.example/admin", "/admin"),
        ("/\\evil.example", "/admin"),
        ("\\\\evil.example/admin", "/admin"),
        ("/admin//evil.example", "/admin"),
        ("/admin/../../evil", "/admin"),
        ("/admin/..", "/admin"),
        ("/admin/./people", "/admin"),
        ("/admin/%2e%2e/evil", "/admin"),
        ("/admin\r\nLocation: https://evil.example", "/admin"),
        ("/admin/people\n", "/admin"),
        ("/admin?next=//evil.example", "/admin"),
        ("/admin.evil.example", "/admin"),
        ("/admin@evil.example", "/admin"),
        ("/administer", "/admin"),
        ("/history", "/admin"),
        ("javascript:alert(1)", "/admin"),
        (" /admin/people", "/admin"),
        ("/admin/sign-in?next=/admin/sign-in", "/admin"),
        ("/admin/" + "a" * 1000, "/admin"),
    ],
)
def test_one_goes_on_to_own_pages_alone(
    cast: Cast, olivia: Member, wanted: str, leads_to: str
) -> None:
    from chalicelib.web.admin.next_page import own

    assert own(wanted) == leads_to
    if wanted.startswith(("https:", "/admin/people", "//")):  # signing in takes its time
        answer = cast.visitor(None).post("/admin/sign-in", typed(cast, olivia, next=wanted))
        assert answer.headers["location"] == leads_to


def test_who_is_not_signed_in_comes_back_to_what_they_asked_for(cast: Cast) -> None:
    asked = Visitor(base="/status").get("/admin/audit?before=0abc")
    assert asked.headers["location"] == (
        "/status/admin/sign-in?next=%2Fadmin%2Faudit%3Fbefore%3D0abc"
    )
    form = cast.visitor(None).get(asked.headers["location"].removeprefix("/status"))
    assert 'name="next" value="/admin/audit?before=0abc"' in form.text


def test_a_session_ends_when_nobody_is_there(cast: Cast) -> None:
    vera = cast.visitor(Role.VIEWER)
    cast.here.pass_quietly(IDLE - timedelta(seconds=1))
    assert vera.get("/admin").status == 200
    cast.here.pass_quietly(IDLE - timedelta(seconds=1))
    assert vera.get("/admin").status == 200
    cast.here.pass_quietly(IDLE)
    assert vera.get("/admin").status == 303


def test_a_session_ends_in_any_case(cast: Cast) -> None:
    vera = cast.visitor(Role.VIEWER)
    half = IDLE / 2
    for _ in range(LONGEST // half - 1):
        cast.here.pass_quietly(half)
        assert vera.get("/admin").status == 200
    cast.here.pass_quietly(half)
    assert vera.get("/admin").status == 303


def test_who_signs_out_is_out_and_the_browser_forgets(cast: Cast) -> None:
    vera = cast.visitor(Role.VIEWER)
    answer = vera.post("/admin/sign-out")
    assert answer.headers["location"] == "/admin/sign-in?done=signed-out"
    assert (attributes(answer)[COOKIE], attributes(answer)["Max-Age"]) == ("", "0")
    assert vera.get("/admin").status == 303
    assert "You are signed out." in vera.get("/admin/sign-in?done=signed-out").text


@pytest.mark.parametrize("token", ["nonsense", "0123456789ab." + "0" * 64, "ü", "a;b", ""])
def test_a_cookie_that_was_made_up_is_none(cast: Cast, token: str) -> None:
    assert Visitor(token=token).get("/admin").status == 303


def test_what_an_address_says_was_done_is_never_its_own_words(cast: Cast) -> None:
    answer = cast.visitor(None).get("/admin/sign-in?done=Call+0900+123")
    assert "0900" not in answer.text
    assert 'class="done"' not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "same-origin"},
        {"Sec_Fetch_Site": "none"},
        {"Origin": "null"},
        {"Origin": "https://status.example.com"},
        {"Origin": "https://abc.execute-api.example", "Host": "abc.execute-api.example"},
        {},
    ],
    ids=str,
)
def test_our_own_form_is_known_by_what_any_browser_says(
    cast: Cast, headers: dict[str, str]
) -> None:
    fields = {"email": "nobody@example.com", "passphrase": "", "code": ""}
    assert cast.visitor(None).post("/admin/sign-in", fields, **headers).status == 422


def test_a_method_that_is_not_answered_is_told_which_are(cast: Cast) -> None:
    answer = cast.visitor(None).browser.send("PUT", "/admin/sign-in")
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD, POST")


def test_a_fault_of_ours_is_told_without_what_it_was(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.services import inviting

    def fail(*_: object, **__: object) -> None:
        raise KeyError("the secret of it")

    monkeypatch.setattr(inviting, "look", fail)
    answer = cast.visitor(None).get(f"/admin/welcome/{'a' * 12}.{'0' * 64}")
    assert answer.status == 500
    assert "fault of this status page" in answer.text
    assert "secret of it" not in answer.text


def hidden(answer: Answer) -> dict[str, str]:
    """The hidden fields of the page's last form, but for what it has anyway."""
    form = answer.text.rpartition("<form ")[2]
    inputs = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    areas = re.findall(r'<textarea hidden name="(\w+)">\n([^<]*)</textarea>', form)
    found = {name: html.unescape(value) for name, value in (*inputs, *areas)}
    return {name: value for name, value in found.items() if name not in ("csrf", "next")}


def test_what_is_sent_after_the_session_is_over_is_not_lost(cast: Cast, olivia: Member) -> None:
    sent = {"key_name": "Nightly\n<b>", "key_role": "operator", "passphrase": "a secret", "x": ""}
    late = Visitor(base="/status").post("/admin/keys", sent)
    assert late.status == 403
    assert "what you just sent is kept" in late.text
    kept = hidden(late)
    assert kept["kept_for"] == "/admin/keys"
    assert "secret" not in kept["kept"]
    wrong = cast.visitor(None).post("/admin/sign-in", {**typed(cast, olivia), **kept, "code": "0"})
    assert hidden(wrong) == kept
    answer = cast.visitor(None).post("/admin/sign-in", typed(cast, olivia, **kept))
    assert answer.status == 200
    assert "nothing was done with it yet" in answer.text
    inside = Visitor(token=attributes(answer)[COOKIE])
    assert "Nightly" not in inside.get("/admin/people").text
    again = hidden(answer)
    assert 'action="/admin/keys"' in answer.text
    assert (again["key_name"], again["key_role"]) == ("Nightly\n<b>", "operator")
    assert inside.post("/admin/keys", {**again, "key_name": "Nightly"}).status == 200


@pytest.mark.parametrize(
    "kept",
    [
        {"kept_for": "https://evil.example/", "kept": "a=b"},
        {"kept_for": "/history", "kept": "a=b"},
        {"kept_for": "/admin/keys", "kept": ""},
        {"kept_for": "/admin/keys", "kept": "csrf=1"},
        {"kept_for": "/admin/keys", "kept": "a=" + "b" * 60_000},
    ],
    ids=lambda kept: f"{kept['kept_for']} {kept['kept'][:9]}",
)
def test_what_is_no_form_of_ours_is_not_sent_again(
    cast: Cast, olivia: Member, kept: dict[str, str]
) -> None:
    answer = cast.visitor(None).post("/admin/sign-in", typed(cast, olivia, **kept))
    assert (answer.status, answer.headers["location"]) == (303, "/admin")


def test_what_another_site_sends_is_not_kept(cast: Cast) -> None:
    sent = {"key_name": "Theirs", "key_role": "operator"}
    answer = cast.visitor(None).post("/admin/keys", sent, Sec_Fetch_Site="cross-site")
    assert answer.status == 403
    assert "Theirs" not in answer.text
