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
from tests.bench import evenings, imports, lists, nights, pages, searching  # noqa: E402
from tests.bench.catalogue import Shelves  # noqa: E402
from tests.bench.clockwork import Row, seconds_of  # noqa: E402
from tests.bench.stock import Size, copy_of, fill  # noqa: E402
from tests.conftest import POSTGRES, make_app, scratch_postgres  # noqa: E402

# What pages are compared with that must not grow with the shop.
LITTLE = Size(waiting=5_000, closed=5_000, sold=500)
SMALL = Size(waiting=20_000, closed=50_000, sold=4_000)
FULL = Size(waiting=100_000, closed=1_000_000, sold=20_000)
FEW = Shelves(products=5_000, rows=50_000, customers=10_000)
MANY = Shelves(products=50_000, rows=500_000, customers=100_000)


def rows(folder: Path, size: Size, shelves: Shelves) -> Iterator[Row]:
    """Every measure, one after the other."""
    file, little = folder / "bench.db", f"sqlite:///{folder / 'little.db'}"
    _made(f"sqlite:///{file}", size)
    _made(little, LITTLE)
    work = copy_of(file, "work.db")
    yield from in_pages(f"sqlite:///{work}", little, folder)
    yield from lists.measured(f"sqlite:///{work}")
    yield from on_postgres(size, folder)
    yield from nights.tags(work)
    yield from nights.night(file, size)
    yield from of_evenings(f"sqlite:///{copy_of(file, 'evening.db')}", little)
    yield from imports.catalogue(folder)
    yield from searching.searches(folder, shelves)


def on_postgres(size: Size, folder: Path) -> Iterator[Row]:
    """Lists and pages once more on PostgreSQL, if there is one."""
    server = os.environ.get(POSTGRES)
    if not server:
        return
    with scratch_postgres(server) as url, scratch_postgres(server) as little:
        _made(url, size)
        _made(little, LITTLE)
        yield from nights.night_on_postgres(server, url, size)
        yield from lists.measured(url)
        yield from in_pages(url, little, folder)
        yield from of_evenings(url, little)


def in_pages(url: str, little: str, folder: Path) -> Iterator[Row]:
    """Whole pages of a big shop and of a little one, and acts."""
    with (
        tempfile.TemporaryDirectory(prefix="cl-vk-") as short,
        embedded_valkey.running(Path(short)) as valkey,
    ):
        yield from pages.lists(make_app(url, valkey))
        yield from pages.sizes(make_app(little, valkey), make_app(url, valkey))
        yield from pages.acts(make_app(url, valkey), folder)


def of_evenings(url: str, little: str) -> Iterator[Row]:
    """Tonight and Last night of a big shop and of a little one; they change them."""
    with (
        tempfile.TemporaryDirectory(prefix="cl-vk-") as short,
        embedded_valkey.running(Path(short)) as valkey,
    ):
        yield from evenings.tonight(make_app(little, valkey), make_app(url, valkey))
        yield from evenings.last_night(make_app(url, valkey))


def only_evenings(folder: Path, size: Size) -> Iterator[Row]:
    """They alone, on both databases."""
    big, little = f"sqlite:///{folder / 'bench.db'}", f"sqlite:///{folder / 'little.db'}"
    _made(big, size)
    _made(little, LITTLE)
    yield from of_evenings(big, little)
    if server := os.environ.get(POSTGRES):
        with scratch_postgres(server) as url, scratch_postgres(server) as few:
            _made(url, size)
            _made(few, LITTLE)
            yield from of_evenings(url, few)


def _made(url: str, size: Size) -> None:
    took, name = seconds_of(lambda: fill(url, size)), url.partition(":")[0]
    print(f"\n{size.waiting:,} lines wait, {size.closed:,} are closed ({name}, {took:.0f} s)\n")


def main() -> int:
    """Print the rows as they come, and at the end those that are over."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--full", action="store_true", help="a million closed lines; minutes")
    parser.add_argument("--search", action="store_true", help="searching only")
    parser.add_argument("--tags", action="store_true", help="tags only")
    parser.add_argument("--evenings", action="store_true", help="Tonight and Last night only")
    chosen = parser.parse_args()
    size, shelves = (FULL, MANY) if chosen.full else (SMALL, FEW)
    seen: list[Row] = []
    # On the disk that the app would use: elsewhere a commit may cost nothing.
    (ROOT / "var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=ROOT / "var") as folder:
        there = Path(folder)
        only = searching.searches(there, shelves) if chosen.search else None
        if chosen.tags:
            fill(f"sqlite:///{there / 'tags.db'}", Size(waiting=2_000, closed=100, sold=10))
            only = nights.tags(there / "tags.db")
        if chosen.evenings:
            only = only_evenings(there, size)
        print(_load())
        for row in only or rows(there, size, shelves):
            print(row, flush=True)
            seen.append(row)
    over = [row for row in seen if not row.held]
    print(f"\n{len(seen) - len(over)} of {len(seen)} budgets held. {_load()}", *over, sep="\n")
    return 1 if over else 0


def _load() -> str:
    """How busy the machine is: with others at work on it, times are theirs too."""
    running = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return f"Load of the machine: {running} on {os.cpu_count()} processors."


if __name__ == "__main__":
    sys.exit(main())
