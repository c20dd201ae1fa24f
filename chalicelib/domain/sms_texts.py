"""What an SMS says: one message of at most 160 characters, and the rest behind its link."""

from chalicelib.domain.gsm7 import fitted, septets, spelt

ROOM = 160  # septets of one SMS; more are sent, and paid for, as several
# What is left of a title that gives way to what stands after it.
_LEAST_TITLE = 20
# A word or two with three dots say less than nothing.
_LEAST_WORDS = 20


def news_text(*, page: str, title: str, status: str, body: str, link: str) -> str:
    """`<Page>: <title> - <status>. <what you notice>. <link>`, and never more than one SMS.

    The link is always whole, and the status stands in it wherever there is room: first the words
    give way, then the title, and then the page's name.
    """
    room = ROOM - septets(link) - 1
    ending = f" - {spelt(status)}."
    for before in (f"{spelt(page)}: ", ""):
        left = room - septets(before) - septets(ending)
        named = fitted(spelt(title), left) if left >= _LEAST_TITLE else ""
        if named:
            return _joined(_with_words(f"{before}{named}{ending}", spelt(body), room), link)
    return _joined(fitted(f"{spelt(page)}: {spelt(status)}.", room), link)


def code_text(sentence: str) -> str:
    """A sentence with a code at its beginning, cut to one SMS."""
    return fitted(spelt(sentence), ROOM)


def _with_words(head: str, words: str, room: int) -> str:
    left = room - septets(head) - 1
    return _joined(head, fitted(words, left) if left >= _LEAST_WORDS else "")


def _joined(*parts: str) -> str:
    return " ".join(filter(None, parts))
