"""Where the checks run, in words for readers."""

import botocore.session
import pytest

from chalicelib import settings
from chalicelib.domain.regions import place_of


def test_every_region_that_the_sdk_knows_has_a_place() -> None:
    known = botocore.session.get_session().get_available_regions("ec2", "aws")
    assert "eu-west-1" in known
    assert [region for region in known if place_of(region) == region] == []


def test_no_two_regions_have_the_same_place() -> None:
    known = botocore.session.get_session().get_available_regions("ec2", "aws")
    assert len({place_of(region) for region in known}) == len(known)


def test_a_region_that_is_not_known_yet_is_called_by_its_code() -> None:
    assert place_of("xx-moon-1") == "xx-moon-1"


@pytest.mark.parametrize(
    ("place", "told"), [("", "Dublin"), ("  ", "Dublin"), ("our own\n cellar", "our own cellar")]
)
def test_what_the_deployment_says_goes_before_the_regions_place(
    place: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    monkeypatch.setenv("PLACE", place)
    assert settings.place() == told
