"""Reads a CSV file of unknown upbringing row by row: any row may be broken, none gets lost.

Lines are decoded one by one and a row that does not close its quotes is refused by itself, so that
one bad line costs one row and not the rest of the file.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, NamedTuple

from app.importers.files.delimited import MOST_LINES_OF_A_ROW, UNCLOSED, parse, text_of
from app.vocabulary.errors import CaselotError

LARGEST_FILE = 200 * 1024 * 1024
LONGEST_LINE = 1_000_000
LONGEST_CELL = 10_000

_NOT_CSV = {
    b"\xff\xfe": "is saved as UTF-16; save it as CSV in UTF-8",
    b"\xfe\xff": "is saved as UTF-16; save it as CSV in UTF-8",
    b"PK\x03\x04": "is a spreadsheet or an archive; save it as CSV",
    b"\x1f\x8b": "is compressed; unpack it first",
}


class FileRefused(CaselotError):
    """A file as a whole cannot be used; the message says why, without its name."""


class _Line(NamedTuple):
    number: int
    text: str
    guessed: bool


@dataclass(frozen=True)
class Record:
    """One row: its first line, its cells by column name in lower case, or why it has none."""

    line: int
    cells: Mapping[str, str] = field(default_factory=dict)
    refusal: str = ""
    doubts: tuple[str, ...] = ()


class Sheet:
    """An open CSV file: `columns` as the header has them, then `records`, read once."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._number = 0
        self._waiting: deque[_Line] = deque()
        self.bytes_read = 0
        self.columns = self._header()
        self._names = [name.lower() for name in self.columns]

    def records(self) -> Iterator[Record]:
        """The rows under the header, in order; empty lines are no rows. Raises FileRefused."""
        while (line := self._next_line()) is not None:
            if line.text.strip():
                yield self._record(line)

    def _header(self) -> list[str]:
        line = self._next_line()
        while line is not None and not line.text.strip():
            line = self._next_line()
        if line is None:
            raise FileRefused("is empty")
        try:
            columns = [name.strip() for name in next(csv.reader([line.text], strict=True))]
        except csv.Error:
            raise FileRefused("has no readable header in its first line") from None
        twice = {name for name in columns if name and columns.count(name) > 1}
        if twice:
            raise FileRefused(f"has the column {sorted(twice)[0][:60]} twice")
        if len(columns) == 1 and (";" in columns[0] or "\t" in columns[0]):
            raise FileRefused("does not separate its columns by commas")
        return columns

    def _record(self, first: _Line) -> Record:
        held = [first]
        cells, problem = parse([line.text for line in held])
        while problem == UNCLOSED and len(held) < MOST_LINES_OF_A_ROW:
            further = self._next_line()
            if further is None:
                break
            held.append(further)
            cells, problem = parse([line.text for line in held])
        problem = problem or self._misfit(cells)
        if problem:
            # The lines after the first may be sound rows that an open quote swallowed.
            self._waiting.extendleft(reversed(held[1:]))
            return Record(first.number, dict(zip(self._names, cells, strict=False)), problem)
        doubts = (_GUESSED,) if any(line.guessed for line in held) else ()
        return Record(first.number, dict(zip(self._names, cells, strict=True)), doubts=doubts)

    def _misfit(self, cells: Sequence[str]) -> str:
        if len(cells) != len(self._names):
            return f"The row has “{len(cells)}” cells, the header “{len(self._names)}”."
        if any(len(cell) > LONGEST_CELL for cell in cells):
            return f"A cell is longer than {LONGEST_CELL:,} characters."
        return ""

    def _next_line(self) -> _Line | None:
        if self._waiting:
            return self._waiting.popleft()
        raw = self._stream.readline(LONGEST_LINE + 1)
        if not raw:
            return None
        self._number += 1
        self.bytes_read += len(raw)
        if len(raw) > LONGEST_LINE:
            raise FileRefused(f"has a line, number {self._number}, that is too long to be a row")
        if self._number == 1:
            raw = raw.removeprefix(b"\xef\xbb\xbf")
        return _Line(self._number, *text_of(raw))


_GUESSED = "The row is not in UTF-8; it was read as Windows text: check its letters."


@contextmanager
def open_sheet(path: Path) -> Iterator[Sheet]:
    """Open a CSV file for reading. Raises FileRefused with a reason for people."""
    try:
        if not path.is_file():
            raise FileRefused("is not a file")
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise FileRefused(f"is larger than {LARGEST_FILE // 1024 // 1024} MB")
        with path.open("rb") as stream:
            _recognise(stream)
            yield Sheet(stream)
    except OSError as error:
        raise FileRefused(f"can't be read ({error.strerror or 'input error'})") from error


def _recognise(stream: BinaryIO) -> None:
    start = stream.read(4)
    for mark, problem in _NOT_CSV.items():
        if start.startswith(mark):
            raise FileRefused(problem)
    stream.seek(0)
