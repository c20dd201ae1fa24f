"""The reliability reminder in words: on the page, in the notice and below mails."""

from datetime import timedelta
from decimal import Decimal

from chalicelib.domain.days import DAY, HOUR
from chalicelib.domain.reliability import Reliability, Tone
from chalicelib.words import Tongue

_COVERAGE_SAID_BELOW = Decimal(99)


def reminder(known: Reliability | None, tongue: Tongue) -> str:
    """What the record may say for itself; "" when there is none, or it is better not spoken of.

    Calm when all is well. While something is wrong it is modest: it says that an outage counts, and
    nothing of the time without.
    """
    if known is None or known.tone is Tone.SILENT or known.uptime is None:
        return ""
    sentences = [_available(known, tongue)]
    if known.coverage is not None and known.coverage < _COVERAGE_SAID_BELOW:
        seen = tongue.percent(known.coverage)
        sentences.append(tongue.say("Our checks saw {percent} of the time.", percent=seen))
    if known.tone is Tone.CALM:
        sentences.append(_runs(known, tongue))
    elif known.since_outage is None:
        sentences.append(tongue.say("What goes wrong now counts in it."))
    if known.told is not None:
        sentences.append(_told(known, tongue))
    return tongue.sentences(*sentences)


def stretch_words(known: Reliability, tongue: Tongue) -> str:
    """How long the record is: the last 12 months, the last 47 days."""
    if known.is_year:
        return tongue.say("the last 12 months")
    days = known.span // DAY
    return tongue.say_n("the last {n} day", "the last {n} days", days)


def _available(known: Reliability, tongue: Tongue) -> str:
    assert known.uptime is not None
    return tongue.say_n(
        "Available {percent} of {stretch}: {available} of {n} hour.",
        "Available {percent} of {stretch}: {available} of {n} hours.",
        known.hours,
        percent=tongue.percent(known.uptime),
        stretch=stretch_words(known, tongue),
        available=tongue.number(known.available_hours),
    )


def _runs(known: Reliability, tongue: Tongue) -> str:
    if not known.had_outage:
        return tongue.say("Not one outage was seen in that time.")
    since, longest = known.since_outage or timedelta(), known.longest_run
    if since < HOUR:
        return ""
    if since >= longest:
        return tongue.say(
            "{since} since the last outage, the longest run so far.", since=_days(since, tongue)
        )
    return tongue.say(
        "{since} since the last outage, the longest run {longest}.",
        since=_days(since, tongue),
        longest=_days(longest, tongue),
    )


def _told(known: Reliability, tongue: Tongue) -> str:
    assert known.told is not None
    return tongue.say_n(
        "When something broke, the first notice was out within {time}: median of {n} incident.",
        "When something broke, the first notice was out within {time}: median of {n} incidents.",
        known.told.count,
        time=tongue.duration(known.told.median + timedelta(seconds=59)),
    )


def _days(span: timedelta, tongue: Tongue) -> str:
    """Whole days; below two of them, hours."""
    if span >= 2 * DAY:
        return tongue.say_n("{n} day", "{n} days", span // DAY)
    return tongue.say_n("{n} hour", "{n} hours", span // HOUR)
