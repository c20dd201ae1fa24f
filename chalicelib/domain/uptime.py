"""Uptime: how much of the time that we saw a component was there.

    uptime = 1 - (major + 0.3 × partial) / (covered - maintenance)

in seconds. Degraded performance counts nothing; no data is outside of what is covered; today is cut
at now. Figures are floored, never rounded up: 99.999 is not 100.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

from chalicelib.domain.components import ComponentStatus

PARTIAL_WEIGHT = Fraction(3, 10)
PAGE_PLACES = 2  # of a percentage on the page
API_PLACES = 3
# Below it, coverage is said beside the figure.
COVERAGE_SAID_BELOW = Fraction(99, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Seconds by status, in the order of severity."""

    operational: int = 0
    no_data: int = 0
    under_maintenance: int = 0
    degraded_performance: int = 0
    partial_outage: int = 0
    major_outage: int = 0

    @classmethod
    def of(cls, seconds: Mapping[ComponentStatus, int]) -> "Tally":
        return cls(**{status.value: amount for status, amount in seconds.items()})

    def seconds(self, status: ComponentStatus) -> int:
        amount: int = getattr(self, status.value)
        return amount

    @property
    def total_s(self) -> int:
        return self.covered_s + self.no_data

    @property
    def covered_s(self) -> int:
        """The seconds in which we saw how it was."""
        return (
            self.operational
            + self.under_maintenance
            + self.degraded_performance
            + self.partial_outage
            + self.major_outage
        )

    @property
    def counted_s(self) -> int:
        """The seconds that uptime goes by: what we saw, without maintenance."""
        return self.covered_s - self.under_maintenance

    @property
    def down_s(self) -> Fraction:
        """Seconds of outage, partial ones by their weight."""
        return self.major_outage + PARTIAL_WEIGHT * self.partial_outage

    @property
    def uptime(self) -> Fraction | None:
        """From 0 to 1; None when nothing counts, which is no data and not 100 %."""
        return 1 - self.down_s / self.counted_s if self.counted_s else None

    @property
    def coverage(self) -> Fraction | None:
        """How much of the time we saw, from 0 to 1; None for no time at all."""
        return Fraction(self.covered_s, self.total_s) if self.total_s else None

    @property
    def worst(self) -> ComponentStatus:
        """The most severe status that was seen; no data only when nothing was."""
        if self.major_outage:
            return ComponentStatus.MAJOR_OUTAGE
        if self.partial_outage:
            return ComponentStatus.PARTIAL_OUTAGE
        if self.degraded_performance:
            return ComponentStatus.DEGRADED_PERFORMANCE
        if self.under_maintenance:
            return ComponentStatus.UNDER_MAINTENANCE
        return ComponentStatus.OPERATIONAL if self.operational else ComponentStatus.NO_DATA

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            operational=self.operational + other.operational,
            no_data=self.no_data + other.no_data,
            under_maintenance=self.under_maintenance + other.under_maintenance,
            degraded_performance=self.degraded_performance + other.degraded_performance,
            partial_outage=self.partial_outage + other.partial_outage,
            major_outage=self.major_outage + other.major_outage,
        )


NOTHING = Tally()


def total(tallies: Iterable[Tally]) -> Tally:
    """All of them together."""
    listed = list(tallies)
    return Tally(
        operational=sum([each.operational for each in listed]),
        no_data=sum([each.no_data for each in listed]),
        under_maintenance=sum([each.under_maintenance for each in listed]),
        degraded_performance=sum([each.degraded_performance for each in listed]),
        partial_outage=sum([each.partial_outage for each in listed]),
        major_outage=sum([each.major_outage for each in listed]),
    )


def percent(share: Fraction | None, places: int = PAGE_PLACES) -> Decimal | None:
    """A share as a percentage with so many places, floored; None stays None."""
    if share is None:
        return None
    scaled = share * 100 * 10**places
    return Decimal(scaled.numerator // scaled.denominator).scaleb(-places)


def floored(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_FLOOR)
