"""The page's settings, changed by the team: all of them, the words, and what the notice says."""

from collections.abc import Sequence

from chalicelib.domain.links import FOOTER_AT_MOST, HEADER_AT_MOST
from chalicelib.domain.notice_settings import CONTACTS_AT_MOST
from chalicelib.services import page_settings
from chalicelib.web.admin import fields, settings_forms, shell, wishes
from chalicelib.web.admin.fields import Form
from chalicelib.web.admin.settings_forms import Fact
from chalicelib.web.admin.visits import Visit
from chalicelib.web.responses import Reply

_PARTS = (
    settings_forms.WORDS,
    settings_forms.THEME,
    settings_forms.NOTICE,
    settings_forms.SIGNERS,
    settings_forms.TEMPLATES,
)
_LINKS = (
    ("links.header", "Links above", HEADER_AT_MOST),
    ("links.footer", "Links below", FOOTER_AT_MOST),
)
_CONTACTS = "notice.contacts"
_QUESTIONS = (
    ("", "Nothing"),
    ("informed", "Did we keep you informed?"),
    ("recommend", "Would you recommend us?"),
)


def everything(visit: Visit) -> Reply:
    """What the settings say, part by part, and what is changed elsewhere."""
    current = page_settings.current()
    return shell.shown(
        "settings.html",
        visit,
        title="Settings",
        parts=[(part, part.facts(current)) for part in _PARTS],
        fixed=settings_forms.fixed(current.page),
    )


def words(visit: Visit) -> Reply:
    """The form of name, help and links."""
    current = page_settings.current()
    page = current.page
    typed = {
        **settings_forms.fresh(current),
        "name": page.name,
        "support_url": page.support_url or "",
        "ask": page.ask.value if page.ask else "",
        **settings_forms.links_typed("links.header", page.links_header),
        **settings_forms.links_typed("links.footer", page.links_footer),
    }
    return _words(visit, Form(values=typed), ())


def change_words(visit: Visit) -> Reply:
    """Change them, or show the form with what is wrong with it."""
    typed = fields.sent(visit.request)
    header, of_header = settings_forms.links_of(typed, "links.header", HEADER_AT_MOST)
    footer, of_footer = settings_forms.links_of(typed, "links.footer", FOOTER_AT_MOST)
    values = {
        "name": typed.get("name", ""),
        "support_url": typed.get("support_url", "").strip() or None,
        "ask": typed.get("ask", "") or None,
        "links": {"header": header, "footer": footer},
    }
    return settings_forms.saved(
        visit,
        typed,
        lambda: page_settings.change(wishes.of_form(visit, typed, values)),
        lambda form, _current, theirs, status: _words(visit, form, theirs, status=status),
        settings_forms.WORDS,
        of_header | of_footer,
    )


def notice(visit: Visit) -> Reply:
    """The form of the other ways to reach the company."""
    current = page_settings.current()
    contacts = settings_forms.links_typed(_CONTACTS, current.page.notice.contacts)
    return _notice(visit, Form(values={**settings_forms.fresh(current), **contacts}), ())


def change_notice(visit: Visit) -> Reply:
    """Change them, or show the form with what is wrong with it."""
    typed = fields.sent(visit.request)
    contacts, places = settings_forms.links_of(typed, _CONTACTS, CONTACTS_AT_MOST)
    values = {"notice": {"contacts": contacts}}
    return settings_forms.saved(
        visit,
        typed,
        lambda: page_settings.change(wishes.of_form(visit, typed, values)),
        lambda form, _current, theirs, status: _notice(visit, form, theirs, status=status),
        settings_forms.NOTICE,
        places,
    )


def _words(visit: Visit, form: Form, theirs: Sequence[Fact], *, status: int = 200) -> Reply:
    return shell.shown(
        "settings_words.html",
        visit,
        title="Words",
        status=status,
        form=form,
        theirs=theirs,
        questions=_QUESTIONS,
        links=[
            (prefix, title, settings_forms.rows(form, prefix, most))
            for prefix, title, most in _LINKS
        ],
    )


def _notice(visit: Visit, form: Form, theirs: Sequence[Fact], *, status: int = 200) -> Reply:
    return shell.shown(
        "settings_notice.html",
        visit,
        title="Notice",
        status=status,
        form=form,
        theirs=theirs,
        prefix_of_links=_CONTACTS,
        rows=settings_forms.rows(form, _CONTACTS, CONTACTS_AT_MOST),
    )
