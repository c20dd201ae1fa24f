"""The CPU that a cold start spends on importing the app, in fresh processes."""

import compileall
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.rows import Row

PROJECT = Path(__file__).resolve().parent.parent
_TIMES = 9
_MEASURE = """
import time
began = time.process_time()
import app
print(time.process_time() - began)
"""
_BARE = """
from chalice.app import Chalice

app = Chalice(app_name="bare")


@app.route("/")
def root():
    return "hello"
"""


def measure() -> Iterator[Row]:
    """The bare app, and ours; the runs take turns, so that both meet the same noise."""
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder)
        (bare / "app.py").write_text(_BARE, encoding="utf-8")
        _compile(PROJECT / "chalicelib", PROJECT / "app.py", bare / "app.py")
        runs = [(_once(bare), _once(PROJECT)) for _ in range(_TIMES)]
    of_bare, of_ours = (statistics.median(column) for column in zip(*runs, strict=True))
    yield Row("bare Chalice app", of_bare, of_bare)
    yield Row("Candor", of_ours, of_bare)


def _compile(*paths: Path) -> None:
    for path in paths:
        if path.is_dir():
            compileall.compile_dir(path, quiet=1)
        else:
            compileall.compile_file(path, quiet=1)


def _once(folder: Path) -> float:
    environment = {**os.environ, "STAGE": "bench", "AWS_DEFAULT_REGION": "us-east-1"}
    printed = subprocess.run(
        [sys.executable, "-c", _MEASURE],
        cwd=folder,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return float(printed.stdout)
