"""Every template that is exported passes cfn-lint, whatever the page is called."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candor.notices import TARGETS
from candor.notices.filling import filled
from candor.notices.site import Site
from tests.integration.notices.clouds import SITE, exported, faults

TEMPLATES = [
    (target, name)
    for target in TARGETS
    for name in exported(target)
    if name.endswith(".yaml") and "AWSTemplateFormatVersion" in exported(target)[name]
]


@pytest.mark.parametrize(("target", "name"), TEMPLATES)
def test_cfn_lint_finds_nothing_wrong(target: str, name: str) -> None:
    assert faults(exported(target)[name]) == []


def test_a_template_with_a_fault_is_found_out() -> None:
    broken = exported("alb")["alb.yaml"].replace("TargetType: lambda", "TargetType: lamda")
    assert "E3030" in {fault.partition(":")[0] for fault in faults(broken)}


@pytest.mark.parametrize("target", ["alb", "cloudflare"])
def test_nothing_is_left_to_be_filled_in(target: str) -> None:
    for text in exported(target).values():
        assert '"@' not in text


@given(st.text())
def test_a_value_never_ends_its_quotes(value: str) -> None:
    about = filled("alb/alb.yaml", about=value)
    (line,) = [line for line in about.splitlines() if line.startswith("Description: ")]
    assert json.loads(line.removeprefix("Description: ")) == value
    assert line.isascii()


def test_the_export_names_the_page_that_it_was_made_for() -> None:
    elsewhere = Site(url="https://help.example.org/status", notice=SITE.notice)
    assert elsewhere.url in exported("alb", elsewhere)["alb.yaml"]
