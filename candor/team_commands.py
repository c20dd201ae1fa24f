"""`candor team`: who hears by mail what waits for the team, at a terminal."""

import json

from candor.identity import at_terminal
from candor.tables import table
from chalicelib import clock
from chalicelib.services import nudging, team_mail

_HEADINGS = ("HEARS", "EMAIL")


def subscribe(address: str, *, local: bool) -> int:
    """Have SNS ask the address; gives the exit code."""
    asked = team_mail.ask(at_terminal(local=local), address, now=clock.now())
    print(f"SNS asks {asked}. Once the link in its mail is followed, the address hears what waits")
    print("for the team.")
    return 0


def unsubscribe(address: str, *, local: bool) -> int:
    """Nothing is sent there any more; gives the exit code."""
    stopped = team_mail.stop(at_terminal(local=local), address, now=clock.now())
    print(f"Nothing is sent to {stopped} any more.")
    return 0


def test(*, local: bool) -> int:
    """Send the team a test; gives the exit code."""
    webhooks, handed_over = nudging.try_out(at_terminal(local=local), clock.now())
    if not handed_over:
        print("SNS doesn't take it now; the next tick tries again.")
        return 1
    ways = f"mail and {webhooks} webhook{'' if webhooks == 1 else 's'}" if webhooks else "mail"
    print(f"A test is on its way to the team by {ways}. What can't be delivered shows on /admin.")
    return 0


def show(*, as_json: bool, local: bool) -> int:
    """Write who hears, and who hasn't answered yet; gives the exit code."""
    found = team_mail.addresses(at_terminal(local=local))
    if as_json:
        facts = [{"email": each.address, "hears": each.is_confirmed} for each in found]
        print(json.dumps(facts, ensure_ascii=False, indent=2))
    elif found:
        rows = [("yes" if each.is_confirmed else "asked", each.address) for each in found]
        print(*table(_HEADINGS, rows), sep="\n")
    else:
        print("Nobody hears by mail; `candor team subscribe EMAIL` asks an address.")
    return 0
