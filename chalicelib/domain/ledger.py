"""The ledger: of one piece of news, who was to be told on each channel, and who was."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.destinations import KIND_NAMES

EMAIL = "email"
TOPIC = "topic"
# In their order; what counts under another name comes after them.
CHANNEL_NAMES: Mapping[str, str] = {
    EMAIL: "Email",
    TOPIC: "Notifications topic",
    **{kind.value: name for kind, name in KIND_NAMES.items()},
}
_FAILURES_SHOWN = 10


class State(StrEnum):
    """`GONE` is for whoever left or was disabled after they were asked for."""

    WAITING = "waiting"
    TOLD = "told"
    FAILED = "failed"
    OVERTAKEN = "overtaken"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far one delivery is. `attempt` is the one that is due; `reason` is why it failed, at a
    `destination` as it may be shown.

    `addresses` is how many there were behind it, None where nobody could say.
    """

    state: State
    attempt: int
    at: datetime
    reason: str = ""
    addresses: int | None = 1
    channel: str = ""
    destination: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How many of some subscribers were asked for, by channel; `after` is where the next of them
    begin, "" where these were the last.
    """

    counts: Mapping[str, int]
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """How many are to be told, by channel; `is_whole` once no more will be asked for."""

    counts: Mapping[str, int]
    is_whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OnChannel:
    """Deliveries on one channel; of email they are audiences, with so many confirmed `addresses`
    behind those that were told, None where SNS couldn't say.
    """

    channel: str
    due: int
    told: int
    failed: int
    overtaken: int
    gone: int
    addresses: int | None
    last_at: datetime | None

    @property
    def waiting(self) -> int:
        """Not told yet: asked for, under way, or to be tried again."""
        return self.due - self.told - self.failed - self.overtaken - self.gone


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why so many destinations of that name weren't told; `is_final` when nothing is tried more."""

    channel: str
    destination: str
    reason: str
    count: int
    is_final: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How it stood `at` that moment, None where it has yet to be counted. `others` are failures
    beyond those that are named.
    """

    channels: tuple[OnChannel, ...] = ()
    failures: tuple[Failure, ...] = ()
    others: int = 0
    at: datetime | None = None
    is_whole: bool = False

    @property
    def is_settled(self) -> bool:
        """Nothing will become of it any more."""
        return self.is_whole and not any(each.waiting for each in self.channels)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Whom one update was told, by the number of that update."""

    number: int
    count: Count


def due_of(begun: Mapping[str, int], asked: Mapping[str, Asked]) -> Due:
    """What is due of what was known when it began, and of what was `asked` since, by where that
    began.

    Relaying that was done twice may have divided the subscribers otherwise each time: what was
    asked for is followed from piece to piece, so that nobody counts twice.
    """
    counts, place, seen = Counter(begun), "", set[str]()
    while place in asked and place not in seen:
        seen.add(place)
        counts.update(asked[place].counts)
        place = asked[place].after
        if not place:
            return Due(counts=dict(counts), is_whole=True)
    return Due(counts=dict(counts), is_whole=False)


@dataclass(slots=True)
class _Sum:
    states: Counter[State] = field(default_factory=Counter)
    addresses: int | None = 0
    last_at: datetime | None = None

    def add(self, progress: Progress) -> None:
        self.states[progress.state] += 1
        if progress.state is not State.TOLD:
            return
        known = self.addresses is not None and progress.addresses is not None
        self.addresses = (self.addresses or 0) + (progress.addresses or 0) if known else None
        self.last_at = max(self.last_at or progress.at, progress.at)


def counted(due: Due, found: Iterable[Progress], at: datetime | None) -> Count:
    """What has become of all that is due. What was found and isn't known as due is due, too."""
    sums: dict[str, _Sum] = {channel: _Sum() for channel in due.counts}
    failures: Counter[tuple[str, str, str, bool]] = Counter()
    for each in found:
        sums.setdefault(each.channel, _Sum()).add(each)
        if each.reason:
            is_final = each.state is State.FAILED
            failures[each.channel, each.destination, each.reason, is_final] += 1
    shown = sorted(failures.items(), key=lambda each: (-each[1], each[0]))[:_FAILURES_SHOWN]
    return Count(
        channels=tuple(
            _on(channel, due.counts.get(channel, 0), sums[channel]) for channel in _in_order(sums)
        ),
        failures=tuple(_failure(key, count) for key, count in shown),
        others=failures.total() - sum(count for _, count in shown),
        at=at,
        is_whole=due.is_whole,
    )


def _in_order(channels: Iterable[str]) -> Sequence[str]:
    places = {channel: place for place, channel in enumerate(CHANNEL_NAMES)}
    return sorted(channels, key=lambda channel: (places.get(channel, len(places)), channel))


def _on(channel: str, due: int, found: _Sum) -> OnChannel:
    states = found.states
    return OnChannel(
        channel=channel,
        due=max(due, states.total()),
        told=states[State.TOLD],
        failed=states[State.FAILED],
        overtaken=states[State.OVERTAKEN],
        gone=states[State.GONE],
        addresses=found.addresses,
        last_at=found.last_at,
    )


def _failure(key: tuple[str, str, str, bool], count: int) -> Failure:
    channel, destination, reason, is_final = key
    return Failure(
        channel=channel, destination=destination, reason=reason, count=count, is_final=is_final
    )


def seen_now(kept: Count | None, due: Due, few: Sequence[Progress]) -> Count:
    """How it stands where counting all would take too long: the channels of the `few` as they are
    now, the others as they were when all was counted last, and due as it is known now.
    """
    base, live = kept or Count(), {each.channel for each in few}
    channels = {each.channel: each for each in base.channels}
    for fresh in counted(due, few, None).channels:
        before = channels.get(fresh.channel)
        if before and fresh.channel not in live:
            channels[fresh.channel] = replace(before, due=max(before.due, fresh.due))
        else:
            channels[fresh.channel] = fresh
    ordered = tuple(channels[channel] for channel in _in_order(channels))
    return replace(base, channels=ordered, is_whole=due.is_whole)
