"""`make bench`: the CPU of a cold start and of a warm view."""

import platform
from datetime import UTC, datetime

from bench import cold_start, warm_view


def main() -> None:
    """Print both tables, ready to be pasted into docs/performance.md."""
    print(f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, `make bench`\n")
    print("CPU of `import app`, byte code compiled, median of fresh processes")
    for row in cold_start.measure():
        print(row)
    print("\nCPU of one warm view, through the handler, median of batches")
    for row in warm_view.measure():
        print(row)


main()
