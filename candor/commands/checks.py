"""`candor check`: what is watched and believed, and looking now."""

from candor.commands import Chosen, Commands, json_option, place, runs


def add(commands: Commands) -> None:
    check = commands.add_parser("check", help="see what is watched, and look now")
    actions = check.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", parents=[place()], help="list checks, and what they see")
    json_option(listing)
    runs(listing, _list)
    run = actions.add_parser(
        "run", parents=[place()], help="look now, from this machine; it changes nothing"
    )
    run.add_argument(
        "id", metavar="ID", help="the check's, or its component's for all of its checks"
    )
    run.add_argument("--request-id", default="", metavar="ID", help="so that trying again is once")
    json_option(run, "what was seen, for programs")
    runs(run, _run)


def _list(chosen: Chosen) -> int:
    from candor import check_commands

    return check_commands.show(chosen)


def _run(chosen: Chosen) -> int:
    from candor import check_commands

    return check_commands.run(chosen)
