"""A mergeable histogram of latencies: percentiles of any stretch from those of its parts.

Buckets grow by the eighth root of two, so that a percentile read from them is off by at most 4.4 %,
whatever the latency. Merging adds counts, hence nothing is lost by merging in any order.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_PER_DOUBLING = 8
_LEAST_MS = 0.1  # all that is faster counts as this


@dataclass(frozen=True, slots=True)
class Histogram:
    """How many latencies fell into each bucket, by the bucket's number."""

    counts: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, latencies_ms: Iterable[float]) -> "Histogram":
        counts: dict[int, int] = {}
        for latency in latencies_ms:
            bucket = _bucket(latency)
            counts[bucket] = counts.get(bucket, 0) + 1
        return cls(counts)

    @property
    def count(self) -> int:
        return sum(self.counts.values())

    def __add__(self, other: "Histogram") -> "Histogram":
        counts = dict(self.counts)
        for bucket, count in other.counts.items():
            counts[bucket] = counts.get(bucket, 0) + count
        return Histogram(counts)

    def percentile(self, percent: int) -> float | None:
        """The latency in milliseconds that so many percent stay at or below; None if empty.

        It is that of the nearest rank: the smallest with at least that share at or below it.
        """
        rank = max(1, -(-self.count * percent // 100))
        for bucket in sorted(self.counts):
            rank -= self.counts[bucket]
            if rank <= 0:
                return _middle(bucket)
        return None


EMPTY = Histogram()


def merged(histograms: Iterable[Histogram]) -> Histogram:
    return sum(histograms, EMPTY)


def _bucket(latency_ms: float) -> int:
    return round(math.log2(max(latency_ms, _LEAST_MS)) * _PER_DOUBLING)


def _middle(bucket: int) -> float:
    """Where the bucket stands: its neighbours begin half a step away on either side."""
    return float(2 ** (bucket / _PER_DOUBLING))
