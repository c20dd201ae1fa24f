"""The page's public address: what links in mails, feeds and JSON start with."""

from chalicelib import settings
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.page import PageSettings


def public_url(page: PageSettings) -> str:
    """Without a trailing slash: the deployment's BASE_URL, else the page's own `url`.

    Never made of a request's Host header, which a stranger chooses. Raises InvalidInput when
    neither is set.
    """
    url = settings.base_url() or page.url
    if not url:
        raise InvalidInput(
            "The page has no address: set page.url in the page definition, or BASE_URL in the "
            "deployment's environment."
        )
    return url.rstrip("/")
