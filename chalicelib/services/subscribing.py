"""Subscribing by email: SNS asks the address itself, and nothing is sent before it says yes."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib import queues
from chalicelib.domain.allowances import connection_of
from chalicelib.domain.audiences import is_full, nearest_broader, needs_room, widest_digest
from chalicelib.domain.enrolments import SignUp
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.page import Component
from chalicelib.domain.selections import Selection, Updates
from chalicelib.domain.subscribers import PER_ADDRESS, PER_CLIENT, email_address, mailbox_of
from chalicelib.observability import logger
from chalicelib.services import limiting
from chalicelib.storage import audiences
from chalicelib.words import marked


class NoRoom(InvalidInput):
    """There are as many audiences as there may be; `offer` is the nearest that hears more."""

    def __init__(self, offer: Selection) -> None:
        super().__init__(
            marked(
                "So many choices were made that there is no room for another one. The nearest "
                "that hears all of yours stands here: send it once more if it suits you."
            )
        )
        self.offer = offer


def subscribe(
    typed: str,
    selection: Selection,
    *,
    components: Sequence[Component],
    client: str,
    now: datetime,
) -> str:
    """Have SNS ask the address whether it wants to hear; answers with the address as understood.

    It stands in a queue for that, so that many may sign up at once. The answer is the same for an
    address that is known, pending, new, or was asked for too often: nobody learns anything about
    others. `components` are all of the page. Raises InvalidInput for what is no address, NoRoom,
    TooManyRequests when this client asked too often, Unavailable when the queue doesn't answer.
    """
    address = email_address(typed)
    if offer := _offered_instead(selection, components):
        raise NoRoom(offer)
    limiting.require("client", connection_of(client), PER_CLIENT, now)
    if limiting.take("address", mailbox_of(address), PER_ADDRESS, now) is None:
        queues.send_sign_ups([SignUp(address=address, selection=selection)])
    else:
        logger.info("subscription not passed on: asked for too often")
    return address


def _offered_instead(selection: Selection, components: Sequence[Component]) -> Selection | None:
    known = audiences.load()
    is_digest = selection.updates is Updates.DIGEST
    language = selection.language
    everything = widest_digest(language) if is_digest else Selection(language=language)
    chosen = {each.selection.id: each.selection for each in known} | {everything.id: everything}
    if not (is_full(known) and needs_room(selection)) or selection.id in chosen:
        return None
    return nearest_broader(selection, chosen.values(), components)
