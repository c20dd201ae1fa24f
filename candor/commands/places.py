"""`candor notice` and `candor mirror`: read from the page's own address, without any key."""

from pathlib import Path

from candor.commands import Chosen, Commands, address, place, runs
from candor.notices import TARGETS
from chalicelib.words import LANGUAGES


def add(commands: Commands) -> None:
    notice = commands.add_parser("notice", help="the server-down notice, wherever it has to stand")
    _add_export(notice.add_subparsers(dest="action", required=True, metavar="ACTION"))
    mirror = commands.add_parser("mirror", help="write the page's copies into a folder, by HTTP")
    mirror.add_argument("folder", type=Path, metavar="DIR", help="made where it isn't there yet")
    mirror.add_argument("--url", help="the status page's address (default: $BASE_URL)")
    runs(mirror, _mirror, on_stage=False)


def _add_export(actions: Commands) -> None:
    export = actions.add_parser(
        "export",
        parents=[place()],
        help="write what makes a proxy or a cloud show it",
        description="Write the files that make one kind of place show the server-down notice "
        "instead of the product's own error message.",
        epilog="docs/notice.md says which target is for what.",
    )
    export.add_argument(
        "target", choices=sorted(TARGETS), metavar="TARGET", help=", ".join(sorted(TARGETS))
    )
    export.add_argument("folder", type=Path, metavar="DIR", help="where the files are written")
    export.add_argument(
        "--url", help="the status page's address (default: what the page in force says)"
    )
    export.add_argument(
        "--language", choices=LANGUAGES, help="the notice's, when it isn't the page's first"
    )
    export.add_argument(
        "--replace", action="store_true", help="write over files that are there and differ"
    )
    runs(export, _export)


def _export(chosen: Chosen) -> int:
    from candor.notices import exporting

    return exporting.export(
        chosen.target,
        chosen.folder,
        url=chosen.url,
        language=chosen.language,
        replace=chosen.replace,
    )


def _mirror(chosen: Chosen) -> int:
    from candor import mirroring

    return mirroring.mirror(chosen.folder, address(chosen.url))
