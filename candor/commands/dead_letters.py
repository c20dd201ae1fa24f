"""`candor dead-letters`: what the page's functions died of, tried again or dropped."""

from candor.commands import Chosen, Commands, json_option, place, runs
from chalicelib.domain.dead_letters import Queue


def add(commands: Commands) -> None:
    letters = commands.add_parser("dead-letters", help="what the page's own functions failed at")
    actions = letters.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser(
        "list", parents=[place()], help="list how many there are, and what some of them ask for"
    )
    json_option(listing)
    runs(listing, _list)
    replay = actions.add_parser(
        "replay", parents=[place()], help="try those of one queue again, but for old news"
    )
    drop = actions.add_parser("drop", parents=[place()], help="drop those of one queue for good")
    for each, run in ((replay, _replay), (drop, _drop)):
        each.add_argument("queue", choices=[queue.value for queue in Queue], metavar="QUEUE")
        each.add_argument("--request-id", default="", metavar="ID", help="for the audit log")
        runs(each, run)


def _list(chosen: Chosen) -> int:
    from candor import dead_letter_commands

    return dead_letter_commands.show(chosen)


def _replay(chosen: Chosen) -> int:
    from candor import dead_letter_commands

    return dead_letter_commands.replay(chosen)


def _drop(chosen: Chosen) -> int:
    from candor import dead_letter_commands

    return dead_letter_commands.drop(chosen)
