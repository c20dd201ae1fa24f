"""Wishes: what somebody wants of a subscription of a webhook or a chat, on its way to be done.

The function that strangers reach writes no subscription: it hands their wishes over.
"""

import json
from dataclasses import dataclass, field
from enum import StrEnum

from chalicelib.domain.selections import Selection


class Verb(StrEnum):
    ASK = "ask"
    CONFIRM = "confirm"
    CHANGE = "change"
    LEAVE = "leave"
    PROVE = "prove"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """ASK is about a `url`, all else about the subscriber whose link has that `token`; with a
    phone, the token is of the page where its `code` is typed, and PROVE brings that.

    `id` is of this wish alone, so that one that comes twice is known. A confirmation names its
    `selection_id`, as it was seen; a question and a change bring their selection.
    """

    id: str
    verb: Verb
    url: str = field(default="", repr=False)
    subscriber_id: str = ""
    token: str = field(default="", repr=False)
    selection: Selection | None = None
    selection_id: str = ""
    code: str = field(default="", repr=False)

    def to_json(self) -> str:
        return json.dumps(
            {
                "wish": self.verb,
                "id": self.id,
                "url": self.url,
                "subscriber_id": self.subscriber_id,
                "token": self.token,
                "selection": self.selection.facts if self.selection else None,
                "selection_id": self.selection_id,
                "code": self.code,
            }
        )

    @classmethod
    def from_json(cls, text: str) -> "Wish | None":
        """What `to_json` wrote; None for what else stands in that queue."""
        facts = json.loads(text)
        if "wish" not in facts:
            return None
        chosen = facts["selection"]
        return cls(
            id=facts["id"],
            verb=Verb(facts["wish"]),
            url=facts["url"],
            subscriber_id=facts["subscriber_id"],
            token=facts["token"],
            selection=Selection.of_facts(chosen) if chosen else None,
            selection_id=facts["selection_id"],
            code=facts.get("code", ""),
        )
