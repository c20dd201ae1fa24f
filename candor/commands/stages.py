"""`candor deploy` and `candor delete`."""

from candor.commands import Chosen, Commands, runs


def add(commands: Commands) -> None:
    for name, what, run in (
        ("deploy", "make or update", _deploy),
        ("delete", "take away", _delete),
    ):
        command = commands.add_parser(name, help=f"{what} a stage in AWS")
        command.add_argument("stage", metavar="STAGE", help="a stage of .chalice/config.json")
        runs(command, run)


def _deploy(chosen: Chosen) -> int:
    from candor import deploying

    return deploying.deploy(chosen.stage)


def _delete(chosen: Chosen) -> int:
    from candor import deploying

    return deploying.delete(chosen.stage)
