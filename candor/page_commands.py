"""`candor apply` and `candor export`: the page as a document, at a terminal."""

import sys
from pathlib import Path

from candor import documents
from chalicelib import clock, settings
from chalicelib.domain.colors import correction_note
from chalicelib.domain.differences import Difference
from chalicelib.domain.errors import Unavailable
from chalicelib.domain.hands import hand_in
from chalicelib.services import applying, letting_listen


def apply(file: Path, *, yes: bool, local: bool = False) -> int:
    """Show what would change, ask unless `yes`, then do it; gives the exit code."""
    place = "the system on this machine" if local else f"stage {settings.stage()}"
    plan = applying.plan(documents.load(file))
    if not plan.changes:
        applying.apply(plan, clock.now())
        print("Nothing to change.")
        _let_listen(plan)
        return 0
    _show(plan, place)
    if not yes and not _agreed():
        return 1
    applying.apply(plan, clock.now())
    print(f"Applied to {place}.")
    _let_listen(plan)
    return 0


def export(file: Path | None, *, page_only: bool = False) -> int:
    """Write what is in force to a file with its logo beside it, or to standard output.

    With `page_only` it is the `page` part alone, which has no secrets in it.
    """
    definition = applying.export()
    text = documents.page_dumps(definition) if page_only else documents.dumps(definition)
    if file:
        documents.dump(definition, file, text)
        print(f"Written to {file}.")
        return 0
    print(text, end="")
    if logo := definition.page.logo:
        print(
            f"The logo {logo.name} isn't written; name a file to have it beside.", file=sys.stderr
        )
    return 0


def _let_listen(plan: applying.Plan) -> None:
    """Each time, as what a crash prevented shows in no plan. Where nobody is to be let in, it is no
    failure of the apply that whoever runs it may not look.
    """
    accounts = plan.wanted.page.aws_accounts
    try:
        ended = letting_listen.let_listen(accounts)
    except Unavailable as error:
        if accounts:
            raise
        print(error, file=sys.stderr)
        return
    if ended:
        print(f"Ended in the notifications topic, as their accounts aren't listed: {ended}.")


def _show(plan: applying.Plan, place: str) -> None:
    if plan.drift:
        print("Changed since the last apply, will be taken back:")
        print(*(f"  {_drifted(each, plan)}" for each in plan.drift), sep="\n")
        if any(hand_in(plan.hands, each) for each in plan.drift):
            print("To keep it, copy it into the file: `candor export --page` writes it.")
        print()
    print(f"In {place}, this would change:")
    print(*(f"  {change}" for change in plan.changes), "", sep="\n")
    if note := correction_note(plan.wanted.page.accent_color):
        print(f"{note}\n")


def _drifted(drift: Difference, plan: applying.Plan) -> str:
    """The difference, who made it on the team's pages, and what would be instead of it."""
    if (hand := hand_in(plan.hands, drift)) is None:
        return str(drift)
    return f"{drift}, changed {hand}; the file says {plan.wants(drift)}"


def _agreed() -> bool:
    """Whether a person at the terminal says yes."""
    if not sys.stdin.isatty():
        print("Nothing was changed: nobody is here to ask; add --yes.", file=sys.stderr)
        return False
    if input("Apply this? [y/N] ").strip().lower() in ("y", "yes"):
        return True
    print("Nothing was changed.")
    return False
