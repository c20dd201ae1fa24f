"""Messages, written by the team: what is up, a new one, a change, and taking one down."""

from chalicelib.domain.errors import Conflict, InvalidInput
from chalicelib.domain.faults import InvalidFields
from chalicelib.domain.logos import PICTURE_BYTES
from chalicelib.domain.message_images import NOTICE_BYTES, fits_notice, image_words, size_words
from chalicelib.domain.messages import Message, Slot
from chalicelib.services import messaging
from chalicelib.web.admin import fields, shell, wishes, words_form
from chalicelib.web.admin.fields import Form, Typed
from chalicelib.web.admin.multipart_forms import PICTURES, file_of
from chalicelib.web.admin.visits import Visit
from chalicelib.web.errors import status_of
from chalicelib.web.responses import Reply
from chalicelib.web.speech import local_input

_SLOT = "slot."
_PLACES = {"image.alt": "image_alt"}
_SCRIPT = ("admin/image.js",)


def everything(visit: Visit) -> Reply:
    """What is or will be shown, with a form for another one."""
    fresh = {**wishes.fresh(), f"{_SLOT}{Slot.PAGE}": "on", "weight": "0"}
    return _list(visit, Form(values=fresh))


def put_up(visit: Visit) -> Reply:
    """Put it up, or show the form with what is wrong with it."""
    typed = fields.sent(visit.request)
    try:
        messaging.put_up(wishes.of_form(visit, typed, _values(typed, None)))
    except (InvalidInput, Conflict) as error:
        return _list(visit, _again(typed, error), status=status_of(error))
    return shell.done(visit, "/admin/messages", "put-up")


def message(visit: Visit, message_id: str) -> Reply:
    """The form that changes it."""
    known = messaging.one(message_id)
    return _one(visit, known, Form(values=_typed_of(known, visit)))


def change(visit: Visit, message_id: str) -> Reply:
    """Change it or take it down, as the button says."""
    typed, known = fields.sent(visit.request), messaging.one(message_id)
    try:
        if typed.get("do") == "take-down":
            messaging.take_down(message_id, wishes.of_form(visit, typed, {}))
            done = "taken-down"
        else:
            messaging.change(message_id, wishes.of_form(visit, typed, _values(typed, known)))
            done = "message-changed"
    except (InvalidInput, Conflict) as error:
        return _one(visit, known, _again(typed, error), status=status_of(error))
    return shell.done(visit, "/admin/messages", done)


def _values(typed: Typed, known: Message | None) -> dict[str, object]:
    """As the reader of messages takes them; a link is there when either part of it is."""
    link = {part: typed.get(f"link_{part}", "").strip() for part in ("text", "url")}
    weight = typed.get("weight", "").strip()
    starts_at = typed.get("starts_at", "").strip()
    return {
        "text": typed.get("text", ""),
        "link": {part: text for part, text in link.items() if text} or None,
        "image": _image(typed, known),
        "slots": [slot.value for slot in Slot if f"{_SLOT}{slot}" in typed],
        **({"starts_at": starts_at} if starts_at else {}),
        "ends_at": typed.get("ends_at", "").strip() or None,
        "weight": fields.number(weight or "0"),
        "suits_outage": "suits_outage" in typed,
    }


def _image(typed: Typed, known: Message | None) -> dict[str, str] | None:
    """The file that was chosen just now, or before something else was wrong; its words else."""
    chosen = file_of(typed.get("image", "")) or file_of(typed.get("image_chosen", ""))
    if "image_gone" in typed and not chosen:
        return None
    words = typed.get("image_alt", "").strip()
    alt = {"alt": words} if words or "image_decorates" in typed else {}
    has_one = known is not None and known.image is not None
    return {**chosen, **alt} if chosen or has_one or words else None


def _typed_of(known: Message, visit: Visit) -> dict[str, str]:
    zone = shell.page_settings(visit.request).time_zone
    return {
        **wishes.fresh(),
        "text": known.text,
        "link_text": known.link.text if known.link else "",
        "link_url": known.link.url if known.link else "",
        "image_alt": known.image.alt if known.image else "",
        **({"image_decorates": "on"} if known.image and not known.image.alt else {}),
        "starts_at": local_input(known.starts_at, zone),
        "ends_at": local_input(known.ends_at, zone) if known.ends_at else "",
        "weight": str(known.weight),
        **({"suits_outage": "on"} if known.suits_outage else {}),
        **{f"{_SLOT}{slot}": "on" for slot in known.slots},
    }


def _again(typed: Typed, error: InvalidInput | Conflict) -> Form:
    """What was chosen stays chosen, unless it is what is wrong."""
    faults = error.faults if isinstance(error, InvalidFields) else ()
    is_usable = not any(
        each.path[0] == "image" and each.path != ("image", "alt") for each in faults
    )
    chosen = typed.get("image") or typed.get("image_chosen", "")
    kept = {**words_form.kept(typed), "image_chosen": chosen if is_usable else ""}
    return fields.again(kept, error, hidden=("image",), places=_PLACES)


def _list(visit: Visit, form: Form, *, status: int = 200) -> Reply:
    return shell.shown(
        "messages.html",
        visit,
        title="Messages",
        status=status,
        scripts=_SCRIPT,
        form=form,
        messages=messaging.all_of(visit.request.now),
        now=visit.request.now,
        **_offers(form, None),
    )


def _one(visit: Visit, known: Message, form: Form, *, status: int = 200) -> Reply:
    return shell.shown(
        "message_form.html",
        visit,
        title="Change a message",
        status=status,
        scripts=_SCRIPT,
        form=form,
        known=known,
        **_offers(form, known),
    )


def _offers(form: Form, known: Message | None) -> dict[str, object]:
    """What the form of a message offers, and what is known of its picture."""
    return {
        "slots": list(Slot),
        "image": known.image if known else None,
        "chosen": file_of(form.value("image_chosen")).get("name", ""),
        "limits": {
            "taken": PICTURES,
            "bytes": PICTURE_BYTES,
            "most": size_words(PICTURE_BYTES),
            "on_notice": size_words(NOTICE_BYTES),
        },
        "image_words": image_words,
        "fits_notice": fits_notice,
    }
