"""A page whose checks are looked at by the team; one of them carries secrets."""

import re
from typing import Any

from tests.gateway import Answer
from tests.integration.web.admin.cast import Visitor
from tests.target import Target

SECRET = "s3cr3t-0123"


def document(target: Target) -> dict[str, Any]:
    """A component of two checks, one of which carries secrets; one of one; one of none."""
    secretive = {
        "url": f"{target.url}/pay?token={SECRET}",
        "method": "POST",
        "headers": {"Authorization": f"Bearer {SECRET}"},
        "body": SECRET,
    }
    return {
        "page": {"name": "Demo Shop", "allow_addresses": ["127.0.0.1"]},
        "components": [
            {
                "key": "checkout",
                "name": "Checkout",
                "checks": [
                    {"key": "home", "http": {"url": f"{target.url}/home"}},
                    {"key": "pay", "name": "Paying", "http": secretive},
                ],
            },
            {"key": "office", "name": "Our office"},
        ],
        "groups": [
            {
                "key": "rest",
                "name": "The rest",
                "components": [
                    {
                        "key": "search",
                        "name": "Search",
                        "checks": [{"key": "page", "http": {"url": f"{target.url}/search"}}],
                    }
                ],
            }
        ],
    }


def component(key: str) -> Any:
    from chalicelib.services.in_force import definition_in_force

    return next(each for each in definition_in_force().components if each.key == key)


def check(key: str) -> Any:
    from chalicelib.services.in_force import definition_in_force

    return next(each for each in definition_in_force().checks if each.key == key)


def address(key: str) -> str:
    return f"/admin/components/{component(key).id}"


def result_of(by: Visitor, sent: Answer) -> Answer:
    assert sent.status == 303, sent.text
    return by.get(sent.headers["location"])


def words_of(answer: Answer) -> str:
    """The text of the page itself, below its navigation."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text.partition("<main")[2]).split())
