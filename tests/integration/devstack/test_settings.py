from datetime import timedelta
from pathlib import Path

import pytest

from devstack import settings
from devstack.settings import WrongSetting

PAGE = str(Path(__file__))  # any file will do


def test_without_a_word_it_is_port_8000_at_the_speed_of_the_wall() -> None:
    chosen = settings.read({"PAGE": PAGE})
    assert (chosen.page_url, chosen.console_url) == (
        "http://localhost:8000",
        "http://localhost:8001",
    )
    assert chosen.speed == 1
    assert chosen.state_file is None


def test_an_empty_setting_counts_as_none() -> None:
    chosen = settings.read({"PAGE": PAGE, "PORT": "", "SPEED": "", "DYNAMODB_ENDPOINT": ""})
    assert chosen == settings.read({"PAGE": PAGE})


def test_only_the_demo_page_has_a_past_without_a_word() -> None:
    assert settings.read({}).past == timedelta(days=90)
    assert settings.read({"PAST": "", "PAGE": PAGE}).past is None
    assert settings.read({"PAST": "0"}).past is None


@pytest.mark.parametrize(("text", "days"), [("1d", 1), ("730d", 730), ("2y", 730), ("10y", 3650)])
def test_a_past_may_be_asked_for_in_days_and_years(text: str, days: int) -> None:
    assert settings.read({"PAGE": PAGE, "PAST": text}).past == timedelta(days=days)


def test_each_dynamodb_engine_has_a_state_of_its_own() -> None:
    one, other = (
        settings.read({"PAGE": PAGE, "DYNAMODB_ENDPOINT": f"http://localhost:{port}"}).state_file
        for port in (8042, 8043)
    )
    assert one == Path(".state/localhost-8042.sqlite")
    assert one != other


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "http", "PORT is 'http'; it must be a whole number from 1 to 65532"),
        ("PORT", "0", "PORT is '0'; it must be a whole number from 1 to 65532"),
        ("PORT", "65533", "as the 3 ports after it are used too."),
        ("PAGE", "no/such.yaml", "PAGE is 'no/such.yaml', which is not a file"),
        ("SPEED", "fast", "SPEED is 'fast'; it must be a number above 0, and at most 600."),
        ("SPEED", "0", "SPEED is '0'"),
        ("SPEED", "-1", "SPEED is '-1'"),
        ("SPEED", "nan", "SPEED is 'nan'"),
        ("SPEED", "inf", "SPEED is 'inf'"),
        ("PAST", "long ago", "PAST is 'long ago'; it must be a number of days or years"),
        ("PAST", "90", "PAST is '90'"),
        ("PAST", "0d", "PAST is '0d'"),
        ("PAST", "-1d", "PAST is '-1d'"),
        ("PAST", "11y", "PAST is '11y'; it must be a number of days or years up to ten years"),
        ("POWERTOOLS_LOG_LEVEL", "LOUD", "POWERTOOLS_LOG_LEVEL is 'LOUD'; it can be DEBUG"),
        ("DYNAMODB_ENDPOINT", "localhost:8042", "it must be the URL of a DynamoDB engine"),
        ("DYNAMODB_ENDPOINT", "http://localhost:no", "DYNAMODB_ENDPOINT is 'http://localhost:no'"),
    ],
)
def test_a_wrong_setting_is_one_sentence_that_names_it(
    name: str, value: str, sentence: str
) -> None:
    with pytest.raises(WrongSetting) as refused:
        settings.read({"PAGE": PAGE, name: value})
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)
