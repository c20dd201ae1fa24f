"""What stands below each mail: the reliability reminder, and what the company says besides."""

from dataclasses import dataclass

from chalicelib.domain.messages import Message, message_in
from chalicelib.domain.reliability import Reliability
from chalicelib.domain.reminder import reminder
from chalicelib.words import Tongue


@dataclass(frozen=True, slots=True)
class Footer:
    """What it is made of; nothing of it is also fine."""

    known: Reliability | None = None
    messages: tuple[Message, ...] = ()

    def said_in(self, tongue: Tongue) -> str:
        """Plain text, a paragraph each; "" when there is nothing to say."""
        said = [reminder(self.known, tongue), *(_said(each, tongue) for each in self.messages)]
        return "\n\n".join(paragraph for paragraph in said if paragraph)


def _said(message: Message, tongue: Tongue) -> str:
    words = message_in(message, tongue.code).text
    return f"{words}\n{message.link.text}: {message.link.url}" if message.link else words
