"""People and keys, as an owner manages them on the pages."""

import html
import re
from datetime import timedelta

import pytest

from chalicelib.domain.roles import Role
from tests.gateway import Answer, Browser
from tests.integration.web.admin.cast import COOKIE, Cast, Visitor
from tests.specimens import NOON, definition
from tests.team import PASSPHRASE, code


def secret_of(answer: Answer) -> str:
    """What the page shows once."""
    (found,) = re.findall(r'<code class="secret"[^>]*>([^<]+)</code>', answer.text)
    return html.unescape(found)


def faults_of(answer: Answer) -> dict[str, str]:
    """The summary's sentences, by the field that each leads to."""
    found = re.findall(r'<li><a href="#(\w+)">([^<]+)</a>', answer.text)
    return {name: html.unescape(text) for name, text in found}


def filled_in(cast: Cast, answer: Answer, **other: str) -> dict[str, str]:
    """What somebody fills in who came by the link; the secret is on the page."""
    import base64

    typed = secret_of(answer).replace(" ", "")
    secret = base64.b32decode(typed)
    own = {"name": "Ann", "passphrase": PASSPHRASE, "code": code(secret, cast.here.clock.now())}
    return {**own, **other}


def test_somebody_is_invited_and_comes_in(cast: Cast) -> None:
    olivia = cast.visitor(Role.OWNER)
    invited = olivia.post("/admin/people", {"email": "Ann@Example.com", "role": "communicator"})
    link = secret_of(invited)
    assert link.startswith("https://status.example.com/admin/welcome/")
    path = link.removeprefix("https://status.example.com")
    ann = Visitor()
    page = ann.get(path)
    assert "invited as communicator, with the address ann@example.com" in page.text
    assert 'href="otpauth://totp/' in page.text
    assert "<svg" in page.text.partition('class="qr"')[2]
    answer = ann.post(path, filled_in(cast, page))
    assert (answer.status, answer.headers["location"]) == (303, "/admin?done=joined")
    token = answer.headers["set-cookie"].partition(";")[0].removeprefix(f"{COOKIE}=")
    assert "Welcome. You are signed in." in Visitor(token=token).get("/admin?done=joined").text
    assert ann.get(path).status == 404, "a link is good once"
    assert link not in olivia.get("/admin/people").text


def test_looking_at_a_link_uses_nothing_up(cast: Cast) -> None:
    olivia = cast.visitor(Role.OWNER)
    path = link_of(olivia.post("/admin/people", {"email": "ann@example.com", "role": "viewer"}))
    texts = {Visitor().get(path).text for _ in range(3)}
    assert len(texts) == 1
    Visitor().browser.send("HEAD", path)
    assert Visitor().post(path, filled_in(cast, Visitor().get(path))).status == 303


def link_of(answer: Answer) -> str:
    return secret_of(answer).removeprefix("https://status.example.com")


def test_what_is_wrong_with_a_welcome_is_said_at_each_field(cast: Cast) -> None:
    from chalicelib.services import inviting

    link = inviting.first_owner(cast.here.clock.now())
    path = f"/admin/welcome/{link}"
    wrong = {"email": "no address", "name": "", "passphrase": "short", "code": "1"}
    answer = Visitor().post(path, wrong)
    assert answer.status == 422
    faults = faults_of(answer)
    assert list(faults) == ["email", "name", "passphrase"]
    assert "at least 12 characters" in faults["passphrase"]
    for name in faults:
        assert f'id="{name}-fault"' in answer.text
        assert re.search(rf'id="{name}"[^>]*aria-invalid="true"', answer.text)
    assert 'value="no address"' in answer.text
    assert 'value="short"' not in answer.text
    right = {**filled_in(cast, answer), "email": "first@example.com"}
    wrong_code = Visitor().post(path, {**right, "code": "000000"})
    assert wrong_code.status == 422
    assert "doesn&#39;t belong to the secret above" in wrong_code.text
    assert Visitor().post(path, right).status == 303


