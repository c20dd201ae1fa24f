"""What `.chalice/config.json` says, as far as the deployment asks."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent


def stages(project: Path) -> list[str]:
    """The stages that can be deployed."""
    return list(_config(project)["stages"])


def policy_file_of(project: Path, stage: str) -> dict[str, Path]:
    """The policy file of each function in the stage."""
    functions: Mapping[str, Mapping[str, str]] = _config(project)["stages"][stage][
        "lambda_functions"
    ]
    return {
        function: project / ".chalice" / settings["iam_policy_file"]
        for function, settings in functions.items()
    }


def api_stage(project: Path) -> str:
    """The API Gateway stage: the first part of the path in the page's first address."""
    return str(_config(project)["api_gateway_stage"])


def _config(project: Path) -> dict[str, Any]:
    config: dict[str, Any] = json.loads(
        (project / ".chalice" / "config.json").read_text(encoding="utf-8")
    )
    return config
