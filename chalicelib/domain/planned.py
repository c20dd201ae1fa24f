"""The stretches that uptime leaves out: maintenance as it really ran, by component."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from chalicelib.domain.incidents import MaintenanceStage
from chalicelib.domain.maintenances import Maintenance
from chalicelib.domain.timeline import Stretch, united

_UNDER_WAY = datetime.max.replace(tzinfo=UTC)


def planned(maintenances: Iterable[Maintenance]) -> Mapping[str, tuple[Stretch, ...]]:
    """By component id, from when a maintenance that names it began until it was over.

    In whole seconds, as all else that is added up.
    """
    stretches: dict[str, list[Stretch]] = {}
    for each in maintenances:
        if each.started_at is None:
            continue
        stretch = Stretch(each.started_at.replace(microsecond=0), _end(each))
        for component_id in each.component_ids:
            stretches.setdefault(component_id, []).append(stretch)
    return {component_id: united(found) for component_id, found in stretches.items()}


def _end(maintenance: Maintenance) -> datetime:
    """One that was called off while it ran was over then, whatever was said of it later."""
    if maintenance.completed_at is None and maintenance.is_active:
        return _UNDER_WAY
    end = maintenance.completed_at or _called_off_at(maintenance) or maintenance.updated_at
    return end.replace(microsecond=0)


def _called_off_at(maintenance: Maintenance) -> datetime | None:
    said = (each.at for each in maintenance.updates if each.stage is MaintenanceStage.CANCELLED)
    return min(said, default=None)
