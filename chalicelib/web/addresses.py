"""Where things stand on the page: absolute addresses for mails, feeds, data and badges."""

from chalicelib.domain.snapshot import View
from chalicelib.words import Tongue


def incident_url(page_url: str, incident_id: str) -> str:
    return f"{page_url}/incidents/{incident_id}"


def maintenance_url(page_url: str, maintenance_id: str) -> str:
    return f"{page_url}/maintenances/{maintenance_id}"


def component_url(page_url: str, component_id: str) -> str:
    return f"{page_url}/components/{component_id}"


def url_in(view: View, tongue: Tongue) -> str:
    """What addresses on the page begin with, for readers of that language.

    That of the page's first language has no code in it.
    """
    url = view.snapshot.url
    return f"{url}/{tongue.code}" if tongue.code in view.snapshot.page.languages[1:] else url
