"""`candor subscriber`: who hears of news, by mail, by a webhook or in a chat."""

from candor.commands import Chosen, Commands, place, runs


def add(commands: Commands) -> None:
    subscriber = commands.add_parser("subscriber", help="who hears, by mail or by what is posted")
    actions = subscriber.add_subparsers(dest="action", required=True, metavar="ACTION")
    export = actions.add_parser(
        "export", parents=[place()], help="write everybody and what they chose, as CSV"
    )
    export.add_argument(
        "--webhooks",
        action="store_true",
        help="those of webhooks and chats, with their secret URLs",
    )
    runs(export, _export)
    bring_in = actions.add_parser(
        "import", parents=[place()], help="have everybody in a CSV file asked"
    )
    bring_in.add_argument(
        "file", metavar="FILE", help="columns as in export; email or url is enough"
    )
    runs(bring_in, _bring_in)
    forget = actions.add_parser(
        "forget", parents=[place()], help="end all of an address or a webhook, and forget it"
    )
    forget.add_argument("who", metavar="WHO", help="an email address, or a URL or its id")
    forget.add_argument(
        "--request-id", default="", metavar="ID", help="so that trying again is once"
    )
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
