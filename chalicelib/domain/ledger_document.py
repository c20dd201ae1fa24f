"""The ledger as plain values, for the team's programs."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from chalicelib.domain.ledger import Count, Entry, Failure, OnChannel


def ledger_document(entries: Sequence[Entry]) -> Sequence[Mapping[str, object]]:
    """Whom each update was told. Times are ISO 8601, in UTC."""
    return [{"update": each.number, **_count(each.count)} for each in entries]


def _count(count: Count) -> Mapping[str, object]:
    return {
        "channels": [_channel(each) for each in count.channels],
        "failures": [_failure(each) for each in count.failures],
        "other_failures": count.others,
        "counted_at": _moment(count.at),
        "is_settled": count.is_settled,
    }


def _channel(each: OnChannel) -> Mapping[str, object]:
    return {
        "channel": each.channel,
        "due": each.due,
        "told": each.told,
        "waiting": each.waiting,
        "failed": each.failed,
        "overtaken": each.overtaken,
        "gone": each.gone,
        "addresses": each.addresses,
        "last_at": _moment(each.last_at),
    }


def _failure(each: Failure) -> Mapping[str, object]:
    return {
        "channel": each.channel,
        "destination": each.destination,
        "reason": each.reason,
        "count": each.count,
        "is_final": each.is_final,
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
