"""Planned work, by the team: what is to come, a new one, and all that is done to one."""

from collections.abc import Sequence
from itertools import groupby

from chalicelib.domain.days import day_of, month_start
from chalicelib.domain.errors import Conflict, InvalidInput
from chalicelib.domain.ledger import CHANNEL_NAMES
from chalicelib.domain.maintenances import (
    Maintenance,
    MaintenanceKind,
    active,
    latest_first,
    upcoming,
)
from chalicelib.domain.roles import Action, may
from chalicelib.services import ledger, maintenance, reading, texting
from chalicelib.services.in_force import definition_in_force
from chalicelib.web.admin import fields, shell, wishes, words_form
from chalicelib.web.admin.deeds import DEEDS
from chalicelib.web.admin.fields import Form, Typed
from chalicelib.web.admin.visits import Visit
from chalicelib.web.admin.words_form import Choice
from chalicelib.web.errors import status_of
from chalicelib.web.responses import Reply
from chalicelib.web.speech import local_input
from chalicelib.words import ENGLISH

_COMPONENT = "component."
_TEXTS = ("name", "body", "start", "end", "kind", "recurrence")
_KINDS = (
    Choice(value=MaintenanceKind.WORK.value, label="Maintenance"),
    Choice(value=MaintenanceKind.RECOVERY_TEST.value, label="A test of disaster recovery"),
)
_SERIES = (
    Choice(value="FREQ=DAILY", label="Every day"),
    Choice(value="FREQ=WEEKLY", label="Every week"),
    Choice(value="FREQ=WEEKLY;INTERVAL=2", label="Every two weeks"),
    Choice(value="FREQ=MONTHLY", label="Every month, on that day"),
)


def everything(visit: Visit) -> Reply:
    """A calendar: what is under way, what is to come month by month, and what was lately."""
    known = maintenance.recent(visit.request.now)
    over = [each for each in known if not (each.is_active or each.is_upcoming)]
    return shell.shown(
        "maintenances.html",
        visit,
        title="Maintenance",
        active=active(known),
        months=_months(upcoming(known), shell.page_settings(visit.request).time_zone),
        over=latest_first(over),
        may_write=may(visit.actor.role, Action.WRITE_MAINTENANCE),
    )


def _months(
    to_come: Sequence[Maintenance], zone: str
) -> list[tuple[str, list[tuple[int, Maintenance]]]]:
    """By month, such as "November 2026", each with its day; the next first."""
    days = [(day_of(each.scheduled_for, zone), each) for each in to_come]
    return [
        (ENGLISH.month(month), [(day.day, each) for day, each in grouped])
        for month, grouped in groupby(days, key=lambda dated: month_start(dated[0]))
    ]


def new(visit: Visit) -> Reply:
    """An empty form."""
    fresh = {**wishes.fresh(), "tell": "on", "reminders": "24h, 1h"}
    return _new(visit, Form(values=fresh))


def announce(visit: Visit) -> Reply:
    """Announce it, or show how it would be told, or what is wrong."""
    typed = fields.sent(visit.request)
    form = Form(values=words_form.kept(typed))
    wish = wishes.of_form(visit, typed, _plan_values(typed))
    try:
        if typed.get("do") == "preview":
            return _new(visit, form, preview=maintenance.preview(wish))
        planned = maintenance.announce(wish)
    except (InvalidInput, Conflict) as error:
        return _new(visit, fields.again(words_form.kept(typed), error), status=status_of(error))
    return shell.done(visit, f"/admin/maintenance/{planned.id}", "announced")


def one(visit: Visit, maintenance_id: str) -> Reply:
    """How it stands, and what can be done to it."""
    planned = reading.maintenance(maintenance_id)
    return _one(visit, planned, Form(values=_fresh(planned, visit)))


def do(visit: Visit, maintenance_id: str) -> Reply:
    """Do what the pressed button says, or show what is wrong."""
    typed = fields.sent(visit.request)
    deed = typed.get("do", "")
    if deed not in DEEDS:
        raise InvalidInput("Press one of the buttons on the page.")
    try:
        DEEDS[deed](maintenance_id, wishes.of_form(visit, typed, _deed_values(deed, typed)))
    except (InvalidInput, Conflict) as error:
        planned = reading.maintenance(maintenance_id)
        again = fields.again(words_form.kept(typed), error)
        values = {**_fresh(planned, visit), **again.values}
        values[wishes.BASED_ON] = str(planned.updates[-1].number)
        form = Form(values=values, faults=again.faults, wrong=again.wrong)
        return _one(visit, planned, form, status=status_of(error))
    return shell.done(visit, f"/admin/maintenance/{maintenance_id}", f"maintenance-{deed}")


def _plan_values(typed: Typed) -> dict[str, object]:
    """As the reader of plans takes them, of what was typed; blank fields are left out."""
    keys = [name.removeprefix(_COMPONENT) for name in typed if name.startswith(_COMPONENT)]
    reminders = [each.strip() for each in typed.get("reminders", "").split(",") if each.strip()]
    return {
        **{name: typed[name] for name in _TEXTS if typed.get(name, "").strip()},
        "components": keys,
        "reminders": reminders,
        "tell": "tell" in typed,
    }


def _deed_values(deed: str, typed: Typed) -> dict[str, object]:
    """What the deed takes of the form that all of them share."""
    wanted = {"move": ("body", "start", "end"), "extend": ("body", "end")}.get(deed, ("body",))
    values: dict[str, object] = {
        name: typed[name] for name in wanted if typed.get(name, "").strip()
    }
    if deed == "cancel":
        values["series"] = "series" in typed
    return values | {"tell": "tell" in typed}


def _fresh(planned: Maintenance, visit: Visit) -> dict[str, str]:
    zone = shell.page_settings(visit.request).time_zone
    return {
        **wishes.fresh(planned.updates),
        "start": local_input(planned.scheduled_for, zone),
        "end": local_input(planned.scheduled_until, zone),
        **({"tell": "on"} if planned.is_told else {}),
    }


def _new(
    visit: Visit, form: Form, *, preview: Maintenance | None = None, status: int = 200
) -> Reply:
    definition = definition_in_force()
    return shell.shown(
        "maintenance_new.html",
        visit,
        title="Announce maintenance",
        status=status,
        form=form,
        preview=preview,
        components=[Choice(value=each.key, label=each.name) for each in definition.components],
        kinds=_KINDS,
        series=_SERIES,
        sms=texting.estimate(definition.sms, visit.request.now, is_planned=True),
    )


def _one(visit: Visit, planned: Maintenance, form: Form, *, status: int = 200) -> Reply:
    names = {each.id: each.name for each in definition_in_force().components}
    return shell.shown(
        "maintenance.html",
        visit,
        title=planned.name,
        status=status,
        form=form,
        known=planned,
        names=[names[each] for each in planned.component_ids if each in names],
        ledger=ledger.of_updates(planned.updates),
        channel_names=CHANNEL_NAMES,
        may_write=may(visit.actor.role, Action.WRITE_MAINTENANCE),
    )
