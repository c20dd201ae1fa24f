"""What AWS asks for things, from a dated file."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "prices-2026-11.json"


@dataclass(frozen=True, slots=True)
class Charge:
    """So many of what `price` names in the file."""

    what: str
    price: str
    quantity: float

    @property
    def usd(self) -> float:
        price = _file()["prices"][self.price]
        return float(self.quantity * price["usd"] / price["per"])

    def __str__(self) -> str:
        unit = _file()["prices"][self.price]["unit"]
        quantity = f"{self.quantity:,.0f}" if self.quantity >= 10 else f"{self.quantity:.3f}"
        return f"  {self.what:<44} {quantity:>12} {unit:<36} {self.usd:8.3f} USD"


def heading() -> str:
    """Whose prices they are, and from when."""
    return f"list prices of {_file()['region']} as of {_file()['as_of']}, see {FILE.name}"


@cache
def _file() -> Any:
    return json.loads(FILE.read_text("utf-8"))
