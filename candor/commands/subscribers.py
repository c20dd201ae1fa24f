"""`candor subscriber`: who hears of news by mail."""

from candor.commands import Chosen, Commands, place, runs


def add(commands: Commands) -> None:
    subscriber = commands.add_parser("subscriber", help="who hears by mail")
    actions = subscriber.add_subparsers(dest="action", required=True, metavar="ACTION")
    export = actions.add_parser(
        "export", parents=[place()], help="write everybody and what they chose, as CSV"
    )
    runs(export, _export)
    bring_in = actions.add_parser(
        "import", parents=[place()], help="have SNS ask everybody in a CSV file"
    )
    bring_in.add_argument("file", metavar="FILE", help="columns as in export; email is enough")
    runs(bring_in, _bring_in)
    forget = actions.add_parser(
        "forget", parents=[place()], help="end all of an address, and forget it"
    )
    forget.add_argument("email", metavar="EMAIL")
    runs(forget, _forget)


def _export(chosen: Chosen) -> int:
    from candor import subscriber_commands

    return subscriber_commands.export(chosen)


def _bring_in(chosen: Chosen) -> int:
    from candor import subscriber_commands

    return subscriber_commands.bring_in(chosen)


def _forget(chosen: Chosen) -> int:
    from candor import subscriber_commands

    return subscriber_commands.forget(chosen)
