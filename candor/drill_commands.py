"""`candor drill`: what it does. It looks by itself who has heard, and so does each tick."""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from candor.identity import at_terminal
from candor.tables import table
from chalicelib import clock
from chalicelib.domain.drills import (
    PATIENCE,
    Canary,
    Course,
    drills_document,
    missing_words,
    seconds,
)
from chalicelib.domain.errors import Unavailable
from chalicelib.services import drilling

_PAUSE_S = 1
_HEADINGS = ("CANARY", "HEARD AFTER")
# A tick ends what nobody here may see to.
_UNTIL_A_TICK = PATIENCE + timedelta(minutes=2)


def run(chosen: argparse.Namespace) -> int:
    """Start a drill, or join the one that is under way; gives 1 when not all have heard."""
    found = drilling.start(at_terminal(local=chosen.local), clock.now())
    if found.under_way is None:
        raise Unavailable("The drill that was started is over already; run it once more.")
    drill = found.under_way.drill
    print(f"A drill is under way, started by {drill.by}.", file=sys.stderr)
    course = _awaited(drill.id, drill.at)
    if chosen.json:
        print(json.dumps(drills_document(drilling.known())["last"], indent=2))
    else:
        print(*_lines(course), sep="\n")
    if course.is_proven:
        return 0
    print(f"It failed: {missing_words(course)}. The team is told.", file=sys.stderr)
    return 1


def _awaited(drill_id: str, since: datetime) -> Course:
    """The drill when it is over. Raises Unavailable when nobody ends it."""
    while clock.now() < since + _UNTIL_A_TICK:
        drilling.see_to(clock.now())
        last = drilling.known().last
        if last and last.drill.id == drill_id:
            return last
        time.sleep(_PAUSE_S)
    raise Unavailable(
        "Nobody says how the drill ended: the function `tick` sees to it each minute. Look into "
        "its log, whether it runs."
    )


def _lines(course: Course) -> Iterator[str]:
    rows = [
        (each.value, seconds(course.took_to(each)) if each in course.heard else "never")
        for each in Canary
    ]
    return table(_HEADINGS, rows)
