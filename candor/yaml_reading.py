"""YAML read with care: plain values only, each with its line, and never more than they fill.

PyYAML parses; the values are made here, because its own construction keeps no lines, lets the
last of two equal keys win, and follows aliases to any size.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import yaml
from yaml.constructor import SafeConstructor
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from candor.variables import UnusableReference, expand
from chalicelib.domain.faults import Fault, Path
from chalicelib.domain.places import LOST, quoted

# About ten times what the largest page needs. An alias counts as all that it stands for.
MOST_VALUES = 50_000
# What is behind nearly all of it, said wherever the parser's own words don't name the cause.
_QUOTES = (
    " (a value that holds # or a colon with a space after it needs quotes, and what belongs "
    "together has the same indentation)"
)
_TAG = "tag:yaml.org,2002:"
_PLAIN = {f"{_TAG}{name}" for name in ("int", "float", "bool", "null", "timestamp")}
_TEXT = {f"{_TAG}str", f"{_TAG}value"}  # the second is a lone "=", which means nothing any more


class BrokenYaml(Exception):
    """Text that isn't one YAML document of bearable size: where, and why, in one sentence."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


@dataclass(frozen=True, slots=True)
class LocatedFault:
    line: int
    fault: Fault


@dataclass(slots=True)
class YamlDocument:
    """A document's value, the line of each place in it, and what was wrong already in the YAML.

    Where no value could be made, LOST stands.
    """

    value: object = None
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[LocatedFault] = field(default_factory=list)

    def line_of(self, path: Path) -> int:
        """The line of that place, or of the nearest one around it when it isn't there."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_yaml(text: str, environment: Mapping[str, str]) -> YamlDocument:
    """The one document in the text, with `${NAME}` replaced in its values.

    Raises BrokenYaml.
    """
    document = YamlDocument()
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        if node is not None:
            document.value = _Walk(document, environment).value(node, ())
    except yaml.MarkedYAMLError as error:
        raise _broken(error) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise BrokenYaml(line, "This line has a character that YAML forbids.") from None
    except RecursionError:
        raise BrokenYaml(1, "This is nested too deeply to be a page.") from None
    return document


class _Walk:
    """One pass over the parsed nodes, which makes the values and notes the lines and faults."""

    def __init__(self, document: YamlDocument, environment: Mapping[str, str]) -> None:
        self._document = document
        self._environment = environment
        self._constructor = SafeConstructor()
        self._count = 0
        self._around: set[int] = set()

    def value(self, node: Node, path: Path) -> object:
        line = node.start_mark.line + 1
        self._document.lines.setdefault(path, line)
        self._count += 1
        if self._count > MOST_VALUES:
            raise BrokenYaml(line, f"Its aliases unfold to more than {MOST_VALUES:,} values.")
        if id(node) in self._around:
            raise BrokenYaml(line, "This holds itself, by way of an alias; write it out.")
        self._around.add(id(node))
        made = self._made(node, path)
        self._around.remove(id(node))
        return made

    def _made(self, node: Node, path: Path) -> object:
        match node:
            case ScalarNode(tag=tag) if tag in _TEXT:
                return self._text(node, path)
            case ScalarNode(tag=tag) if tag in _PLAIN:
                return self._plain(node, path)
            case SequenceNode(tag=tag) if tag == f"{_TAG}seq":
                return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
            case MappingNode(tag=tag) if tag == f"{_TAG}map":
                return self._mapping(node, path)
        name = str(node.tag).replace(_TAG, "!!")
        self._note(node, path, f"The tag {quoted(name)} isn't supported; take it out.")
        return LOST

    def _text(self, node: ScalarNode, path: Path) -> object:
        try:
            return expand(node.value, self._environment)
        except UnusableReference as why:
            self._note(node, path, str(why))
            return LOST

    def _plain(self, node: ScalarNode, path: Path) -> object:
        try:
            made: object = self._constructor.construct_object(node)
        except ValueError:
            self._note(node, path, "This is no number or date; put quotes around it.")
            return LOST
        return made

    def _mapping(self, node: MappingNode, path: Path) -> dict[object, object]:
        made: dict[object, object] = {}
        first_lines: dict[object, int] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node, path)
            line = key_node.start_mark.line + 1
            if key is LOST:
                continue
            below = (*path, str(key))
            if key in made:
                self._note(
                    key_node,
                    below,
                    f"{quoted(str(key))} stands here twice, first in line {first_lines[key]}; "
                    "keep one of them.",
                )
                continue
            self._document.lines[below] = first_lines[key] = line
            made[key] = self.value(value_node, below)
        return made

    def _key(self, node: Node, path: Path) -> object:
        """The key; LOST, with a fault, when it can't be one."""
        if node.tag == f"{_TAG}merge":
            self._note(node, (*path, "<<"), "Merge keys (<<) aren't supported; write the keys out.")
        elif isinstance(node, ScalarNode) and node.tag in _TEXT:
            return node.value
        elif isinstance(node, ScalarNode) and node.tag in _PLAIN:
            return self._plain(node, path)
        else:
            self._note(node, path, "A key must be a plain word; write it on one line.")
        return LOST

    def _note(self, node: Node, path: Path, message: str) -> None:
        line = node.start_mark.line + 1
        self._document.faults.append(LocatedFault(line, Fault(path, message)))


def _broken(error: yaml.MarkedYAMLError) -> BrokenYaml:
    mark = error.problem_mark or error.context_mark
    said = ", ".join(part for part in (error.context, error.problem) if part)
    line = mark.line + 1 if mark else 1
    return BrokenYaml(line, f"This isn't valid YAML: {said}{_hint(error, said)}.")


def _hint(error: yaml.MarkedYAMLError, said: str) -> str:
    if "'\\t'" in said:
        return "; indent with spaces, not tabs"
    is_of_form = isinstance(error, (yaml.scanner.ScannerError, yaml.parser.ParserError))
    return _QUOTES if is_of_form else ""
