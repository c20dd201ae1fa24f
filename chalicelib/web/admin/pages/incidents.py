"""Incidents, written by the team: the list, a new one, an update, and drafts of the checks."""

from chalicelib.domain.errors import Conflict, InvalidInput
from chalicelib.domain.incidents import Incident
from chalicelib.domain.ledger import CHANNEL_NAMES
from chalicelib.domain.postmortems import has_one
from chalicelib.domain.roles import Action, may
from chalicelib.services import drafting, ledger, passes, postmortems, telling, texting
from chalicelib.services.in_force import definition_in_force
from chalicelib.web.admin import fields, shell, wishes, words_form
from chalicelib.web.admin.fields import Form, Typed
from chalicelib.web.admin.preview import shown
from chalicelib.web.admin.visits import Visit
from chalicelib.web.errors import status_of
from chalicelib.web.responses import Reply

_SCRIPT = ("admin/words.js",)


def everything(visit: Visit) -> Reply:
    """The open ones, the drafts that wait, and what was over lately."""
    known = telling.latest()
    return shell.shown(
        "incidents.html",
        visit,
        title="Incidents",
        open=[each for each in known if each.is_open],
        over=[each for each in known if not each.is_open],
        drafts=drafting.drafts(),
        postmortems=postmortems.waiting(),
        now=visit.request.now,
    )


def new(visit: Visit) -> Reply:
    """An empty form, or one that a template of the page has filled in."""
    typed = words_form.fresh()
    key = visit.request.query.get("template", "")
    if key:
        typed |= words_form.typed_of(telling.template_values(key, visit.request.now))
    return _form(visit, None, Form(values=typed))


def open_(visit: Visit) -> Reply:
    """Open it, and show it; or show the preview, or the form with what is wrong with it."""
    typed = fields.sent(visit.request)
    return _sent(visit, None, typed)


def incident(visit: Visit, incident_id: str) -> Reply:
    """What was told of it, and the form of the next update."""
    known = telling.incident(incident_id)
    return _form(visit, known, Form(values=words_form.fresh(known)))


def update(visit: Visit, incident_id: str) -> Reply:
    """Write the update, and show it; or show the preview, or what is wrong."""
    return _sent(visit, telling.incident(incident_id), fields.sent(visit.request))


def make_link(visit: Visit, incident_id: str) -> Reply:
    """Make a link to it for somebody who can't sign in; it is shown this once."""
    hours = fields.number(fields.sent(visit.request).get("hours", ""))
    try:
        made = passes.make(
            visit.actor,
            incident_id,
            base_url=shell.address(visit.request),
            hours=hours,
            now=visit.request.now,
        )
    except (InvalidInput, Conflict) as error:
        known = telling.incident(incident_id)
        form = Form(values=words_form.fresh(known), wrong=str(error))
        return _form(visit, known, form, status=status_of(error))
    return shell.shown(
        "secret.html",
        visit,
        title=f"A link to {telling.incident(incident_id).name}",
        text=(
            "Whoever opens it can write one update of this incident without signing in, once. "
            "Send it by a way that you trust."
        ),
        label="Link",
        secret=made.address,
        expires_at=made.held.expires_at,
        back=f"/admin/incidents/{incident_id}",
    )


def draft(visit: Visit, incident_id: str) -> Reply:
    """What the checks are about to say, and the form to say it in other words."""
    waiting = drafting.draft(incident_id)
    typed = words_form.fresh() | {"name": waiting.name, "body": waiting.updates[-1].body}
    return _draft_form(visit, waiting, Form(values=typed))


def judge_draft(visit: Visit, incident_id: str) -> Reply:
    """Publish the draft as it is, publish it in other words, or drop it."""
    typed = fields.sent(visit.request)
    match typed.get("do"):
        case "drop":
            drafting.drop(incident_id, wishes.of_form(visit, typed, {}))
            return shell.done(visit, "/admin/incidents", "dropped")
        case "as-it-is":
            told = drafting.publish(incident_id, wishes.of_form(visit, typed, {}))
        case _:
            waiting = drafting.draft(incident_id)
            try:
                values = words_form.values_of(typed, definition_in_force())
                told = drafting.publish(incident_id, wishes.of_form(visit, typed, values))
            except (InvalidInput, Conflict) as error:
                form = fields.again(words_form.kept(typed), error)
                return _draft_form(visit, waiting, form, status=status_of(error))
    return shell.done(visit, f"/admin/incidents/{told.id}", "published")


def _sent(visit: Visit, known: Incident | None, typed: Typed) -> Reply:
    values = words_form.values_of(typed, definition_in_force())
    form = Form(values=words_form.kept(typed))
    try:
        if typed.get("do") == "preview":
            after = telling.preview(
                values, known.id if known else None, visit.actor, visit.request.now
            )
            return _form(visit, known, form, preview=after)
        wish = wishes.of_form(visit, typed, values)
        told = telling.update_incident(known.id, wish) if known else telling.open_incident(wish)
    except (InvalidInput, Conflict) as error:
        form = fields.again(words_form.kept(typed), error)
        latest = telling.incident(known.id) if known else None
        if isinstance(error, Conflict) and latest:
            form = Form(
                values={**form.values, "based_on": str(latest.updates[-1].number)},
                wrong=form.wrong,
            )
        return _form(visit, latest, form, status=status_of(error))
    return shell.done(visit, f"/admin/incidents/{told.id}", "updated" if known else "opened")


def _form(
    visit: Visit,
    known: Incident | None,
    form: Form,
    *,
    preview: Incident | None = None,
    status: int = 200,
) -> Reply:
    definition = definition_in_force()
    may_write = may(visit.actor.role, Action.WRITE_INCIDENTS)
    is_over = known is not None and not known.is_open
    return shell.shown(
        "incident.html",
        visit,
        title=known.name if known else "New incident",
        status=status,
        scripts=_SCRIPT if may_write else (),
        form=form,
        known=known,
        preview=shown(preview, visit.request, definition.page) if preview else None,
        choices=words_form.choices(definition, known),
        may_write=may_write,
        wants_postmortem=may_write and known is not None and is_over and not has_one(known),
        postmortem=postmortems.draft_of(known.id) if known and is_over else None,
        ledger=ledger.of_updates(known.updates) if known else (),
        channel_names=CHANNEL_NAMES,
        sms=None if known else texting.estimate(definition.sms, visit.request.now),
        now=visit.request.now,
    )


def _draft_form(visit: Visit, waiting: Incident, form: Form, *, status: int = 200) -> Reply:
    definition = definition_in_force()
    return shell.shown(
        "draft.html",
        visit,
        title=f"Draft: {waiting.name}",
        status=status,
        form=form,
        known=None,
        waiting=waiting,
        choices=words_form.choices(definition, None),
        sms=texting.estimate(definition.sms, visit.request.now),
    )
