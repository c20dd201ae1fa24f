"""One's own account: whether one hears by mail what waits for the team."""

from chalicelib.domain.roles import Role
from tests.integration.web.admin.cast import Cast

VERA = "vera@example.com"


def test_anybody_in_the_team_may_hear_by_mail_and_stop(cast: Cast) -> None:
    vera = cast.visitor(Role.VIEWER)
    assert f"No mail goes to {VERA}." in vera.get("/admin/account").text
    asked = vera.post("/admin/account/mail")
    assert (asked.status, asked.headers["location"]) == (303, "/admin/account?done=mail-asked")
    assert "Ask me once more" in vera.get("/admin/account").text
    cast.here.confirm(VERA)
    assert f"Mail goes to {VERA}." in vera.get("/admin/account").text
    stopped = vera.post("/admin/account/no-mail")
    assert (stopped.status, stopped.headers["location"]) == (
        303,
        "/admin/account?done=mail-stopped",
    )
    assert f"No mail goes to {VERA}." in vera.get("/admin/account").text


def test_a_fourth_question_on_one_day_is_refused_on_the_page(cast: Cast) -> None:
    vera = cast.visitor(Role.VIEWER)
    for _ in range(3):
        assert vera.post("/admin/account/mail").status == 303
    refused = vera.post("/admin/account/mail")
    assert refused.status == 429
    assert "retry-after" in refused.headers
    assert "Your account" in refused.text


def test_who_hears_nothing_cannot_stop(cast: Cast) -> None:
    vera = cast.visitor(Role.VIEWER)
    refused = vera.post("/admin/account/no-mail")
    assert refused.status == 404
    assert "is forgotten by itself after two days" in refused.text


def test_who_is_removed_hears_no_more(cast: Cast) -> None:
    vera = cast.visitor(Role.VIEWER)
    vera.post("/admin/account/mail")
    cast.here.confirm(VERA)
    olivia = cast.visitor(Role.OWNER)
    person = cast.members[Role.VIEWER].person
    assert olivia.post(f"/admin/people/{person.id}/remove").status == 303
    from chalicelib.services import team_mail

    assert team_mail.hears(VERA) is team_mail.Hears.NO