@pytest.mark.parametrize("link", ["nonsense", "0123456789ab." + "0" * 64, "%2e%2e", "<script>"])
def test_a_link_that_is_none_leads_nowhere(cast: Cast, link: str) -> None:
    answer = Visitor().get(f"/admin/welcome/{link}")
    assert answer.status == 404
    assert "This link is no longer good" in answer.text


def test_what_is_wrong_with_an_invitation_is_said_at_each_field(cast: Cast) -> None:
    olivia = cast.visitor(Role.OWNER)
    sent = {"email": "no address", "role": "king", "name": "x" * 81}
    answer = olivia.post("/admin/people", sent)
    assert answer.status == 422
    faults = faults_of(answer)
    assert list(faults) == ["email", "role", "name"]
    assert faults["role"] == "Please choose a role: owner, operator, communicator, viewer."
    assert "<title>Please check: " in answer.text


def test_who_is_in_the_team_already_is_told_of(cast: Cast) -> None:
    olivia = cast.visitor(Role.OWNER)
    vera = cast.members[Role.VIEWER].person.email
    answer = olivia.post("/admin/people", {"email": vera, "role": "owner"})
    assert answer.status == 422
    assert "Vera is in the team already, as viewer." in answer.text


def test_a_role_is_changed_and_whoever_it_is_signs_in_again(cast: Cast) -> None:
    olivia, vera = cast.visitor(Role.OWNER), cast.visitor(Role.VIEWER)
    path = f"/admin/people/{cast.members[Role.VIEWER].person.id}"
    answer = olivia.post(f"{path}/role", {"role": "operator"})
    assert answer.headers["location"] == f"{path}?done=role-changed"
    page = olivia.get(answer.headers["location"])
    assert "has to sign in again" in page.text
    assert '<option value="operator" selected>' in page.text
    assert vera.get("/admin").status == 303


@pytest.mark.parametrize(("action", "fields"), [("role", {"role": "viewer"}), ("remove", {})])
def test_the_last_owner_stays(cast: Cast, action: str, fields: dict[str, str]) -> None:
    olivia = cast.visitor(Role.OWNER)
    path = f"/admin/people/{cast.members[Role.OWNER].person.id}"
    answer = olivia.post(f"{path}/{action}", fields)
    assert answer.status == 403
    assert "Olivia is the only owner" in answer.text
    assert olivia.get("/admin/people").status == 200


def test_who_is_removed_is_out_at_once(cast: Cast) -> None:
    olivia, vera = cast.visitor(Role.OWNER), cast.visitor(Role.VIEWER)
    path = f"/admin/people/{cast.members[Role.VIEWER].person.id}"
    answer = olivia.post(f"{path}/remove")
    assert answer.headers["location"] == "/admin/people?done=removed"
    assert vera.get("/admin").status == 303
    assert olivia.get(path).status == 404


def test_sessions_are_ended_one_by_one_and_all_at_once(cast: Cast) -> None:
    olivia, first, second = (cast.visitor(r) for r in (Role.OWNER, Role.VIEWER, Role.VIEWER))
    path = f"/admin/people/{cast.members[Role.VIEWER].person.id}"
    ends = re.findall(r'action="(/admin/people/[^"]*/end)"', olivia.get(path).text)
    assert len(ends) == 4, "the one of joining, these two, and all at once"
    from chalicelib.domain.tokens import digest

    olivia.post(f"{path}/sessions/{digest(first.token)}/end")
    assert (first.get("/admin").status, second.get("/admin").status) == (303, 200)
    olivia.post(f"{path}/sessions/end")
    assert second.get("/admin").status == 303
    assert "Not signed in anywhere." in olivia.get(path).text


