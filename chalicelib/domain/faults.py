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


class InvalidDefinition(InvalidInput):
    """A definition that is refused whole; `faults` are all of them, in the order of reading."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


def path_text(path: Path) -> str:
    """`components[0].checks[1].http.url`: the steps from the top of the document."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}"
    return text.removeprefix(".")
