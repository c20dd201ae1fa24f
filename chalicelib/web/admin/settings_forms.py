"""Forms of the page's settings: what they have in common, and what stands where."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from chalicelib.domain.errors import Conflict, InvalidInput
from chalicelib.domain.hands import Hand
from chalicelib.domain.page import Link, PageSettings
from chalicelib.domain.page_settings import page_entries
from chalicelib.domain.settings_facts import settings_facts
from chalicelib.domain.settings_fields import FIELDS
from chalicelib.services import page_settings
from chalicelib.services.page_settings import Current
from chalicelib.web.admin import fields, shell, wishes, words_form
from chalicelib.web.admin.fields import Form, Typed
from chalicelib.web.admin.visits import Visit
from chalicelib.web.errors import status_of
from chalicelib.web.responses import Reply

ROOT = "/admin/settings"
_BLANK_ROWS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What a setting is, in words, and who made it so since the last apply."""

    label: str
    text: str
    hand: Hand | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Settings that are changed together: where, and which."""

    path: str
    title: str
    labels: Mapping[str, str]

    def facts(self, current: Current) -> tuple[Fact, ...]:
        """What they say now."""
        known, hands = settings_facts(current.page), current.hands
        return tuple(
            Fact(label=label, text=known[name] or "nothing", hand=hands.get(name))
            for name, label in self.labels.items()
        )


WORDS = Part(
    path=f"{ROOT}/words",
    title="Words",
    labels={
        "name": "Name",
        "support_url": "Help",
        "ask": "Question after an incident",
        "links.header": "Links above",
        "links.footer": "Links below",
    },
)
THEME = Part(
    path=f"{ROOT}/theme",
    title="Theme",
    labels={"colors.brand": "Brand", "colors.accent": "Accent", "logo": "Logo"},
)
NOTICE = Part(
    path=f"{ROOT}/notice", title="Notice", labels={"notice.contacts": "Other ways to reach you"}
)
SIGNERS = Part(path=f"{ROOT}/signers", title="Who signs", labels={"signers": "People"})
TEMPLATES = Part(path=f"{ROOT}/templates", title="Templates", labels={"templates": "Templates"})

# What `candor apply` alone changes, by where it stands in the definition.
_FIXED = {
    ("url",): "Where the page is read",
    ("time_zone",): "Time zone",
    ("languages",): "Languages",
    ("veto",): "How long drafts of automatic incidents wait",
    ("join_window",): "How long failures join an incident",
    ("reliability_floor",): "Reliability that is spoken of, in percent",
    ("keep_results",): "How long single results are kept",
    ("allow_addresses",): "Private networks that checks look at",
    ("mails_per_hour",): "Mails in an hour, at most",
    ("digest_at",): "When the daily summary is sent",
    ("aws_accounts",): "AWS accounts that may listen by themselves",
    ("notice", "origins"): "Where the product is",
    ("notice", "glance"): "What a visitor's browser looks at",
}

Shown = Callable[[Form, Current, Sequence[Fact], int], Reply]


def fixed(page: PageSettings) -> tuple[Fact, ...]:
    """What isn't changed here."""
    known = {entry.path: entry.value for entry in page_entries(page)}
    assert set(known) == {*FIELDS, *_FIXED}, "each setting is changed here, or said not to be"
    return tuple(Fact(label=label, text=_text(known[path])) for path, label in _FIXED.items())


def fresh(current: Current) -> dict[str, str]:
    """What a form carries to be one, made of these settings."""
    return {**wishes.fresh(), wishes.BASED_ON: str(current.revision)}


def saved(
    visit: Visit,
    typed: Typed,
    change: Callable[[], object],
    shown: Shown,
    part: Part,
    places: Mapping[str, str] = fields.NOWHERE,
    hidden: Sequence[str] = (),
) -> Reply:
    """Change them, or show the form with what is wrong with it.

    Who was slower than somebody else finds what the settings say now beside what they typed.
    """
    try:
        change()
    except (InvalidInput, Conflict) as error:
        current = page_settings.current()
        form = fields.again(words_form.kept(typed), error, hidden=hidden, places=places)
        if not isinstance(error, Conflict):
            return shown(form, current, (), status_of(error))
        renewed = {**form.values, **fresh(current)}
        again = Form(values=renewed, wrong=form.wrong)
        return shown(again, current, part.facts(current), status_of(error))
    return shell.done(visit, part.path, "settings-saved")


def links_typed(prefix: str, links: Sequence[Link]) -> dict[str, str]:
    """The fields of the links."""
    return {
        f"{prefix}.{number}.{part}": text
        for number, link in enumerate(links)
        for part, text in (("text", link.text), ("url", link.url))
    }


def links_of(typed: Typed, prefix: str, most: int) -> tuple[list[dict[str, str]], dict[str, str]]:
    """The rows that aren't blank, and which field each place of their list is of."""
    found: list[dict[str, str]] = []
    places = {prefix: f"{prefix}.0.text"}
    for number in range(most):
        row = {part: typed.get(f"{prefix}.{number}.{part}", "").strip() for part in ("text", "url")}
        if any(row.values()):
            at = f"{prefix}[{len(found)}]"
            places |= {f"{at}.{part}": f"{prefix}.{number}.{part}" for part in row}
            found.append({part: text for part, text in row.items() if text})
    return found, places


def rows(form: Form, prefix: str, most: int) -> list[int]:
    """The numbers of the rows to show: those with something in them, and two more."""
    filled = [number for number in range(most) if any(_row(form, prefix, number))]
    return list(range(min(most, max(filled, default=-1) + 1 + _BLANK_ROWS)))


def _row(form: Form, prefix: str, number: int) -> Iterator[str]:
    for part in ("text", "url"):
        yield form.value(f"{prefix}.{number}.{part}").strip()


def _text(value: object) -> str:
    match value:
        case None | []:
            return "nothing"
        case list():
            return ", ".join(map(str, value))
        case dict():
            return ", ".join(f"{name}: {text}" for name, text in value.items())
    return str(value)
