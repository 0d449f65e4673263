"""Rows of delimited text: any row may be broken, none costs more than itself.

A line without a quote is split, which is what a CSV reader would do, at a tenth of its time. A row
that does not close its quotes is refused by itself, and the lines it would have swallowed are read
on their own.
"""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.importers.files.limits import LONGEST_LINE, FileRefused

MOST_LINES_OF_A_ROW = 20
DELIMITERS = {",": "Comma", ";": "Semicolon", "\t": "Tab", "|": "Bar"}
UNCLOSED = "A quote opens in this row and does not close."
UNREADABLE = "The row is not readable as CSV (look at its quotes)."
_LOOKED_AT = 30


class Raw(NamedTuple):
    """One row: the number of its first line, its cells, and what is wrong with it."""

    number: int
    cells: Sequence[str]
    problem: str = ""


def rows_of(text: str, delimiter: str = ",") -> Iterator[Raw]:
    """All rows with something in them, in order. Raises FileRefused for an endless line."""
    lines = _Lines(text)
    for number, line in lines:
        if '"' not in line:
            bare = line.rstrip("\r\n")
            if bare and not bare.isspace():
                yield Raw(number, bare.split(delimiter))
            continue
        yield _quoted(lines, number, line, delimiter)


class _Lines:
    """Numbered lines; some may be put back."""

    def __init__(self, text: str) -> None:
        # Lines end as files end them: other marks that Python knows are letters of a cell.
        self._stream = io.StringIO(text, newline="")
        self._number = 0
        self._waiting: deque[tuple[int, str]] = deque()

    def __iter__(self) -> Iterator[tuple[int, str]]:
        while (line := self.further()) is not None:
            yield line

    def further(self) -> tuple[int, str] | None:
        """The next line, None at the end."""
        if self._waiting:
            return self._waiting.popleft()
        line = self._stream.readline()
        if not line:
            return None
        self._number += 1
        if len(line) > LONGEST_LINE:
            raise FileRefused(f"Line {self._number:,} is too long to be a row.")
        return self._number, line

    def put_back(self, lines: Sequence[tuple[int, str]]) -> None:
        """These come next."""
        self._waiting.extendleft(reversed(lines))


def _quoted(lines: _Lines, number: int, line: str, delimiter: str) -> Raw:
    held = [(number, line)]
    cells, problem = parse([line], delimiter)
    while problem == UNCLOSED and len(held) < MOST_LINES_OF_A_ROW:
        further = lines.further()
        if further is None:
            break
        held.append(further)
        cells, problem = parse([text for _, text in held], delimiter)
    if problem:
        # The lines after the first may be sound rows that an open quote swallowed.
        lines.put_back(held[1:])
    return Raw(number, cells, problem)


def parse(lines: Sequence[str], delimiter: str = ",") -> tuple[list[str], str]:
    """The cells of one row over one or more lines, and what is wrong with it."""
    try:
        return next(csv.reader(lines, delimiter=delimiter, strict=True), []), ""
    except csv.Error as error:
        problem = UNCLOSED if "unexpected end of data" in str(error) else UNREADABLE
        return [lines[0].split(delimiter, 1)[0].strip(' "\r\n')], problem


def delimiter_of(text: str) -> str:
    """What parts the cells: the mark by which most of the first rows have as many cells as the
    first of them; a comma if none does."""
    best, most = ",", 0
    start = text[: LONGEST_LINE // 4]
    for mark in DELIMITERS:
        counts = [len(raw.cells) for raw, _ in zip(_sample(start, mark), range(_LOOKED_AT))]  # noqa: B905
        usual = max(counts, key=counts.count, default=1)
        score = counts.count(usual) * (usual - 1)
        if score > most:
            best, most = mark, score
    return best


def text_of(raw: bytes) -> tuple[str, bool]:
    """The text of `raw`, and whether its encoding had to be guessed: what is not UTF-8 is read as
    Windows text."""
    try:
        return raw.decode("utf-8"), False
    except UnicodeDecodeError:
        pass
    try:
        return raw.decode("cp1252"), True
    except UnicodeDecodeError:
        # Five bytes mean nothing in Windows text; every byte means something here.
        return raw.decode("latin-1"), True


def _sample(text: str, mark: str) -> Iterator[Raw]:
    try:
        yield from rows_of(text, mark)
    except FileRefused:
        return
