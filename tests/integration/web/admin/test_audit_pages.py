"""The audit log, on its page, as files and by the API."""

import csv
import io
import json
from datetime import timedelta

import pytest

from chalicelib.domain.roles import Role
from chalicelib.services.auditing import PAGE_LENGTH
from tests.integration.web.admin.cast import Cast

NAMES = [f"Key {number:03}" for number in range(PAGE_LENGTH + 10)]


@pytest.fixture
def told(cast: Cast) -> Cast:
    """More than a page of it, a second apart."""
    from chalicelib.services import keys
    from tests.team import ROOT

    for name in NAMES:
        cast.here.pass_quietly(timedelta(seconds=1))
        keys.create(ROOT, name=name, role=Role.VIEWER, now=cast.here.clock.now())
    return cast


def test_it_is_read_page_by_page(told: Cast) -> None:
    otto = told.visitor(Role.OPERATOR)
    first = otto.get("/admin/audit").text
    assert NAMES[-1] in first
    assert NAMES[0] not in first
    _, _, rest = first.partition('rel="next" href="')
    second = otto.get(rest.partition('"')[0]).text
    assert NAMES[0] in second
    assert NAMES[-1] not in second


def test_all_of_it_is_exported_as_csv(told: Cast) -> None:
    answer = told.visitor(Role.OPERATOR).get("/admin/audit.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="audit-all.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    named = [row["target_name"] for row in rows if row["action"] == "key.created"]
    assert named == NAMES[::-1]


def test_and_as_json_lines_from_anywhere_on(told: Cast) -> None:
    otto = told.visitor(Role.OPERATOR)
    lines = [json.loads(line) for line in otto.get("/admin/audit.jsonl").text.splitlines()]
    named = [line["target_name"] for line in lines if line["action"] == "key.created"]
    assert named == NAMES[::-1]
    answer = otto.get(f"/admin/audit.jsonl?before={lines[2]['id']}")
    assert [json.loads(line) for line in answer.text.splitlines()] == lines[3:]
    assert answer.headers["content-disposition"] == 'attachment; filename="audit-part.jsonl"'


def test_a_file_that_is_full_says_where_the_rest_is(
    told: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.web.admin.pages import audit

    monkeypatch.setattr(audit, "_EXPORTED_AT_MOST", 5_000)
    otto = told.visitor(Role.OPERATOR, base="/status")
    named, path = [], "/admin/audit.jsonl"
    for _ in range(100):
        answer = otto.get(path)
        named += [json.loads(line)["target_name"] for line in answer.text.splitlines()]
        if "link" not in answer.headers:
            break
        assert answer.headers["content-disposition"] == 'attachment; filename="audit-part.jsonl"'
        path = answer.headers["link"].removeprefix("</status").removesuffix('>; rel="next"')
    assert [name for name in named if name.startswith("Key ")] == NAMES[::-1]


def test_a_program_reads_it_page_by_page(told: Cast) -> None:
    program = told.program(Role.OPERATOR)
    named, path = [], "/api/admin/audit?limit=7"
    while path:
        answer = program.get(path).json
        assert len(answer["entries"]) <= 7
        named += [each["target_name"] for each in answer["entries"]]
        path = answer["next"]
    assert [name for name in named if name in NAMES] == NAMES[::-1]


@pytest.mark.parametrize("limit", ["0", "201", "x", "", "-1", "9" * 99, "1.5", "0000000019999"])
def test_a_limit_that_is_none_is_refused(cast: Cast, limit: str) -> None:
    answer = cast.program(Role.OPERATOR).get(f"/api/admin/audit?limit={limit}")
    assert (answer.status, answer.json["detail"]) == (
        422,
        "`limit` must be a number from 1 to 200.",
    )


def test_an_id_that_is_none_is_told_so(cast: Cast) -> None:
    assert cast.program(Role.OPERATOR).get("/api/admin/audit?before=x").status == 404
    assert cast.visitor(Role.OPERATOR).get("/admin/audit?before=x").status == 404
    assert cast.visitor(Role.OPERATOR).get("/admin/audit.csv?before=x").status == 404
