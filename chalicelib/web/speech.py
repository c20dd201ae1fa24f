"""What templates speak with: `_`, `n_` and the filters that write times and numbers."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import escape

from chalicelib import markdown, words
from chalicelib.domain.answers import LINE_LENGTH, QUESTION_WORDS, SCALE_WORDS, SCORES
from chalicelib.domain.corrections import corrected, correction
from chalicelib.domain.incidents import name_of, text_of
from chalicelib.domain.messages import message_in
from chalicelib.domain.remarks import aspect_words
from chalicelib.domain.wording import stage_words, status_within, status_word
from chalicelib.words import Tongue


def globals_of(tongue: Tongue) -> Mapping[str, Any]:
    """`_` is `say` and `n_` is `say_n`; a value that is HTML already stays so, all else is text.

    `name_of`, `text_of` and `message_in` give what was written, in this language when it is there.
    """

    def say(text: str, **values: Any) -> str:
        if any(hasattr(value, "__html__") for value in values.values()):
            return escape(tongue.phrase(text)).format(**values)
        return tongue.say(text, **values)

    def say_n(one: str, many: str, n: int, **values: Any) -> str:
        if any(hasattr(value, "__html__") for value in values.values()):
            text = escape(tongue.phrase_n(one, many, n))
            return text.format(n=tongue.number(n), **values)
        return tongue.say_n(one, many, n, **values)

    return {
        "_": say,
        "n_": say_n,
        "tongue": tongue,
        "english": words.ENGLISH,
        "own_name": lambda code: words.tongue(code).name,
        "name_of": lambda told: name_of(told, tongue.code),
        "message_in": lambda message: message_in(message, tongue.code),
        "text_of": lambda update: text_of(update, tongue.code),
        "stage_words": stage_words(tongue),
        "aspect_words": aspect_words(tongue),
        "corrected": corrected,
        "correction": correction,
        "question_words": {each: tongue.say(text) for each, text in QUESTION_WORDS.items()},
        "scale_words": {each: tongue.say(text) for each, text in SCALE_WORDS.items()},
        "scores": SCORES,
        "line_length": LINE_LENGTH,
    }


def filters_of(tongue: Tongue) -> Mapping[str, Callable[..., str]]:
    """Each writes what it is given as the language does."""
    return {
        "clock_time": tongue.clock_time,
        "date": tongue.date,
        "date_and_time": tongue.date_and_time,
        "day": tongue.day,
        "duration": tongue.duration,
        "listed": tongue.listed,
        "markdown": markdown.html_of,
        "month": tongue.month,
        "number": tongue.number,
        "percent": tongue.percent,
        "short_date": tongue.short_date,
        "status_within": lambda status: status_within(status, tongue),
        "status_words": lambda status: status_word(status, tongue),
    }


def local_input(at: datetime, zone: str) -> str:
    """As a field of date and time takes it, in that time zone: 2026-03-01T12:30."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}"
