"""What the exports for clouds make, read as CloudFormation and cfn-lint read it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from cfnlint.api import lint  # type: ignore[import-untyped]  # it ships no types
from cfnlint.decode.cfn_yaml import loads  # type: ignore[import-untyped]  # the same

from candor.notices import TARGETS
from candor.notices.site import Site
from chalicelib.domain.notice_mark import NOTICE_MARK

SITE = Site(
    url="https://status.example.com",
    notice=f"<!doctype html>{NOTICE_MARK}<title>Sorry</title></html>",
    problem='{"type":"about:blank","title":"Sorry","status":503}',
)


def exported(target: str, site: Site = SITE) -> dict[str, str]:
    return dict(TARGETS[target](site))


def template(target: str, file: str) -> Any:
    """The template as data, with `!Ref` and its like in their long form."""
    return loaded(exported(target)[file])


def loaded(text: str) -> Any:
    return loads(text)


def faults(text: str) -> list[str]:
    """What cfn-lint calls an error or a warning; it has wishes as well, which say nothing here."""
    found = lint(text, regions=["us-east-1", "eu-central-1"])
    return [f"{each.rule.id}: {each.message}" for each in found if each.rule.id[0] in "EW"]


@dataclass(frozen=True)
class Stack:
    """A template with its parameters, as CloudFormation works it out: moto knows less of it.

    `given` has what only AWS knows, such as the ids of what was made.
    """

    template: Any
    given: Mapping[str, Any]

    def properties(self, name: str) -> Any:
        """A resource's properties with all values in them; None when its condition doesn't hold."""
        resource = self.template["Resources"][name]
        holds = "Condition" not in resource or self._value({"Condition": resource["Condition"]})
        return self._value(resource["Properties"]) if holds else None

    def _value(self, expression: Any) -> Any:
        match expression:
            case dict() if len(expression) == 1 and next(iter(expression)) in _FUNCTIONS:
                ((function, arguments),) = expression.items()
                return _FUNCTIONS[function](*self._value(arguments))
            case dict() if len(expression) == 1 and next(iter(expression)) in self._NAMES:
                ((function, name),) = expression.items()
                return self._NAMES[function](self, name)
            case dict():
                values = {key: self._value(value) for key, value in expression.items()}
                return {key: value for key, value in values.items() if value is not _NOTHING}
            case list():
                return [v for v in map(self._value, expression) if v is not _NOTHING]
        return expression

    def _referred(self, name: str) -> Any:
        if name == "AWS::NoValue":
            return _NOTHING
        return self.given[name] if name in self.given else self._default(name)

    def _default(self, name: str) -> Any:
        return self.template["Parameters"][name]["Default"]

    def _attribute(self, path: list[str]) -> Any:
        return self.given[".".join(path)]

    def _condition(self, name: str) -> Any:
        return self._value(self.template["Conditions"][name])

    def _chosen(self, arguments: list[Any]) -> Any:
        name, one, other = arguments
        return self._value(one if self._condition(name) else other)

    # What follows each of these are names, and nothing to be worked out first.
    _NAMES: ClassVar[Mapping[str, Callable[..., Any]]] = {
        "Ref": _referred,
        "Fn::GetAtt": _attribute,
        "Condition": _condition,
        "Fn::If": _chosen,
    }


_NOTHING = object()
_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "Fn::Equals": lambda one, other: one == other,
    "Fn::Not": lambda one: not one,
    "Fn::And": lambda *each: all(each),
    "Fn::Split": lambda by, whole: whole.split(by),
    "Fn::Select": lambda place, parts: parts[int(place)],
    "Fn::Join": lambda by, parts: by.join(parts),
}
