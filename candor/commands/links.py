"""`candor link`: a link to write one update with."""

from candor.commands import Chosen, Commands, json_option, place, runs
from chalicelib.domain.passes import HOURS, LONGEST_HOURS


def add(commands: Commands) -> None:
    link = commands.add_parser(
        "link",
        parents=[place()],
        help="print a link with which somebody who can't sign in writes one update, once",
    )
    link.add_argument(
        "id",
        metavar="ID",
        help="of an open incident or a draft, as `candor incident list` and `drafts` have it",
    )
    link.add_argument(
        "--hours",
        type=int,
        default=HOURS,
        metavar="N",
        help=f"how long it is good (default: {HOURS}; at most {LONGEST_HOURS})",
    )
    json_option(link)
    runs(link, _make)


def _make(chosen: Chosen) -> int:
    from candor import link_commands

    return link_commands.make(chosen)
