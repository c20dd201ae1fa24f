"""What customer service is given to say."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.incidents import Aspect, Incident, Stage
from chalicelib.domain.kit import SOCIAL_LENGTH, Kit, kit
from chalicelib.words import ENGLISH
from tests.specimens import PAGE, incident, minute, update

BASE = "https://status.example.com"


def made(told: Incident, **plain: str) -> Kit:
    return kit(told, plain, page=PAGE, base_url=BASE, tongue=ENGLISH)


def test_it_is_made_of_the_update_and_ends_with_the_link() -> None:
    promising = replace(update(), next_update_by=minute(30))
    told = incident("0incident000", promising, name="Payments fail")
    given_ = made(told, body="We are on it.\n\n- Cards", what_still_works="Your cart is kept.")
    assert given_.chat.splitlines() == [
        "Payments fail.",
        "We are on it. - Cards",
        "Your cart is kept.",
        "Next update by 12:30 UTC.",
        "https://status.example.com/i/0incident000",
    ]
    assert given_.phone == (
        "Payments fail. We are on it. - Cards Your cart is kept. Next update by 12:30 UTC."
    )
    assert given_.social == "Payments fail. https://status.example.com/i/0incident000"
    assert given_.changed_at == told.updated_at


def test_what_is_not_known_is_not_promised() -> None:
    unsure = made(incident("0incident000", update()))
    assert "A cause: it isn't known yet." in unsure.not_promised
    assert any("safe" in each for each in unsure.not_promised)
    sure = replace(update(stage=Stage.IDENTIFIED), aspects={Aspect.SAFE: "All is safe."})
    told = made(incident("0incident000", sure))
    assert "A cause: it isn't known yet." not in told.not_promised
    assert not any("safe" in each for each in told.not_promised)


def test_once_it_is_over_no_time_is_at_stake() -> None:
    over = incident("0incident000", update(), update(2, Stage.RESOLVED))
    assert made(over).not_promised[0] == "That it can't happen again."
    late = replace(over, updated_at=over.updated_at + timedelta(hours=1))
    assert made(late).changed_at == late.updated_at


@given(st.text(min_size=1, max_size=400), st.text(max_size=600))
def test_a_post_fits_whatever_is_written(name: str, noticed: str) -> None:
    told = incident("0incident000", update(), name=name)
    post = made(told, what_you_notice=noticed).social
    assert len(post) <= SOCIAL_LENGTH
    assert post.endswith("/i/0incident000")
