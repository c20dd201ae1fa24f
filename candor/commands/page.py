"""`candor apply`, `candor export` and `candor answers`."""

from pathlib import Path

from candor.commands import Chosen, Commands, json_option, place, runs


def add(commands: Commands) -> None:
    apply = commands.add_parser(
        "apply", parents=[place()], help="put a page definition in force, after showing the changes"
    )
    apply.add_argument("file", type=Path, metavar="FILE", help="a page definition, in YAML")
    apply.add_argument("--yes", action="store_true", help="don't ask; needed without a terminal")
    runs(apply, _apply)
    export = commands.add_parser(
        "export", parents=[place()], help="write the page definition that is in force"
    )
    export.add_argument(
        "file", type=Path, nargs="?", metavar="FILE", help="a new file; else standard output"
    )
    export.add_argument(
        "--page", action="store_true", help="the `page` part alone, which the team may change"
    )
    runs(export, _export)
    answers = commands.add_parser(
        "answers", parents=[place()], help="show what customers answered after the last incidents"
    )
    json_option(answers)
    runs(answers, _answers)


def _apply(chosen: Chosen) -> int:
    from candor import page_commands

    return page_commands.apply(chosen.file, yes=chosen.yes, local=chosen.local)


def _export(chosen: Chosen) -> int:
    from candor import page_commands

    return page_commands.export(chosen.file, page_only=chosen.page)


def _answers(chosen: Chosen) -> int:
    from candor import answers

    return answers.show(as_json=chosen.json)
