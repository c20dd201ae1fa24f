"""What the team sees of addresses: what may be a secret is left out."""

import pytest

from chalicelib.domain.watched import shown_url


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://shop.example/health", "https://shop.example/health"),
        ("http://10.0.0.7:8080", "http://10.0.0.7:8080"),
        ("https://shop.example/health?token=abc", "https://shop.example/health?…"),
        ("https://shop.example/?", "https://shop.example/"),
        ("https://ann:abc@shop.example/a", "https://shop.example/a"),
        ("https://shop.example/a#abc", "https://shop.example/a?…"),
    ],
)
def test_an_address_is_shown_without_its_secrets(url: str, shown: str) -> None:
    assert shown_url(url) == shown
