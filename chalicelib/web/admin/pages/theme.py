"""The page's colours, looked at before they are saved, and its logo."""

from collections.abc import Mapping, Sequence

from chalicelib.domain.contrast import contrasts, mark_words, text_words
from chalicelib.domain.errors import Conflict, InvalidInput
from chalicelib.domain.logos import LOGO_BYTES
from chalicelib.domain.message_images import size_words
from chalicelib.domain.settings_fields import settings_of
from chalicelib.services import page_settings
from chalicelib.services.page_settings import Current
from chalicelib.web.admin import fields, settings_forms, shell, wishes, words_form
from chalicelib.web.admin.fields import Form, Typed
from chalicelib.web.admin.multipart_forms import PICTURES, file_of
from chalicelib.web.admin.settings_forms import THEME, Fact
from chalicelib.web.admin.visits import Visit
from chalicelib.web.responses import Reply

_SCRIPTS = ("admin/words.js", "admin/colors.js", "admin/image.js")
_PLACES = {"colors.brand": "brand", "colors.accent": "accent"}
_LOGO_PLACES = {"logo": "image", "logo.content": "image", "logo.name": "image"}


def theme(visit: Visit) -> Reply:
    """Both forms, with how the colours read that the page has."""
    current = page_settings.current()
    return _theme(visit, _typed_of(current), current)


def change_theme(visit: Visit) -> Reply:
    """Show how the colours would look, or save them, as the button says."""
    typed = fields.sent(visit.request)
    values = {"colors": {name: typed.get(name, "").strip() for name in ("brand", "accent")}}
    if typed.get("do") == "preview":
        return _looked_at(visit, typed, values)
    return settings_forms.saved(
        visit,
        typed,
        lambda: page_settings.change(wishes.of_form(visit, typed, values)),
        lambda form, current, theirs, status: _theme(visit, form, current, theirs, status=status),
        THEME,
        _PLACES,
    )


def change_logo(visit: Visit) -> Reply:
    """Take another logo or none, or show what is wrong with it."""
    typed = fields.sent(visit.request)
    chosen = file_of(typed.get("image", ""))
    values = {"logo": chosen or None} if chosen or "image_gone" in typed else {}
    return settings_forms.saved(
        visit,
        typed,
        lambda: page_settings.change(wishes.of_form(visit, typed, values)),
        lambda form, current, theirs, status: _theme(
            visit, _typed_of(current), current, theirs, logo_form=form, status=status
        ),
        THEME,
        _LOGO_PLACES,
        hidden=("image",),
    )


def _looked_at(visit: Visit, typed: Typed, values: Mapping[str, object]) -> Reply:
    current = page_settings.current()
    kept = words_form.kept(typed)
    try:
        looked = settings_of(values, current.page)
    except (InvalidInput, Conflict) as error:
        form = fields.again(kept, error, places=_PLACES)
        return _theme(visit, form, current, status=422)
    colors = (looked.brand_color, looked.accent_color)
    return _theme(visit, Form(values=kept), current, colors=colors)


def _typed_of(current: Current) -> Form:
    page = current.page
    colors = {"brand": page.brand_color, "accent": page.accent_color}
    return Form(values={**settings_forms.fresh(current), **colors})


def _theme(
    visit: Visit,
    form: Form,
    current: Current,
    theirs: Sequence[Fact] = (),
    *,
    logo_form: Form | None = None,
    colors: tuple[str, str] | None = None,
    status: int = 200,
) -> Reply:
    page = current.page
    brand, accent = colors or (page.brand_color, page.accent_color)
    return shell.shown(
        "settings_theme.html",
        visit,
        title="Theme",
        status=status,
        scripts=_SCRIPTS,
        form=form,
        logo_form=logo_form or Form(values=settings_forms.fresh(current)),
        theirs=theirs,
        known=page,
        seen=contrasts(brand, accent),
        is_tried=colors is not None,
        text_words=text_words,
        mark_words=mark_words,
        limits={"taken": PICTURES, "bytes": LOGO_BYTES, "most": size_words(LOGO_BYTES)},
    )
