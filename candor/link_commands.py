"""`candor link`: a link with which somebody who can't sign in writes one update."""

import argparse
import json

from candor.identity import at_terminal
from candor.tables import moment
from chalicelib import clock
from chalicelib.domain.passes import pass_document
from chalicelib.services import passes
from chalicelib.services.addresses import public_url
from chalicelib.services.in_force import definition_in_force


def make(chosen: argparse.Namespace) -> int:
    """Make a link and print it, this once; gives the exit code."""
    made = passes.make(
        at_terminal(local=chosen.local),
        chosen.id,
        base_url=public_url(definition_in_force().page),
        hours=chosen.hours,
        now=clock.now(),
    )
    if chosen.json:
        print(json.dumps(pass_document(made.held, made.address), ensure_ascii=False, indent=2))
        return 0
    print("Whoever opens this link can write one update without signing in, once, until")
    print(f"{moment(made.held.expires_at)}. It isn't shown again:")
    print(f"    {made.address}")
    return 0
