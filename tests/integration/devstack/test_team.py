"""The team's pages in the devstack: handed on by one function, answered by another."""

import re

from tests.integration.devstack.samples import ask
from tests.whole_stack import started


def test_the_link_of_the_first_owner_leads_to_a_page() -> None:
    with started() as stack:
        (path,) = re.findall(r"http://localhost:\d+(/admin/welcome/\S+)", stack.greeting())
        answer = ask(stack.port, path)
        assert answer.status == 200
        assert b"You are the first" in answer.body
        assert b'href="otpauth://totp/' in answer.body
        assert ask(stack.port, "/admin").status == 303
