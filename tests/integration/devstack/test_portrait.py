"""The README's pictures: of the running stack, calm and in trouble, as Chromium shows it."""

import struct
import subprocess
import sys
from pathlib import Path

import pytest

from devstack.portrait import browser
from tests.ports import free_ports

_PAINT = """
import sys
from pathlib import Path
from devstack.portrait import browser, paint
paint(browser(), Path(sys.argv[1]), port=int(sys.argv[2]))
"""


@pytest.mark.skipif(browser() is None, reason="Chromium is missing: apt-get install chromium")
def test_the_pictures_can_be_taken_of_the_running_stack(tmp_path: Path) -> None:
    """In a process of its own, as a stack takes a whole process for itself."""
    command = [sys.executable, "-c", _PAINT, str(tmp_path), str(free_ports())]
    subprocess.run(command, check=True, capture_output=True, timeout=100)
    for name, size in (
        ("calm.png", (960, 1280)),
        ("outage.png", (960, 1080)),
        ("outage-phone.png", (500, 1080)),
    ):
        image = (tmp_path / name).read_bytes()
        assert image.startswith(b"\x89PNG\r\n\x1a\n")
        assert struct.unpack(">II", image[16:24]) == size
        assert len(image) > 20_000, "an empty page is smaller"
