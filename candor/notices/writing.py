"""Files of an export on their way to disk: each whole or not at all, and nobody's work lost."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from candor.writing import PLAIN, PROGRAM, put
from chalicelib.domain.errors import InvalidInput


class Outcome(StrEnum):
    WRITTEN = "Written"
    REPLACED = "Replaced"
    UNCHANGED = "Unchanged"


def write(files: Mapping[str, str], folder: Path, *, replace: bool) -> Mapping[Path, Outcome]:
    """Have the files in the folder; gives what became of each.

    A file that is there with other words in it may be somebody's work: without `replace` nothing
    at all is written, and InvalidInput names it.
    """
    try:
        planned = {folder / name: _outcome(folder / name, text) for name, text in files.items()}
        changed = [file for file, outcome in planned.items() if outcome is Outcome.REPLACED]
        if changed and not replace:
            raise InvalidInput(_refusal(changed))
        for (file, outcome), text in zip(planned.items(), files.values(), strict=True):
            if outcome is not Outcome.UNCHANGED:
                put(file, text.encode(), PROGRAM if text.startswith("#!") else PLAIN)
    except OSError as error:
        raise InvalidInput(f"{error.filename} can't be written: {error.strerror}.") from error
    return planned


def _outcome(file: Path, text: str) -> Outcome:
    try:
        there = file.read_bytes()
    except FileNotFoundError:
        return Outcome.WRITTEN
    return Outcome.UNCHANGED if there == text.encode() else Outcome.REPLACED


def _refusal(changed: list[Path]) -> str:
    names = "".join(f"  {file}\n" for file in changed)
    return (
        "Nothing was written. These files are not what would be written now, and may be "
        f"somebody's work:\n{names}"
        "Add --replace to write over them, or name another folder."
    )
