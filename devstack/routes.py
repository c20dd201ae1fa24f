"""API Gateway's own routing, over the routes that the app declares.

A literal segment goes before a variable, and a variable before a greedy one; a path that is
matched with another method is as unknown as one that isn't matched at all.
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-set-up-simple-proxy.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalice.app import Chalice


class UnsupportedRoute(Exception):
    """The app declares what this gateway doesn't do; the sentence names the route."""


@dataclass(frozen=True, slots=True)
class Match:
    """The declared path that a request belongs to, and its variables as they came, not decoded."""

    resource: str
    parameters: Mapping[str, str]


def declared(app: Chalice) -> dict[str, frozenset[str]]:
    """The methods by path that the app declares. Raises `UnsupportedRoute`."""
    for path, entries in app.routes.items():
        for method, entry in entries.items():
            _refuse_unsupported(f"{method} {path}", entry)
    return {path: frozenset(entries) for path, entries in app.routes.items()}


def _refuse_unsupported(route: str, entry: Any) -> None:
    if entry.authorizer is not None:
        raise UnsupportedRoute(f"{route} has an authorizer, which the devstack doesn't run.")
    if entry.cors:
        raise UnsupportedRoute(
            f"{route} has Chalice's CORS, which API Gateway answers itself; the devstack doesn't."
        )


def match(routes: Mapping[str, frozenset[str]], method: str, path: str) -> Match | None:
    """Where API Gateway would send it, or None where it wouldn't."""
    wanted = _segments(path)
    candidates = [
        (_rank(declared_segments), resource, parameters)
        for resource in routes
        if (parameters := _fit(declared_segments := _segments(resource), wanted)) is not None
    ]
    if not candidates:
        return None
    _, resource, parameters = min(candidates, key=lambda candidate: candidate[0])
    return Match(resource, parameters) if method in routes[resource] else None


def _segments(path: str) -> list[str]:
    trimmed = path.removeprefix("/").removesuffix("/")
    return trimmed.split("/") if trimmed else []


def _rank(segments: list[str]) -> list[int]:
    """Sorts as API Gateway prefers: segment by segment literal, variable, greedy."""
    return [2 if _is_greedy(segment) else 1 if _is_variable(segment) else 0 for segment in segments]


def _is_variable(segment: str) -> bool:
    return segment.startswith("{") and segment.endswith("}")


def _is_greedy(segment: str) -> bool:
    return _is_variable(segment) and segment.endswith("+}")


def _fit(declared_segments: list[str], wanted: list[str]) -> dict[str, str] | None:
    parameters: dict[str, str] = {}
    for position, segment in enumerate(declared_segments):
        if position >= len(wanted):
            return None
        if _is_greedy(segment):
            return {**parameters, segment[1:-2]: "/".join(wanted[position:])}
        if _is_variable(segment):
            parameters[segment[1:-1]] = wanted[position]
        elif segment != wanted[position]:
            return None
    return parameters if len(declared_segments) == len(wanted) else None
