"""Files of subscribers: CSV as a spreadsheet has it, one subscriber a line."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TextIO, TypeVar

from chalicelib.domain.definition import Definition
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.selection_fields import Choices, selection_of
from chalicelib.domain.selections import Selection

EMAIL, URL, HEARS = "email", "url", "hears"
_CHOSEN = ("group", "components", "updates", "least_impact", "maintenance", "language")
_YES, _NO = "yes", "no"

T = TypeVar("T")
Line = Mapping[str, str]
# What a line asks for; None when nothing is to be done for it.
Reader = Callable[[Line, Selection], T]


def write(
    out: TextIO, who: str, rows: Iterable[tuple[str, str, Selection]], definition: Definition
) -> None:
    """The rows below headings; each is an address in the column `who`, whether it hears, and its
    choice.
    """
    table = csv.writer(out, lineterminator="\n")
    table.writerow((who, HEARS, *_CHOSEN))
    table.writerows((at, hears, *_cells(chosen, definition)) for at, hears, chosen in rows)


def kind_of(path: Path) -> str:
    """Of which column the file has its subscribers: `email` or `url`. Raises InvalidInput."""
    columns = _read(path, lambda lines: list(lines.fieldnames or ()))
    found = [each for each in (EMAIL, URL) if each in columns]
    if len(found) == 1:
        return found[0]
    if found:
        raise InvalidInput(
            f"{path}:1: There are columns for both; put email and url into files of their own."
        )
    raise InvalidInput(f'{path}:1: There is no column "email" or "url"; export shows the columns.')


def read(path: Path, definition: Definition, reader: Reader[T]) -> list[T]:
    """What the reader makes of each line. Raises InvalidInput with all faults, by their lines."""
    return _read(path, lambda lines: list(_lines(path, lines, definition, reader)))


def _read(path: Path, use: "Callable[[csv.DictReader[str]], list[T]]") -> list[T]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return use(csv.DictReader(file))
    except OSError as error:
        raise InvalidInput(f"{path} can't be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise InvalidInput(f"{path} isn't text in UTF-8.") from None


def _lines(
    path: Path, lines: "csv.DictReader[str]", definition: Definition, reader: Reader[T]
) -> Iterator[T]:
    faults = []
    for line in lines:
        values = {name: (line.get(name) or "").strip() for name in (EMAIL, URL, HEARS, *_CHOSEN)}
        try:
            yield reader(values, _selection(values, definition))
        except InvalidInput as error:
            faults.append(f"{path}:{lines.line_num}: {error}")
    if faults:
        raise InvalidInput("{faults}", faults="\n".join(faults))


def _cells(chosen: Selection, definition: Definition) -> tuple[str, ...]:
    groups = [each.key for each in definition.groups if each.id == chosen.group_id]
    components = [each.key for each in definition.components if each.id in chosen.component_ids]
    return (
        " ".join(groups),
        " ".join(components),
        chosen.updates,
        chosen.least_impact,
        _YES if chosen.maintenance else _NO,
        chosen.language,
    )


def _selection(values: Line, definition: Definition) -> Selection:
    groups = {each.key: each.id for each in definition.groups}
    components = {each.key: each.id for each in definition.components}
    choices = Choices(
        groups=definition.groups,
        components=definition.components,
        languages=definition.page.languages,
    )
    return selection_of(
        {
            "group": groups.get(values["group"], values["group"]),
            "component": [components.get(key, key) for key in values["components"].split()],
            "updates": values["updates"],
            "least_impact": values["least_impact"],
            "maintenance": values["maintenance"] != _NO,
            "language": values["language"],
        },
        choices,
        is_form=False,
    )
