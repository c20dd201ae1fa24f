"""Post-mortems, written by the team: the draft of one, as often as it takes, and its end."""

from chalicelib.domain.errors import Conflict, InvalidInput
from chalicelib.domain.incidents import Incident
from chalicelib.domain.ledger import CHANNEL_NAMES
from chalicelib.domain.postmortems import Postmortem
from chalicelib.services import ledger, postmortems, telling
from chalicelib.services.in_force import definition_in_force
from chalicelib.web.admin import fields, shell, wishes, words_form
from chalicelib.web.admin.fields import Form, Typed
from chalicelib.web.admin.preview import shown
from chalicelib.web.admin.visits import Visit
from chalicelib.web.errors import status_of
from chalicelib.web.responses import Reply

_SCRIPT = ("admin/words.js",)


def postmortem(visit: Visit, incident_id: str) -> Reply:
    """The form of the draft, with what was saved of it last."""
    known, draft = telling.incident(incident_id), postmortems.draft_of(incident_id)
    return _form(visit, known, draft, Form(values=_typed_of(draft)))


def do(visit: Visit, incident_id: str) -> Reply:
    """Save, preview, publish or drop it, as the button says; or show what is wrong.

    Who was slower than somebody else finds both texts on the page.
    """
    typed, known = fields.sent(visit.request), telling.incident(incident_id)
    try:
        if typed.get("do") == "preview":
            return _previewed(visit, known, typed)
        path, code = _done(visit, incident_id, typed)
    except (InvalidInput, Conflict) as error:
        form = fields.again(words_form.kept(typed), error)
        latest = postmortems.draft_of(incident_id)
        theirs = latest if isinstance(error, Conflict) else None
        if isinstance(error, Conflict):
            form = Form(values={**form.values, **_based_on(latest)}, wrong=form.wrong)
        return _form(visit, known, latest, form, theirs=theirs, status=status_of(error))
    return shell.done(visit, path, code)


def _done(visit: Visit, incident_id: str, typed: Typed) -> tuple[str, str]:
    """What was done: where it is seen, and its code."""
    page = f"/admin/incidents/{incident_id}"
    match typed.get("do"):
        case "drop":
            postmortems.drop(incident_id, wishes.of_form(visit, typed, {}))
            return page, "postmortem-dropped"
        case "publish":
            values = {**_values(typed), "tell": "tell" in typed}
            postmortems.publish(incident_id, wishes.of_form(visit, typed, values))
            return page, "postmortem-published"
        case _:
            postmortems.save(incident_id, wishes.of_form(visit, typed, _values(typed)))
            return f"{page}/postmortem", "postmortem-saved"


def _previewed(visit: Visit, known: Incident, typed: Typed) -> Reply:
    after = postmortems.preview(known.id, _values(typed), visit.actor, visit.request.now)
    draft = postmortems.draft_of(known.id)
    return _form(visit, known, draft, Form(values=words_form.kept(typed)), preview=after)


def _values(typed: Typed) -> dict[str, object]:
    signed = typed.get("signed_by", "").strip()
    return {"body": typed.get("body", ""), **({"signed_by": signed} if signed else {})}


def _typed_of(draft: Postmortem | None) -> dict[str, str]:
    text = {"body": draft.body, "signed_by": draft.signed_by} if draft else {}
    return {**wishes.fresh(), **_based_on(draft), **text, "tell": "on"}


def _based_on(draft: Postmortem | None) -> dict[str, str]:
    return {wishes.BASED_ON: str(draft.version if draft else 0)}


def _form(
    visit: Visit,
    known: Incident,
    draft: Postmortem | None,
    form: Form,
    *,
    preview: Incident | None = None,
    theirs: Postmortem | None = None,
    status: int = 200,
) -> Reply:
    definition = definition_in_force()
    return shell.shown(
        "postmortem.html",
        visit,
        title="Post-mortem",
        status=status,
        scripts=_SCRIPT,
        form=form,
        known=known,
        draft=draft,
        ledger=ledger.of_updates(known.updates),
        channel_names=CHANNEL_NAMES,
        theirs=theirs,
        preview=shown(preview, visit.request, definition.page) if preview else None,
        choices=words_form.choices(definition, known),
    )
