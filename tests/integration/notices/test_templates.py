"""Every template that is exported passes cfn-lint, whatever the page is called."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candor.notices import TARGETS
from candor.notices.cloudflare import cloudflare
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


@pytest.mark.parametrize("target", ["alb", "cloudflare", "cloudfront", "route53"])
def test_nothing_is_left_to_be_filled_in(target: str) -> None:
    assert all("{{" not in text for text in exported(target).values())


@given(st.text())
def test_a_notice_never_ends_the_quotes_that_it_stands_in(notice: str) -> None:
    worker = cloudflare(replace(SITE, notice=notice))["worker.mjs"]
    (line,) = [line for line in worker.splitlines() if line.startswith("const COPY = ")]
    assert json.loads(line.removeprefix("const COPY = ").removesuffix(";")) == notice
    assert line.isascii()


@pytest.mark.parametrize("target", ["alb", "cloudflare", "cloudfront", "route53"])
def test_the_export_names_the_page_that_it_was_made_for(target: str) -> None:
    elsewhere = replace(SITE, url="https://help.example.org/status")
    assert any(elsewhere.url in text for text in exported(target, elsewhere).values())
