"""A figure beside the bare app's."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """`seconds` of CPU, and how many times as much that is as `bare`."""

    what: str
    seconds: float
    bare: float

    @property
    def times(self) -> float:
        return self.seconds / self.bare

    def __str__(self) -> str:
        milliseconds = self.seconds * 1000
        return f"  {self.what:<48} {milliseconds:9.3f} ms   {self.times:6.2f} x bare"
