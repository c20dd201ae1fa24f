"""`make screenshot`: pictures of the page in trouble, taken of the running stack by Chromium."""

import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from devstack.demo import DemoState
from devstack.deployment import PROJECT, candor
from devstack.settings import DEMO_PAST, Settings
from devstack.stack import DevStack

_IMAGES = PROJECT / "docs" / "images"
_PORT = 8600
_PAGE = PROJECT / "examples" / "demo.yaml"
_PATIENCE_S = 60
# As root, as in a container, Chromium runs without its sandbox only; nothing is fetched from afar.
CHROMIUM = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]


def browser() -> str | None:
    """Chromium's path, or None without one."""
    return shutil.which("chromium") or shutil.which("google-chrome")


def main() -> int:
    if (chromium := browser()) is None:
        print("This needs Chromium: apt-get install chromium", file=sys.stderr)
        return 1
    paint(chromium, _IMAGES, port=_PORT)
    return 0


def paint(chromium: str, folder: Path, *, port: int) -> None:
    """Run the stack, and put pictures of the page into the folder, before and in an outage."""
    settings = Settings(port=port, speed=30.0, page=_PAGE)
    stack = DevStack(settings, candor(settings.page, DEMO_PAST))
    stack.start()
    url = f"{settings.page_url}/"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _wait_for(url, "All Systems Operational")
        take(chromium, url, folder / "calm.png", width=960, height=1280)
        stack.demo.switch(DemoState.DOWN)
        _wait_for(url, "What is happening")
        take(chromium, url, folder / "outage.png", width=960, height=1080)
        take(chromium, url, folder / "outage-phone.png", width=500, height=1080)
    finally:
        stack.stop()


def take(chromium: str, url: str, file: Path, *, width: int, height: int) -> None:
    """A picture of the page as it is first shown."""
    with tempfile.TemporaryDirectory() as profile:
        window = [f"--window-size={width},{height}", f"--user-data-dir={profile}"]
        command = [chromium, *CHROMIUM, *window, f"--screenshot={file}", url]
        subprocess.run(command, check=True, capture_output=True, timeout=_PATIENCE_S)
    print(file)


def _wait_for(url: str, words: str) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - our own address
            if words in answer.read().decode():
                return
        time.sleep(0.2)
    raise TimeoutError(f"{url} never said {words!r}")


if __name__ == "__main__":
    sys.exit(main())
