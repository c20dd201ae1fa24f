"""The cast: one person of each role, one key of each that a key may have, and a stranger."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from chalicelib.domain.keys import ROLES as KEY_ROLES
from chalicelib.domain.roles import Role
from chalicelib.domain.sessions import csrf_token
from tests.gateway import Answer, Browser
from tests.team import AGENT, CLIENT, ROOT, Member, member
from tests.world import World

# Services are imported where they are used: they read the environment that the fixtures make.

FORM = "application/x-www-form-urlencoded"
BOUNDARY = "----WebKitFormBoundaryAbc123"
WITH_FILES = f"multipart/form-data; boundary={BOUNDARY}"
COOKIE = "__Host-candor"
NAMES = {
    Role.OWNER: "Olivia",
    Role.OPERATOR: "Otto",
    Role.COMMUNICATOR: "Carla",
    Role.VIEWER: "Vera",
}


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Somebody in a browser; `token` is their session's, empty for a stranger."""

    token: str = ""
    base: str = ""
    client: str = "198.51.100.7"

    @property
    def browser(self) -> Browser:
        headers = {"Accept": "text/html,*/*", "User-Agent": "Firefox"}
        cookie = {"Cookie": f"theme=dark; {COOKIE}={self.token}"} if self.token else {}
        return Browser(base=self.base, client=self.client, headers={**headers, **cookie})

    def get(self, path: str, **headers: str) -> Answer:
        return self.browser.get(path, **headers)

    def upload(
        self, path: str, fields: dict[str, str], files: dict[str, tuple[str, bytes]]
    ) -> Answer:
        """Send a form of one's own session with files, by field their name and what they hold."""
        own = {"csrf": csrf_token(self.token), **fields}
        parts = [(f'name="{name}"', value.encode()) for name, value in own.items()]
        parts += [
            (f'name="{name}"; filename="{file}"\r\nContent-Type: application/octet-stream', held)
            for name, (file, held) in files.items()
        ]
        body = b"".join(
            f"--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode()
            + held
            + b"\r\n"
            for head, held in parts
        )
        return self.browser.post(path, body + f"--{BOUNDARY}--\r\n".encode(), WITH_FILES)

    def post(self, path: str, fields: dict[str, Any] | None = None, **headers: str) -> Answer:
        """Send a form of one's own session."""
        own = {"csrf": csrf_token(self.token)} if self.token else {}
        body = urlencode({**own, **(fields or {})}, doseq=True)
        return self.browser.post(path, body, FORM, **headers)


class _Members(dict[Role, Member]):
    """Each joins when first asked for: keeping a passphrase takes its time."""

    def __init__(self, here: World) -> None:
        super().__init__()
        self._here = here

    def __missing__(self, role: Role) -> Member:
        self[role] = member(NAMES[role], role, now=self._here.clock.now())
        return self[role]


class Cast:
    """Everybody of it, in one world."""

    def __init__(self, here: World) -> None:
        self.here = here
        self.members = _Members(here)

    def visitor(self, role: Role | None, **where: str) -> Visitor:
        """Somebody of that role with a session that was just opened; a stranger for None."""
        from chalicelib.services.signing_in import opened
        from chalicelib.storage import people, sessions

        if role is None:
            return Visitor(**where)
        known = self.members[role]
        person = people.load().person(known.person.id)
        made = opened(person, client=CLIENT, agent=AGENT, now=self.here.clock.now())
        sessions.row_of(made.session).save()
        return Visitor(token=made.token, **where)

    def key(self, role: Role) -> str:
        """The text of a new key."""
        from chalicelib.services import keys

        assert role in KEY_ROLES
        now = self.here.clock.now()
        return keys.create(ROOT, name=f"Key of {role}", role=role, now=now).text

    def program(self, role: Role | None) -> Browser:
        """A program with a key of that role; without any for None."""
        own = {"Authorization": f"Bearer {self.key(role)}"} if role else {}
        return Browser(headers={"Accept": "application/json", **own})