def test_a_key_is_shown_once_works_and_is_revoked(cast: Cast) -> None:
    olivia = cast.visitor(Role.OWNER)
    made = olivia.post("/admin/keys", {"key_name": "Deploys", "key_role": "operator"})
    text = secret_of(made)
    program = Browser(headers={"Authorization": f"Bearer {text}"})
    me = program.get("/api/admin/me").json
    assert (me["kind"], me["name"], me["role"], me["component_ids"]) == (
        "key",
        "Deploys",
        "operator",
        None,
    )
    page = olivia.get("/admin/people").text
    assert "last used" in page
    assert text not in page
    answer = olivia.post(f"/admin/keys/{me['id']}/revoke")
    assert answer.headers["location"] == "/admin/people?done=key-revoked"
    refused = program.get("/api/admin/me")
    assert refused.status == 401
    assert "was revoked" in refused.json["detail"]
    assert olivia.post(f"/admin/keys/{me['id']}/revoke").status == 404


def test_a_key_for_some_components_alone(cast: Cast) -> None:
    from chalicelib.services import applying

    applying.apply(applying.plan(definition({"web": 1, "api": 1})), NOON)
    cast.here.forget()
    olivia = cast.visitor(Role.OWNER)
    ids = re.findall(r'name="components" value="(\w+)"', olivia.get("/admin/people").text)
    assert len(ids) == 2
    fields = {"key_name": "Web", "key_role": "operator", "components": ids[:1]}
    text = secret_of(olivia.post("/admin/keys", fields))
    program = Browser(headers={"Authorization": f"bearer {text}"})
    assert program.get("/api/admin/me").json["component_ids"] == ids[:1]
    answer = program.get("/api/admin/audit")
    assert answer.status == 403
    assert "for some components alone" in answer.json["detail"]


def test_what_is_wrong_with_a_key_is_said_at_each_field(cast: Cast) -> None:
    olivia = cast.visitor(Role.OWNER)
    answer = olivia.post("/admin/keys", {"key_name": " ", "key_role": "owner"})
    assert answer.status == 422
    assert list(faults_of(answer)) == ["key_name", "key_role"]
    unknown = {"key_name": "Web", "key_role": "operator", "components": ["nothing"]}
    assert "There is no component nothing" in olivia.post("/admin/keys", unknown).text


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic YTpi", "candor_x", "Bearer ü"])
def test_what_is_no_key_is_refused(cast: Cast, header: str) -> None:
    answer = Browser(headers={"Authorization": header}).get("/api/admin/me")
    assert answer.status == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="candor"'


def test_one_renames_oneself(cast: Cast) -> None:
    vera = cast.visitor(Role.VIEWER)
    assert vera.post("/admin/account/name", {"name": "Vera Vale"}).status == 303
    assert "Vera Vale" in vera.get("/admin/account?done=renamed").text
    answer = vera.post("/admin/account/name", {"name": ""})
    assert list(faults_of(answer)) == ["name"]


def test_another_passphrase_ends_other_sessions_and_goes_on_in_this_one(cast: Cast) -> None:
    member = cast.members[Role.VIEWER]
    vera, elsewhere = cast.visitor(Role.VIEWER), cast.visitor(Role.VIEWER)
    cast.here.pass_quietly(timedelta(seconds=30))
    sent = {"current": PASSPHRASE, "new": "a very different thing", "code": "000000"}
    wrong = vera.post("/admin/account/passphrase", sent)
    assert wrong.status == 422
    assert "a very different thing" not in wrong.text
    answer = vera.post(
        "/admin/account/passphrase", {**sent, "code": member.code(cast.here.clock.now())}
    )
    assert answer.headers["location"] == "/admin/account?done=passphrase-changed"
    token = answer.headers["set-cookie"].partition(";")[0].removeprefix(f"{COOKIE}=")
    assert Visitor(token=token).get("/admin").status == 200
    assert [each.get("/admin").status for each in (vera, elsewhere)] == [303, 303]


def test_names_are_text_wherever_they_stand(cast: Cast) -> None:
    name = '<img src=x onerror="alert(1)">'
    olivia = cast.visitor(Role.OWNER)
    olivia.post("/admin/account/name", {"name": name})
    olivia.post("/admin/keys", {"key_name": name, "key_role": "viewer"})
    for path in ("/admin", "/admin/people", "/admin/account", "/admin/audit"):
        assert "<img src=x" not in olivia.get(path).text
