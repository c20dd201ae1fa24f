"""What can be done to a maintenance, by the word that forms and addresses have for it."""

from collections.abc import Callable, Mapping

from chalicelib.domain.maintenances import Maintenance
from chalicelib.services import maintenance
from chalicelib.services.requests import Request

DEEDS: Mapping[str, Callable[[str, Request], Maintenance]] = {
    "update": maintenance.update,
    "move": maintenance.move,
    "extend": maintenance.extend,
    "begin": maintenance.begin,
    "verify": maintenance.verify,
    "complete": maintenance.complete,
    "cancel": maintenance.cancel,
}
