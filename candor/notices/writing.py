"""Files of an export on their way to disk: each whole or not at all, and nobody's work lost."""

import os
from collections.abc import Mapping
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from tempfile import NamedTemporaryFile

from chalicelib.domain.errors import InvalidInput

_PLAIN, _PROGRAM = 0o644, 0o755


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
                _put(file, text)
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


def _put(file: Path, text: str) -> None:
    """Beside it first, then in its place: whoever reads meanwhile reads a whole file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("wb", dir=file.parent, prefix=f".{file.name}.", delete=False) as beside:
        try:
            beside.write(text.encode())
            beside.flush()
            Path(beside.name).chmod(_PROGRAM if text.startswith("#!") else _PLAIN)
            os.replace(beside.name, file)  # noqa: PTH105 - the names are at hand as they are
        except BaseException:
            with suppress(FileNotFoundError):
                Path(beside.name).unlink()
            raise
