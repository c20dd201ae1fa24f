"""`python -m devstack`: the whole system in the foreground, until Ctrl-C."""

import os
import signal
import sys
import threading
from contextlib import suppress

from devstack import settings
from devstack.deployment import PageRefused, candor
from devstack.doors import PortTaken
from devstack.dynamodb import Unreachable
from devstack.settings import Settings, WrongSetting
from devstack.stack import DevStack
from devstack.state import StateInUse

_CANNOT_START = 2
_REFUSALS = (WrongSetting, PortTaken, StateInUse, Unreachable, PageRefused)


def main() -> int:
    """The exit code: 0 after a stop that was asked for, 2 when it can't start as it is."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C
    try:
        chosen = settings.read(os.environ)
        stack = DevStack(chosen, candor(chosen.page, chosen.past))
        print(f"Starting Candor on this machine, watching what {chosen.page} says …", flush=True)
        _run(stack)
    except _REFUSALS as refusal:
        print(refusal, file=sys.stderr)
        return _CANNOT_START
    except KeyboardInterrupt:  # before everything had started
        print("Stopped.")
    return 0


def _run(stack: DevStack) -> None:
    stack.start()
    print(_welcome(stack.settings, stack.first_owner), flush=True)
    with suppress(KeyboardInterrupt):
        threading.Event().wait()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # once is enough
    print("Stopping …", flush=True)
    stack.stop()


def _welcome(chosen: Settings, first_owner: str | None) -> str:
    engine = chosen.dynamodb_endpoint or "in memory, gone when this stops"
    owner = f"  first owner   {first_owner}\n" if first_owner else ""
    return (
        f"  table         {engine}\n"
        f"  clock         {chosen.speed:g} times as fast as the wall\n"
        f"  demo service  {chosen.demo_url}/\n"
        f"  embedded AWS  {chosen.aws_url}\n"
        "Ctrl-C stops it.\n"
        f"{owner}"
        f"  status page   {chosen.page_url}/\n"
        f"  console       {chosen.console_url}/"
    )


if __name__ == "__main__":
    sys.exit(main())
