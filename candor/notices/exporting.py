"""`candor notice export`: the files of one target, made of what the page says now."""

from pathlib import Path

from candor.notices import TARGETS
from candor.notices.reading import read
from candor.notices.writing import write
from candor.page_address import page_address
from chalicelib.services import applying
from chalicelib.services.addresses import public_url


def export(
    target: str, folder: Path, *, url: str | None, language: str | None, replace: bool
) -> int:
    """Write the files of the target into the folder; gives the exit code.

    Without `url`, the page in force says where it is read.
    """
    address = page_address(url or public_url(applying.export().page))
    files = TARGETS[target](read(address, language))
    for file, outcome in write(files, folder, replace=replace).items():
        print(f"{outcome}: {file}")
    print(f"Next: docs/notice/{target}.md says where to put them.")
    return 0
