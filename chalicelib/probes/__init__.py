"""Probes: one function a kind of target, which looks and brings back facts. It judges nothing.

Another kind is one module beside `http.py`, its target among those of a `Check`, and one line here.
"""

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Network
from typing import Any, Protocol

from chalicelib.domain.checks import HttpTarget
from chalicelib.domain.results import Observation
from chalicelib.probes import http


class Probe(Protocol):
    """One look at a target of the type that the function stands under in `PROBES`."""

    def __call__(self, target: Any, /, *, allow: Sequence[IPv4Network]) -> Observation: ...


PROBES: Mapping[type, Probe] = {HttpTarget: http.look}
