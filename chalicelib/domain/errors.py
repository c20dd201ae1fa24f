"""The errors of Candor. Each is a sentence fit to show: what happened, to what, and what to do.

CandorError
├── InvalidInput        what somebody gave us can't be used; the sentence says how to mend it
├── NotFound            the thing that was asked for isn't there
├── TooManyRequests     asked too often; `retry_after` says when it may be tried again
├── LostRace            somebody else wrote first: load again and decide again
├── Unavailable         a service that we stand on didn't answer; trying again may help
└── DeliveryFailed      news couldn't be handed over; `permanent` says whether to try again
"""

from datetime import timedelta


class CandorError(Exception):
    """Anything that Candor says in a sentence."""


class InvalidInput(CandorError):
    pass


class NotFound(CandorError):
    pass


class TooManyRequests(CandorError):
    def __init__(self, message: str, *, retry_after: timedelta) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class LostRace(CandorError):
    pass


class Unavailable(CandorError):
    pass


class DeliveryFailed(CandorError):
    def __init__(self, message: str, *, permanent: bool) -> None:
        super().__init__(message)
        self.permanent = permanent
