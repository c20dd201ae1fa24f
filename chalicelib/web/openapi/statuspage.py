"""The shapes of Statuspage's API v2, and of what we tell besides."""

from collections.abc import Mapping

from chalicelib.domain.components import ComponentStatus, Indicator
from chalicelib.domain.incidents import Aspect, Impact, MaintenanceStage, Stage
from chalicelib.domain.maintenances import RECENT_MAINTENANCES
from chalicelib.domain.snapshot import RECENT_INCIDENTS
from chalicelib.web.openapi.shapes import (
    ID,
    MOMENT,
    NOTHING,
    TEXT,
    URL,
    YES_OR_NO,
    Shape,
    always,
    answer,
    by_name,
    list_of,
    or_nothing,
    ref,
    told,
    whole_number,
    word_of,
)

# The API has no word for what isn't seen: it says what was known last.
STATUS = word_of(each for each in ComponentStatus if each is not ComponentStatus.NO_DATA)
_STAGE = word_of((*Stage, *MaintenanceStage))
_DAY: Shape = {"type": "string", "format": "date"}
_ALWAYS_NULL = told(NOTHING, "Always null here.")

_COMPONENT = answer(
    {
        "id": ID,
        "name": TEXT,
        "status": told(STATUS, "Of a group, that of its worst component."),
        "created_at": MOMENT,
        "updated_at": MOMENT,
        "position": told(whole_number(0), "Within its group; positions repeat across groups."),
        "description": or_nothing(TEXT),
        "showcase": YES_OR_NO,
        "start_date": or_nothing(_DAY),
        "group_id": or_nothing(ID),
        "page_id": ID,
        "group": told(YES_OR_NO, "Whether this row is a group."),
        "only_show_if_degraded": YES_OR_NO,
    },
    perhaps={"components": told(list_of(ID), "Of a group: the ids of its components.")},
)
_CHANGE = answer({"code": ID, "name": TEXT, "old_status": STATUS, "new_status": STATUS})
UPDATE = {
    "id": ID,
    "status": _STAGE,
    "body": TEXT,
    "incident_id": ID,
    "created_at": MOMENT,
    "updated_at": MOMENT,
    "display_at": MOMENT,
    "affected_components": or_nothing(list_of(_CHANGE)),
    "deliver_notifications": YES_OR_NO,
    "custom_tweet": _ALWAYS_NULL,
    "tweet_id": _ALWAYS_NULL,
}
_UPDATE_BESIDES = {
    "aspects": told(by_name(TEXT, word_of(Aspect)), "The labelled lines of the update."),
    "signed_by": or_nothing(answer({"name": TEXT, "role": TEXT})),
    "next_update_by": told(or_nothing(MOMENT), "Until when it promises the next one."),
    "corrects": told(or_nothing(ID), "The id of the update that it puts right."),
    "written_at": told(or_nothing(MOMENT), "When it was written, if it is dated back."),
    "automatic": told(YES_OR_NO, "Whether our checks say it, and nobody else."),
}
_TOLD = {
    "id": ID,
    "name": TEXT,
    "created_at": MOMENT,
    "updated_at": MOMENT,
    "resolved_at": or_nothing(MOMENT),
    "shortlink": URL,
    "page_id": ID,
    "incident_updates": told(list_of(ref("Update"), minItems=1), "The newest first."),
    "components": told(list_of(ref("Component")), "Those that are hit, as they are now."),
}
INCIDENT = {
    **_TOLD,
    "status": word_of(Stage),
    "monitoring_at": or_nothing(MOMENT),
    "impact": word_of(Impact),
    "started_at": MOMENT,
    "reminder_intervals": _ALWAYS_NULL,
}
MAINTENANCE = {
    **_TOLD,
    "status": word_of(MaintenanceStage),
    "monitoring_at": _ALWAYS_NULL,
    "impact": always("maintenance"),
    "started_at": told(MOMENT, "When it was announced; the window is at the end."),
    "scheduled_for": MOMENT,
    "scheduled_until": MOMENT,
}
_WHOLE_UPDATES = {"incident_updates": list_of(ref("WholeUpdate"), minItems=1)}
POSTMORTEM = {
    "postmortem_body": or_nothing(TEXT),
    "postmortem_body_last_updated_at": or_nothing(MOMENT),
    "postmortem_ignored": YES_OR_NO,
    "postmortem_published_at": or_nothing(MOMENT),
    "postmortem_notified_subscribers": YES_OR_NO,
    "postmortem_notified_twitter": YES_OR_NO,
}
_WHOLE_INCIDENT = {
    **INCIDENT,
    **_WHOLE_UPDATES,
    **POSTMORTEM,
    "next_update_by": or_nothing(MOMENT),
    "working_since": told(or_nothing(MOMENT), "Since when our checks see it working."),
}
_MONTH = answer(
    {
        "name": TEXT,
        "year": whole_number(1),
        "starts_on": told(whole_number(0, 6), "The weekday of the first, 0 for Sunday."),
        "days": whole_number(28, 31),
        "incidents": list_of(
            answer(
                {
                    "code": ID,
                    "name": TEXT,
                    "message": TEXT,
                    "impact": {"type": "string", "enum": [*map(str, Impact), "maintenance"]},
                    "timestamp": told(TEXT, "From when to when, with marks of HTML for scripts."),
                }
            )
        ),
    }
)


def _of_page(**more: Shape) -> Shape:
    return answer({"page": ref("Page"), **more})


_INCIDENTS, _MAINTENANCES = list_of(ref("Incident")), list_of(ref("Maintenance"))

SHAPES: Mapping[str, Shape] = {
    "Page": answer({"id": ID, "name": TEXT, "url": URL, "time_zone": TEXT, "updated_at": MOMENT}),
    "Status": answer({"indicator": word_of(Indicator), "description": TEXT}),
    "Component": _COMPONENT,
    "Update": answer(UPDATE),
    "WholeUpdate": answer({**UPDATE, **_UPDATE_BESIDES}),
    "Incident": answer(INCIDENT),
    "Maintenance": answer(MAINTENANCE),
    "WholeIncident": answer(_WHOLE_INCIDENT),
    "WholeMaintenance": answer({**MAINTENANCE, **_WHOLE_UPDATES}),
    "IncidentOrMaintenance": {"anyOf": [ref("WholeIncident"), ref("WholeMaintenance")]},
    "PageSummary": _of_page(
        components=list_of(ref("Component")),
        incidents=_INCIDENTS,
        scheduled_maintenances=_MAINTENANCES,
        status=ref("Status"),
    ),
    "PageStatus": _of_page(status=ref("Status")),
    "PageComponents": _of_page(components=list_of(ref("Component"))),
    "PageIncidents": _of_page(incidents=_INCIDENTS),
    "PageRecentIncidents": _of_page(incidents={**_INCIDENTS, "maxItems": RECENT_INCIDENTS}),
    "PageMaintenances": _of_page(scheduled_maintenances=_MAINTENANCES),
    "PageRecentMaintenances": _of_page(
        scheduled_maintenances={**_MAINTENANCES, "maxItems": RECENT_MAINTENANCES}
    ),
    "History": answer({"months": list_of(_MONTH)}),
}
