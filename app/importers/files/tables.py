"""A header and its rows: what every import works with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import NamedTuple

from app.importers.files.delimited import Raw, delimiter_of, rows_of
from app.importers.files.limits import (
    LONGEST_CELL,
    LONGEST_HEADING,
    MOST_COLUMNS,
    MOST_ROWS,
    FileRefused,
)

# A title, a date, an address may stand above the header, in one cell each.
_MOST_ABOVE = 10
# A file without names of columns begins with goods. Names are shown to everybody, amounts are not.
_AMOUNT = re.compile(r"[-+$€£\s]*\d[\d.,'\s]*[.,]\d+[$€£%\s]*")


class Record(NamedTuple):
    """One row under the header: where it begins in the file, its cells, and why it has none."""

    number: int
    cells: Sequence[str]
    problem: str = ""


@dataclass(frozen=True)
class Table:
    """A table of text: `header` names every column, no two alike."""

    header: tuple[str, ...]
    delimiter: str
    _text: str
    _first: int

    def records(self) -> Iterator[Record]:
        """The rows under the header, in order. Raises FileRefused when there are too many."""
        width = len(self.header)
        for count, raw in enumerate(self._below(), 1):
            if count > MOST_ROWS:
                raise FileRefused(f"The file has more than {MOST_ROWS:,} rows. Please split it.")
            yield _fitted(raw, width)

    def first(self, many: int) -> list[Record]:
        """Some rows to look at."""
        return list(islice(self.records(), many))

    def _below(self) -> Iterator[Raw]:
        return (raw for raw in rows_of(self._text, self.delimiter) if raw.number > self._first)


def open_table(text: str, delimiter: str = "") -> Table:
    """The table in `text`; without a delimiter it is recognised. Raises FileRefused."""
    mark = delimiter or delimiter_of(text)
    raw = _header_of(text, mark)
    if raw.problem:
        raise FileRefused("The first row, with the names of the columns, can't be read.")
    names = [" ".join(cell.split())[:LONGEST_HEADING] for cell in raw.cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise FileRefused("There is nothing in the file to read.")
    if len(names) > MOST_COLUMNS:
        raise FileRefused(f"The file has more than {MOST_COLUMNS} columns.")
    table = Table(tuple(_distinct(names)), mark, text, raw.number)
    if not table.first(1):
        raise FileRefused("The file has names of columns, but no rows under them.")
    return table


def _header_of(text: str, mark: str) -> Raw:
    """The first row with names: the first with two filled cells, if there is one near the top."""
    start = list(islice(rows_of(text, mark), _MOST_ABOVE))
    if not start:
        raise FileRefused("There is nothing in the file to read.")
    wide = (raw for raw in start if sum(bool(cell.strip()) for cell in raw.cells) > 1)
    filled = (raw for raw in start if any(cell.strip() for cell in raw.cells))
    chosen = next(chain(wide, filled, start))
    # What stands above may be a title; a row that can't be read may be the header itself.
    return next((raw for raw in start if raw.problem and raw.number <= chosen.number), chosen)


def _distinct(names: Sequence[str]) -> Iterator[str]:
    """Names of columns, each once: what has none, or an amount in its place, is called by its
    place, what was there before by its count."""
    used: Counter[str] = Counter()
    for place, name in enumerate(names, 1):
        named = name.isprintable() and name and not _AMOUNT.fullmatch(name)
        own = shown = name if named else f"Column {place}"
        used[shown.casefold()] += 1
        while used[shown.casefold()] > 1:
            shown = f"{own} ({used[shown.casefold()]})"
            used[shown.casefold()] += 1
        yield shown


def _fitted(raw: Raw, width: int) -> Record:
    number, cells, problem = raw
    if problem:
        return Record(number, (), problem)
    if len(cells) != width:
        if len(cells) < width or any(cell.strip() for cell in cells[width:]):
            return Record(number, (), f"The row has “{len(cells)}” cells, the header “{width}”.")
        cells = cells[:width]
    if max(map(len, cells)) > LONGEST_CELL:
        return Record(number, (), f"A cell is longer than {LONGEST_CELL:,} characters.")
    return Record(number, cells)
