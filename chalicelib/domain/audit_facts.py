"""What the audit log says of what is told: how an incident or a maintenance stands."""

from chalicelib.domain.audit import Facts
from chalicelib.domain.incidents import Incident
from chalicelib.domain.maintenances import Maintenance


def incident_facts(incident: Incident) -> Facts:
    """How it stands, with its last update."""
    last = incident.updates[-1]
    return {
        "name": incident.name,
        "stage": incident.stage.value,
        "impact": incident.impact.value,
        "update": last.number,
        "body": last.body,
    }


def maintenance_facts(planned: Maintenance) -> Facts:
    """How it stands, with its window and its last update."""
    last = planned.updates[-1]
    return {
        "name": planned.name,
        "stage": planned.stage.value,
        "start": planned.scheduled_for.isoformat(),
        "end": planned.scheduled_until.isoformat(),
        "recurrence": planned.series.rule if planned.series else "",
        "update": last.number,
        "body": last.body,
    }
