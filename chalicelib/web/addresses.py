"""What the page's addresses begin with, in each language."""

from chalicelib.domain.snapshot import View
from chalicelib.words import Tongue


def url_in(view: View, tongue: Tongue) -> str:
    """What addresses on the page begin with, for readers of that language.

    That of the page's first language has no code in it.
    """
    url = view.snapshot.url
    return f"{url}/{tongue.code}" if tongue.code in view.snapshot.page.languages[1:] else url
