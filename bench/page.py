"""`make bench-page`: what it takes to show the page, amid an outage and with years behind it."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from unittest.mock import patch

from bench.bare import BROWSER, answer_to, beside_bare
from bench.capacity import Consumed, metered
from bench.first_view import compressed, requests
from bench.rows import Row
from bench.scene import Scene, engine, scene
from tests.gateway import event_of
from tests.lambda_context import Context

COMPONENTS = 30
SIZES = (10, 1_000)
A_DAY, A_YEAR, FIVE_YEARS = timedelta(days=1), timedelta(days=366), timedelta(days=5 * 365 + 1)
AT_MOST_BYTES, AT_MOST_TIMES, AT_MOST_READ_UNITS, AT_MOST_MORE = 14_000, 1.5, 250, 1.2
_NOTICE = "/down"
_DATA = (
    "/notice.json",
    "/api/v2/summary.json",
    "/history.atom",
    "/history.rss",
    "/maintenance.ics",
)
_LANGUAGES = ("en", "de", "fr")
_VIEWS, _A_SECOND = 1_000, 10


def main() -> None:
    with engine() as endpoint:
        with scene(endpoint, COMPONENTS, past=A_YEAR, languages=_LANGUAGES) as page:
            page.pass_minutes(2)
            for path in ("/", _NOTICE):
                _show_first_view(path)
            _show("CPU of a warm notice", iter([beside_bare(f"GET {_NOTICE}", _NOTICE)]))
            _show(f"CPU of a warm request, {COMPONENTS} components", _rows("/", "/de/", *_DATA))
            _show_crowd(_crowd(page))
        for size in SIZES:
            with scene(endpoint, size, past=A_DAY) as page:
                page.pass_minutes(2)
                _show(f"The same with {size:,} components", _rows("/", *_DATA))
        _show_history(endpoint)


def _show_first_view(path: str) -> None:
    body = answer_to(path)["body"]
    size, sent = len(body.encode()), compressed(body)
    print(f"First view of {path}, {COMPONENTS} components, a year of history, amid an outage")
    print(f"  {requests(body)} request, {size:,} bytes, {sent:,} compressed ", end="")
    print(f"(aim: at most {AT_MOST_BYTES:,})")


def _show_history(endpoint: str) -> None:
    """A warm view of a page that began yesterday, and of one that began five years ago."""
    measured = []
    for past in (A_DAY, FIVE_YEARS):
        with scene(endpoint, COMPONENTS, past=past) as page:
            page.pass_minutes(2)
            row = beside_bare(f"GET / with {past.days:,} days of history", "/")
            measured.append((row, _crowd(page)))
    (young, young_crowd), (old, old_crowd) = measured
    _show("With history", iter((young, old)))
    print(f"  {old.times / young.times:.2f} x as much with history (aim: at most {AT_MOST_MORE})")
    for crowd in (young_crowd, old_crowd):
        _show_crowd(crowd)


def _show(title: str, rows: Iterator[Row]) -> None:
    print(f"\n{title} (aim: at most {AT_MOST_TIMES} x bare)")
    for row in rows:
        print(row)


def _rows(*paths: str) -> Iterator[Row]:
    for path in paths:
        yield beside_bare(f"GET {path}", path)
        etag = answer_to(path)["headers"]["ETag"]
        yield beside_bare(f"GET {path} (304)", path, {"If-None-Match": etag})


@dataclass(slots=True)
class _Wristwatch:
    """What app.py asks for the age of what it holds."""

    shows: float

    def monotonic(self) -> float:
        return self.shows


@dataclass(slots=True)
class _Crowd:
    """What many views took in all."""

    consumed: Consumed
    cpu_s: float = 0.0


def _show_crowd(crowd: _Crowd) -> None:
    print(f"\n{_VIEWS:,} views of / at {_A_SECOND} a second, while the checks go on")
    print(f"  {crowd.consumed.read_units:.0f} read units (aim: at most {AT_MOST_READ_UNITS})")
    print(f"  {crowd.cpu_s / _VIEWS * 1000:.3f} ms of CPU each, reading and rendering included")


def _crowd(page: Scene) -> _Crowd:
    """The views of one function, which was cold; without what the ticks between them take."""
    import app

    crowd, began = _Crowd(Consumed()), page.here.clock.now()
    event, context, watch = event_of("GET", "/", BROWSER), Context("api_handler"), _Wristwatch(0.0)
    page.here.forget()
    with patch.object(app, "time", watch):
        for number in range(_VIEWS):
            watch.shows = number / _A_SECOND
            page.wait_until(began + timedelta(seconds=watch.shows))
            with metered(crowd.consumed):
                started = time.process_time()
                answer = app.app(event, context)
                crowd.cpu_s += time.process_time() - started
            assert answer["statusCode"] == 200
    return crowd


if __name__ == "__main__":
    main()
