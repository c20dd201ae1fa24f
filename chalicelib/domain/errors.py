"""The errors of Candor. Each is a sentence fit to show: what happened, to what, and what to do.

CandorError
├── InvalidInput        what somebody gave us can't be used; the sentence says how to mend it
├── TooLarge            more was sent than can be taken at once
├── NotSignedIn         it isn't known who asks, or not any more; signing in helps
├── Forbidden           this can't be asked for from there, or not by whoever asks
├── NotFound            the thing that was asked for isn't there
├── TooManyRequests     asked too often; `retry_after` says when it may be tried again
├── Conflict            it goes against what somebody did meanwhile; the sentence says what to do
├── LostRace            somebody else wrote first: load again and decide again
├── Unavailable         a service that we stand on didn't answer; trying again may help
└── DeliveryFailed      news couldn't be handed over; `permanent` says that trying again is no use,
                        and `retry_after` when whoever refused it wants to be asked again, if they
                        say so
"""

from datetime import timedelta

from chalicelib.words import ENGLISH, Tongue


class CandorError(Exception):
    """Anything that Candor says in a sentence; `{name}` in its text becomes that value.

    What readers may meet is `marked`, and can be said in their language; `str` is English.
    """

    def __init__(self, text: str, **values: object) -> None:
        self.text = text
        self.values = values
        super().__init__(self.said_in(ENGLISH))

    def said_in(self, tongue: Tongue) -> str:
        """The sentence in that language, with durations in words."""
        spoken = {
            name: tongue.duration(value) if isinstance(value, timedelta) else value
            for name, value in self.values.items()
        }
        return tongue.say(self.text, **spoken)


class InvalidInput(CandorError):
    pass


class TooLarge(CandorError):
    pass


class NotSignedIn(CandorError):
    pass


class Forbidden(CandorError):
    pass


class NotFound(CandorError):
    pass


class TooManyRequests(CandorError):
    def __init__(self, text: str, *, retry_after: timedelta, **values: object) -> None:
        super().__init__(text, **values)
        self.retry_after = retry_after


class Conflict(CandorError):
    pass


class LostRace(CandorError):
    pass


class Unavailable(CandorError):
    pass


class DeliveryFailed(CandorError):
    def __init__(
        self,
        text: str,
        *,
        permanent: bool,
        retry_after: timedelta | None = None,
        **values: object,
    ) -> None:
        super().__init__(text, **values)
        self.permanent = permanent
        self.retry_after = retry_after
