"""The AWS accounts of customers that may listen to the notifications topic by themselves."""

import re

from chalicelib.domain.places import Place, Unusable, list_of, quoted
from chalicelib.domain.scalars import raw_text

# SNS takes 30 KB of a topic's policy.
AT_MOST = 200
_ACCOUNT = re.compile(r"[0-9]{12}", re.ASCII)


def aws_accounts(place: Place) -> tuple[str, ...]:
    """Their ids, each once."""
    read = list_of(_account)(place)
    if len(read) > AT_MOST:
        raise Unusable(f"There are {len(read)} accounts here; write at most {AT_MOST}.")
    if again := next((each for n, each in enumerate(read) if each in read[:n]), None):
        raise Unusable(f"{quoted(again)} stands here twice; once is enough.")
    return read


def _account(place: Place) -> str:
    """Without quotes YAML reads a number, which has lost its zeros at the front."""
    text = raw_text(place)
    if not _ACCOUNT.fullmatch(text):
        raise Unusable(
            f"{quoted(text)} isn't the id of an AWS account; write its 12 digits, without hyphens."
        )
    return text
