"""Confirmations: a webhook or a chat is first asked whether it wants to hear."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

# Somebody waits for it in front of a screen, and may ask again.
TRIED_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """Asks whether news of the page is wanted there; who says yes follows the link beside it.

    `secret`, for a webhook, is what all that is posted there is signed with, and `code`, for a
    phone, what is typed to say yes; they are put in when this is sent, and kept nowhere with it.
    """

    id: str
    page_name: str
    page_url: str
    language: str
    at: datetime
    secret: str = field(default="", repr=False)
    code: str = field(default="", repr=False)

    @property
    def sent_id(self) -> str:
        """The same at each retry."""
        return self.id
