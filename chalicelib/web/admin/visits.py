"""A visit: one request of somebody who is known."""

from dataclasses import dataclass

from chalicelib.domain.actors import Actor
from chalicelib.services.signing_in import SignedIn
from chalicelib.web.requests import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """An entry of the navigation; `path` is below the page's own address."""

    label: str
    path: str
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Who asks for what. `csrf` is what each form of theirs has to send along.

    A program, which shows a key, has neither session nor `ways`.
    """

    request: Request
    actor: Actor
    signed_in: SignedIn | None = None
    csrf: str = ""
    ways: tuple[Way, ...] = ()

    @property
    def session(self) -> SignedIn:
        """The session of a person; pages always have one."""
        assert self.signed_in is not None
        return self.signed_in
