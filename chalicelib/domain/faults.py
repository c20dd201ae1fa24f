"""Faults: what is wrong in a definition, each said at the place where it is."""

from dataclasses import dataclass

from chalicelib.domain.errors import InvalidInput

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One sentence on one place. A missing key's path names the key, as if it were there."""

    path: Path
    message: str

    def __str__(self) -> str:
        return f"{path_text(self.path)}: {self.message}" if self.path else self.message


class InvalidFields(InvalidInput):
    """What is refused whole; `faults` are all that is wrong with it, in the order of reading."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("{faults}", faults="\n".join(str(fault) for fault in faults))
        self.faults = faults


class InvalidDefinition(InvalidFields):
    """A definition of a page that is refused."""


def path_text(path: Path) -> str:
    """`components[0].checks[1].http.url`: the steps from the top of the document."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}"
    return text.removeprefix(".")
