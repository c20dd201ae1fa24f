"""`candor dead-letters`: what its commands do."""

import argparse
import json
from collections.abc import Iterable, Iterator

from candor.identity import at_terminal
from candor.tables import table
from chalicelib import clock
from chalicelib.domain.dead_letters import Pile, Queue, pile_document
from chalicelib.services import replaying
from chalicelib.services.requests import Request, request_id
from chalicelib.words import ENGLISH

_HEADINGS = ("QUEUE", "SENT", "ASKS", "OF NO USE, AS")


def show(chosen: argparse.Namespace) -> int:
    found = replaying.piles(at_terminal(local=chosen.local), clock.now())
    if chosen.json:
        print(json.dumps([pile_document(each) for each in found], ensure_ascii=False, indent=2))
        return 0
    for each in found:
        if each.count:
            print(f"{each.queue.value}: {each.count}")
    if any(each.count for each in found):
        print(*lines(found), sep="\n")
    else:
        print("There are no dead letters.")
    return 0


def replay(chosen: argparse.Namespace) -> int:
    done = replaying.replay(Queue(chosen.queue), _request(chosen))
    print(f"{done.sent} tried once more; {done.kept} kept, as that is of no use any more.")
    return 0


def drop(chosen: argparse.Namespace) -> int:
    print(f"Dropped {replaying.drop(Queue(chosen.queue), _request(chosen))}.")
    return 0


def lines(piles: Iterable[Pile]) -> Iterator[str]:
    """The lines for a person; times are in UTC."""
    rows = [
        (pile.queue.value, ENGLISH.date_and_time(each.sent_at, "UTC"), each.asks, each.moot)
        for pile in piles
        for each in pile.letters
    ]
    return table(_HEADINGS, rows)


def _request(chosen: argparse.Namespace) -> Request:
    return Request(
        values={},
        actor=at_terminal(local=chosen.local),
        now=clock.now(),
        id=request_id(chosen.request_id),
    )
