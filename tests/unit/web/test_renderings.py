"""Renderings are kept while their view stands, up to a number of them and a weight."""

from functools import partial

from chalicelib.domain.snapshot import view
from chalicelib.web.renderings import rendered
from chalicelib.web.responses import Reply
from tests.specimens import NOON, snapshot


def made(count: int, size: int) -> list[str]:
    """Which addresses were made anew, when the first is asked for again after all the others."""
    shown, calls = view(snapshot(), None, NOON), list[str]()

    def make(name: str) -> Reply:
        calls.append(name)
        return Reply(body="x" * size)

    for name in (*map(str, range(count)), "0"):
        assert len(rendered(shown, (name,), partial(make, name)).body) == size
    return calls


def test_what_was_made_of_a_view_is_kept() -> None:
    assert made(100, 1000) == [str(n) for n in range(100)]


def test_a_crawler_fills_the_memory_neither_with_many_nor_with_large_ones() -> None:
    assert made(201, 10)[-1] == "0"
    assert made(20, 1_000_000)[-1] == "0"
    assert made(2, 40_000_000) == ["0", "1", "0"]
