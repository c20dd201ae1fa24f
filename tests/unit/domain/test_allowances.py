"""Who counts as one."""

import pytest

from chalicelib.domain.allowances import connection_of


@pytest.mark.parametrize(
    ("client", "connection"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2::7", "2001:db8:1:2::/64"),
        ("2001:0DB8:0001:0002:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::7", "2001:db8:1:3::/64"),
        ("fe80::7%eth0", "fe80::/64"),
        ("test-invoke-source-ip", "test-invoke-source-ip"),
        ("", ""),
    ],
)
def test_all_addresses_of_one_connection_are_counted_as_one(client: str, connection: str) -> None:
    assert connection_of(client) == connection
