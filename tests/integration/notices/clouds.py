"""What the exports for clouds make, read as CloudFormation and cfn-lint read it."""

from collections.abc import Mapping
from typing import Any

from cfnlint.api import lint  # type: ignore[import-untyped]  # it ships no types
from cfnlint.decode.cfn_yaml import loads  # type: ignore[import-untyped]  # the same

from candor.notices import TARGETS
from candor.notices.site import Site

SITE = Site(
    url="https://status.example.com",
    notice='<!doctype html><meta name="candor" content="notice"><title>Sorry</title></html>',
)


def exported(target: str, site: Site = SITE) -> dict[str, str]:
    return dict(TARGETS[target](site))


def template(target: str, file: str) -> Any:
    """The template as data, with `!Ref` and its like in their long form."""
    return loads(exported(target)[file])


def faults(text: str) -> list[str]:
    """What cfn-lint calls an error or a warning; it has wishes as well, which say nothing here."""
    found = lint(text, regions=["us-east-1", "eu-central-1"])
    return [f"{each.rule.id}: {each.message}" for each in found if each.rule.id[0] in "EW"]


def value_of(expression: Any, parameters: Mapping[str, str]) -> Any:
    """What CloudFormation makes of the functions that our templates take ARNs apart with."""
    match expression:
        case {"Ref": name}:
            return parameters[name]
        case {"Fn::Split": [by, whole]}:
            return value_of(whole, parameters).split(by)
        case {"Fn::Select": [place, parts]}:
            return value_of(parts, parameters)[int(place)]
        case {"Fn::Join": [by, parts]}:
            return by.join(value_of(part, parameters) for part in parts)
        case dict():
            return {key: value_of(value, parameters) for key, value in expression.items()}
    is_list = isinstance(expression, list)
    return [value_of(each, parameters) for each in expression] if is_list else expression
