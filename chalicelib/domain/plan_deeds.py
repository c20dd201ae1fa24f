"""Deeds: what may be done to a maintenance, as long as it stands where it does."""

from collections.abc import Mapping
from enum import StrEnum

from chalicelib.domain.errors import Conflict
from chalicelib.domain.incidents import MaintenanceStage
from chalicelib.domain.maintenances import Maintenance


class Deed(StrEnum):
    """What a person does to a maintenance, as it stands after "can be"."""

    UPDATE = "told of again"
    MOVE = "moved"
    EXTEND = "extended"
    BEGIN = "begun"
    VERIFY = "verified"
    COMPLETE = "completed"
    CANCEL = "cancelled"


_TO_COME = (MaintenanceStage.SCHEDULED,)
_UNDER_WAY = (MaintenanceStage.IN_PROGRESS, MaintenanceStage.VERIFYING)
_STAGES: Mapping[Deed, tuple[MaintenanceStage, ...]] = {
    Deed.UPDATE: (*_TO_COME, *_UNDER_WAY),
    Deed.MOVE: _TO_COME,
    Deed.EXTEND: (*_TO_COME, *_UNDER_WAY),
    Deed.BEGIN: _TO_COME,
    Deed.VERIFY: (MaintenanceStage.IN_PROGRESS,),
    Deed.COMPLETE: _UNDER_WAY,
    Deed.CANCEL: (*_TO_COME, *_UNDER_WAY),
}


def require_stage(planned: Maintenance, deed: Deed) -> None:
    """Nothing when it can be done now; raises Conflict, which says when it could."""
    allowed = _STAGES[deed]
    if planned.stage in allowed:
        return
    raise Conflict(
        "{name} is {stage}; only what is {allowed} can be {deed}.",
        name=planned.name,
        stage=_plain(planned.stage),
        allowed=" or ".join(_plain(stage) for stage in allowed),
        deed=deed.value,
    )


def _plain(stage: MaintenanceStage) -> str:
    return stage.value.replace("_", " ")
