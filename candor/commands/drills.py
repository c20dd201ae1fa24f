"""`candor drill`: whether news arrives."""

from candor.commands import Chosen, Commands, json_option, place, runs


def add(commands: Commands) -> None:
    drill = commands.add_parser(
        "drill",
        parents=[place()],
        help="send a hidden notification the whole way, and wait until it has arrived",
    )
    json_option(drill)
    runs(drill, _drill)


def _drill(chosen: Chosen) -> int:
    from candor import drill_commands

    return drill_commands.run(chosen)
