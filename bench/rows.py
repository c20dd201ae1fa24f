"""A figure beside the bare app's."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """`seconds` of CPU, and how many times as much that is as `bare`."""

    what: str
    seconds: float
    bare: float

    def __str__(self) -> str:
        milliseconds = self.seconds * 1000
        return f"  {self.what:<36} {milliseconds:9.3f} ms   {self.seconds / self.bare:6.2f} x bare"
