"""`make lighthouse`: Lighthouse's scores of `/`, thirty components amid an outage.

The page comes from this machine, compressed as by API Gateway; Lighthouse slows network and
processor down as it does for everybody: a phone on a bad network, and a desktop computer.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from devstack.deployment import PROJECT
from devstack.portrait import CHROMIUM, browser
from tests.browser.site import site

_LIGHTHOUSE = PROJECT / ".cache" / "lighthouse" / "node_modules" / ".bin" / "lighthouse"
_STATE = "trouble"
_RUNS = 3
_PATIENCE_S = 180
_TRIES = 3  # a busy machine may lose a trace; Lighthouse then asks to be run again
# Lighthouse's own names; its scores go from 0 to 1.
_AIMS = {"accessibility": 100, "best-practices": 100, "seo": 100, "performance": 98}
_DEVICES: dict[str, list[str]] = {"phone": [], "desktop": ["--preset=desktop"]}
_TIMES = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time")


def main() -> int:
    if (chromium := browser()) is None:
        print("This needs Chromium: apt-get install chromium", file=sys.stderr)
        return 1
    print(f"Lighthouse of /, 30 components amid an outage, median of {_RUNS} runs\n")
    print(f"  {'':<10}" + "".join(f"{name:>16}" for name in _AIMS) + "    paints, blocked")
    with site(_STATE) as shown:
        for device, options in _DEVICES.items():
            runs = [_run(chromium, f"{shown.url}/", options) for _ in range(_RUNS)]
            _show(device, runs)
    print(f"  {'aim':<10}" + "".join(f"{aim:>16}" for aim in _AIMS.values()))
    return 0


def _run(chromium: str, url: str, options: list[str]) -> Any:
    """One report. Its Chromium begins with an empty profile, and asks for nothing but the page."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [
            str(_LIGHTHOUSE),
            url,
            "--quiet",
            "--output=json",
            f"--output-path={report}",
            f"--only-categories={','.join(_AIMS)}",
            f"--chrome-flags={' '.join(CHROMIUM)}",
            *options,
        ]
        _try(command, {**os.environ, "CHROME_PATH": chromium})
        return json.loads(report.read_text(encoding="utf-8"))


def _try(command: list[str], environment: dict[str, str]) -> None:
    told = ""
    for _ in range(_TRIES):
        done = subprocess.run(
            command,
            check=False,
            env=environment,
            timeout=_PATIENCE_S,
            capture_output=True,
            text=True,
        )
        if done.returncode == 0:
            return
        told = done.stderr
    raise SystemExit(f"Lighthouse failed {_TRIES} times; the last time it said:\n{told}")


def _show(device: str, runs: list[Any]) -> None:
    scores = [_median(run["categories"][name]["score"] for run in runs) * 100 for name in _AIMS]
    times = [_median(run["audits"][name]["numericValue"] for run in runs) for name in _TIMES]
    words = ", ".join(f"{each:,.0f} ms" for each in times)
    print(f"  {device:<10}" + "".join(f"{score:>16.0f}" for score in scores) + f"    {words}")
    for fault in sorted({fault for run in runs for fault in _faults(run)}):
        print(f"    {fault}")


def _median(figures: Any) -> float:
    return float(statistics.median(figures))


def _faults(run: Any) -> list[str]:
    """What took points off."""
    return [
        f"{name}: {audit['title']} {audit.get('displayValue', '')}".rstrip()
        for name in _AIMS
        for each in run["categories"][name]["auditRefs"]
        if each["weight"]
        and (audit := run["audits"][each["id"]])["score"] is not None
        and audit["score"] < 1
    ]


if __name__ == "__main__":
    sys.exit(main())
