"""The functions that run at CloudFront's edge, taken from the template and run by Node."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from candor.notices.route53 import route53
from candor.notices.site import Site
from tests.integration.notices.clouds import SITE, loaded

_RUN = Path(__file__).parent / "function.mjs"


def code_of(name: str, site: Site = SITE) -> str:
    """The code of a function of the fail-over's template."""
    resource = loaded(route53(site)["route53.yaml"])["Resources"][name]
    return str(resource["Properties"]["FunctionCode"])


def run(name: str, event: dict[str, Any], site: Site = SITE) -> Any:
    """What the function makes of the event; Node.js or a skip."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node.js is missing: apt-get install nodejs")
    done = subprocess.run(
        [node, str(_RUN)],
        input=json.dumps({"code": code_of(name, site), "event": event}),
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def request_of(method: str = "GET", uri: str = "/cart", **headers: str) -> dict[str, Any]:
    """The event of a viewer's request.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
    """
    sent = {name.replace("_", "-").lower(): {"value": value} for name, value in headers.items()}
    return {
        "version": "1.0",
        "context": {"eventType": "viewer-request"},
        "viewer": {"ip": "198.51.100.11"},
        "request": {
            "method": method,
            "uri": uri,
            "querystring": {"to": {"value": "home"}},
            "headers": sent,
            "cookies": {},
        },
    }
