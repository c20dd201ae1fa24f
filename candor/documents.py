"""Page definitions as files: YAML, with the logo beside it."""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import yaml

from candor.variables import escape
from candor.yaml_reading import BrokenYaml, LocatedFault, read_yaml
from chalicelib.domain.definition import Definition, files, parse, to_document
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.faults import Fault, InvalidDefinition
from chalicelib.domain.logos import LOGO_BYTES, is_logo_name

MOST_BYTES = 1024 * 1024
WARNING = """\
# Written by `candor export`. What came from ${…} stands here in full, and so do secrets in headers,
# bodies and webhooks: put the names of the variables back before anybody else sees this file.
"""


PAGE_ALONE = """\
# Written by `candor export --page`: the page's settings as they are in force. Copy into your file
# what was changed on the team's pages; what came from ${…} stands here in full.
"""


class WrongDocument(InvalidInput):
    """A file that is refused whole: one line for each fault, as `file:line: place: sentence`."""

    def __init__(self, path: Path, faults: list[LocatedFault]) -> None:
        in_order = sorted(faults, key=lambda located: located.line)
        super().__init__("\n".join(f"{path}:{each.line}: {each.fault}" for each in in_order))


def load(path: Path, environment: Mapping[str, str] = os.environ) -> Definition:
    """The definition in a YAML file, with `${NAME}` replaced from the environment.

    Raises WrongDocument with every fault, or InvalidInput when the file can't be read at all.
    """
    text = _text(path)
    try:
        document = read_yaml(text, environment)
    except BrokenYaml as broken:
        raise WrongDocument(path, [LocatedFault(broken.line, Fault((), str(broken)))]) from None
    faults = list(document.faults)
    try:
        definition = parse(document.value, _files_beside(path, document.value))
    except InvalidDefinition as invalid:
        faults += [LocatedFault(document.line_of(fault.path), fault) for fault in invalid.faults]
    if faults:
        raise WrongDocument(path, faults)
    return definition


def dumps(definition: Definition) -> str:
    """The definition as YAML that `load` reads back, whatever the environment is then."""
    document = to_document(definition)
    parts = [_yaml({key: _escaped(value)}) for key, value in document.items()]
    return "\n".join([WARNING, *parts])


def page_dumps(definition: Definition) -> str:
    """The `page` part alone, as YAML. It holds no secrets: these stand in checks."""
    page = to_document(definition)["page"]
    return f"{PAGE_ALONE}\n{_yaml({'page': _escaped(page)})}"


def dump(definition: Definition, path: Path, text: str = "") -> None:
    """Write the definition, or that text of it, and, beside it, logo and pictures.

    The file is for its owner's eyes alone, as it may hold secrets. What is there already is kept:
    raises InvalidInput, because comments and `${NAME}` in it could not be brought back.
    """
    written = {path: (text or dumps(definition)).encode()}
    written |= {path.parent / name: content for name, content in files(definition).items()}
    try:
        for target, content in written.items():
            if target.exists() and (target == path or target.read_bytes() != content):
                raise InvalidInput(f"{target} is there already; move it away, or name another.")
        for target, content in written.items():
            target.touch(mode=0o600)
            target.write_bytes(content)
    except OSError as error:
        raise InvalidInput(f"{error.filename} can't be written: {error.strerror}.") from error


def _text(path: Path) -> str:
    content = _bytes(path, MOST_BYTES)
    if len(content) > MOST_BYTES:
        raise InvalidInput(f"{path} is larger than 1 MB, which no page needs.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InvalidInput(
            f"{path}:{line}: This line isn't UTF-8; save the file as UTF-8."
        ) from None


def _bytes(path: Path, most: int) -> bytes:
    """The content of a plain file, at most one byte more than `most`."""
    if path.exists() and not path.is_file():
        raise InvalidInput(f"{path} isn't a file; name a page definition such as page.yaml.")
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise InvalidInput(f"{path} can't be read: {error.strerror}.") from error


def _files_beside(path: Path, document: object) -> dict[str, bytes]:
    """Logo and pictures that the document names, as far as they can be read."""
    found = {}
    for name in filter(is_logo_name, _named_files(document)):
        with suppress(InvalidInput):
            found[name] = _bytes(path.parent / name, LOGO_BYTES)
    return found


def _named_files(document: object) -> Iterator[str]:
    page = document.get("page") if isinstance(document, dict) else None
    match page:
        case {"logo": str(name)}:
            yield name
    match page:
        case {"signers": [*signers]}:
            yield from (s["picture"] for s in signers if _is_pictured(s))


def _is_pictured(signer: object) -> bool:
    return isinstance(signer, dict) and isinstance(signer.get("picture"), str)


def _escaped(value: object) -> object:
    match value:
        case str():
            return escape(value)
        case list():
            return [_escaped(item) for item in value]
        case dict():
            return {key: _escaped(item) for key, item in value.items()}
    return value


def _yaml(value: object) -> str:
    text: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    return text


class _Dumper(yaml.SafeDumper):
    """Lists are indented below their key, and texts of several lines stand as blocks."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 - the signature is PyYAML's
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the signature is PyYAML's
        return True


def _text_node(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    if "\x85" in text:  # a line break to YAML, which a reader folds; within quotes it is escaped
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text_node)
