"""Rows of a file as records: values by what they fill, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from app.domain.imports.cells import Parser, RowRefused
from app.domain.imports.fields import Field, Reading
from app.domain.imports.kinds import Key, Kind, Values
from app.vocabulary.errors import Invalid

# Cells repeat: brands, sizes, costs. What was read without a doubt is remembered, so many at most.
_REMEMBERED = 4096
_QUOTED = re.compile(r"“[^”]*”")
_AMOUNT_LIKE = re.compile(r"\d[.,]\d|[$€£]|\d{6}")


class Problem(NamedTuple):
    """What is wrong with one cell, or with the row as a whole (no field)."""

    field: str
    message: str
    refuses: bool


@dataclass
class Row:
    """One row: its number in the file, what it is known by (None if that can't be read), the values
    it fills, and its problems. A cell that was empty or could not be read fills nothing."""

    number: int
    key: Key | None = None
    values: Values = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        """Whether nothing of it is taken."""
        return any(problem.refuses for problem in self.problems)


class _Column(NamedTuple):
    place: int
    field: Field
    parse: Parser
    known: dict[str, object]


class RowReader:
    """Reads rows by a mapping of our fields to columns; rows go through it in their order, since
    the second with the same key is refused."""

    def __init__(
        self,
        kind: Kind,
        mapping: Mapping[str, str],
        header: Sequence[str],
        reading: Reading,
        always: Values | None = None,
    ) -> None:
        places = {name: place for place, name in enumerate(header)}
        lost = {name for name in mapping.values() if name not in places}
        if lost:
            raise Invalid({"columns": f"The file has no column “{sorted(lost)[0]}” any more."})
        self.kind = kind
        self.reading = reading
        self._always = always or {}
        self._columns = [
            _Column(places[mapping[each.name]], each, each.read(reading), {})
            for each in kind.fields
            if each.name in mapping
        ]
        self._rows: dict[Key, int] = {}
        self._doubts: list[str] = []

    def read(self, number: int, cells: Sequence[str], problem: str = "") -> Row:
        """The record of one row; `problem` says that it has no cells."""
        row = Row(number)
        if problem:
            row.problems.append(Problem("", discreet(problem), True))
            return row
        values = row.values
        values.update(self._always)
        for place, each, parse, known in self._columns:
            cell = cells[place]
            if cell in known:
                values[each.target] = known[cell]
            elif cell and not cell.isspace():
                self._cell(row, each, cell, parse, known)
            elif each.required:
                row.problems.append(Problem(each.name, "The cell is empty.", True))
        self._judge(row)
        return row

    def _cell(
        self, row: Row, each: Field, cell: str, parse: Parser, known: dict[str, object]
    ) -> None:
        doubts = self._doubts
        try:
            value = parse(cell, doubts.append)
        except RowRefused as refusal:
            value = None
            row.problems.append(Problem(each.name, discreet(refusal.message, each), each.required))
        else:
            if each.required and value in (None, ""):
                row.problems.append(Problem(each.name, "The cell says nothing.", True))
            elif doubts:
                said = " ".join(discreet(doubt, each) for doubt in doubts)
                row.problems.append(Problem(each.name, said[:1].upper() + said[1:], False))
        if value is not None and value != "":
            row.values[each.target] = value
            if not doubts and len(known) < _REMEMBERED:
                known[cell] = value
        doubts.clear()

    def _judge(self, row: Row) -> None:
        """The rule of the kind, and that nothing is there twice."""
        try:
            self.kind.rule(
                row.values, lambda name, said: row.problems.append(Problem(name, said, False))
            )
        except RowRefused as refusal:
            row.problems.append(Problem("", discreet(refusal.message), True))
        row.key = self.kind.key(row.values)
        if row.key is None:
            if not row.refused:
                row.problems.append(Problem("", "The row does not say what it is of.", True))
            return
        earlier = self._rows.setdefault(row.key, row.number)
        if earlier != row.number:
            row.problems.append(Problem("", f"The same is in row “{earlier}” already.", True))


def discreet(message: str, of: Field | None = None) -> str:
    """A message that tells no amount: the cell of a money column is never quoted, and nothing that
    looks like an amount from any other, for columns get mixed up (B1)."""

    def quote(found: re.Match[str]) -> str:
        hidden = (of is not None and of.figure is not None) or _AMOUNT_LIKE.search(found.group())
        return "the cell" if hidden else found.group()

    said = _QUOTED.sub(quote, message)
    return said[:1].upper() + said[1:]


def kind_of(message: str) -> str:
    """A message without its particulars, to count its like."""
    return _QUOTED.sub("“…”", message)
