"""`python -m tests.bench [--full]`: measures, prints the table, ends with 1 if a budget is over."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "bin" / "lib"))

import embedded_valkey  # noqa: E402
from tests.bench import imports, lists, nights, pages, searching  # noqa: E402
from tests.bench.catalogue import Shelves  # noqa: E402
from tests.bench.clockwork import Row, seconds_of  # noqa: E402
from tests.bench.stock import Size, copy_of, fill  # noqa: E402
from tests.conftest import POSTGRES, make_app, scratch_postgres  # noqa: E402

SMALL = Size(waiting=20_000, closed=50_000, sold=4_000)
FULL = Size(waiting=100_000, closed=1_000_000, sold=20_000)
FEW = Shelves(products=5_000, rows=50_000, customers=10_000)
MANY = Shelves(products=50_000, rows=500_000, customers=100_000)


def rows(folder: Path, size: Size, shelves: Shelves) -> Iterator[Row]:
    """Every measure, one after the other."""
    file = folder / "bench.db"
    took = seconds_of(lambda: fill(f"sqlite:///{file}", size))
    print(f"{size.waiting:,} lines wait, {size.closed:,} are closed (made in {took:.0f} s)\n")
    work = copy_of(file, "work.db")
    with (
        tempfile.TemporaryDirectory(prefix="cl-vk-") as short,
        embedded_valkey.running(Path(short)) as valkey,
    ):
        app = make_app(f"sqlite:///{work}", valkey)
        yield from pages.lists(app)
        app = make_app(f"sqlite:///{work}", valkey)
        yield from pages.acts(app, folder)
    yield from lists.measured(f"sqlite:///{work}")
    yield from on_postgres(size)
    yield from nights.tags(work)
    yield from nights.night(file, size)
    yield from imports.catalogue(folder)
    yield from searching.searches(folder, shelves)


def on_postgres(size: Size) -> Iterator[Row]:
    """The lists once more on PostgreSQL, if there is one, and the pages that show them."""
    server = os.environ.get(POSTGRES)
    if not server:
        return
    with scratch_postgres(server) as url:
        took = seconds_of(lambda: fill(url, size))
        print(f"\nthe same on PostgreSQL (made in {took:.0f} s)")
        yield from nights.night_on_postgres(server, url, size)
        yield from lists.measured(url)
        with (
            tempfile.TemporaryDirectory(prefix="cl-vk-") as short,
            embedded_valkey.running(Path(short)) as valkey,
        ):
            yield from pages.lists(make_app(url, valkey))


def main() -> int:
    """Print the rows as they come."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--full", action="store_true", help="a million closed lines; minutes")
    parser.add_argument("--search", action="store_true", help="searching only")
    parser.add_argument("--tags", action="store_true", help="tags only")
    chosen = parser.parse_args()
    size, shelves = (FULL, MANY) if chosen.full else (SMALL, FEW)
    held = True
    # On the disk that the app would use: elsewhere a commit may cost nothing.
    (ROOT / "var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=ROOT / "var") as folder:
        there = Path(folder)
        only = searching.searches(there, shelves) if chosen.search else None
        if chosen.tags:
            fill(f"sqlite:///{there / 'tags.db'}", Size(waiting=2_000, closed=100, sold=10))
            only = nights.tags(there / "tags.db")
        for row in only or rows(there, size, shelves):
            print(row, flush=True)
            held = held and row.held
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
