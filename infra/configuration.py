"""What `.chalice/config.json` says, as far as the deployment asks."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.proxies import network_of

PROJECT = Path(__file__).resolve().parent.parent
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-[0-9]{1,2}")


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


def copy_regions(project: Path, stage: str) -> tuple[str, ...]:
    """The regions in which the stage keeps copies; raises InvalidInput for what is none."""
    variables = _config(project)["stages"][stage].get("environment_variables", {})
    regions = tuple(dict.fromkeys(variables.get("COPY_REGIONS", "").split()))
    for region in regions:
        if not _REGION.fullmatch(region):
            raise InvalidInput(
                f"COPY_REGIONS of stage {stage} in .chalice/config.json names {region}, which is "
                "no region of AWS; write regions such as eu-central-1, with blanks between them."
            )
    return regions


def require_proxies(project: Path, stage: str) -> None:
    """Raises InvalidInput for what is no network among the proxies that the stage trusts."""
    variables = _config(project)["stages"][stage].get("environment_variables", {})
    for network in variables.get("TRUSTED_PROXIES", "").split():
        try:
            network_of(network)
        except ValueError:
            raise InvalidInput(
                f"TRUSTED_PROXIES of stage {stage} in .chalice/config.json names {network}, which "
                "is no network; write such as 203.0.113.0/24, with blanks between them."
            ) from None


def _config(project: Path) -> dict[str, Any]:
    config: dict[str, Any] = json.loads(
        (project / ".chalice" / "config.json").read_text(encoding="utf-8")
    )
    return config
