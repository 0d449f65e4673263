"""How rows of a file become rows of a table: by natural key, in batches, and only what changed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, lazyload

from app.domain.imports.cells import SHOWN, Doubt, RowRefused
from app.importers.corepos.columns import Column
from app.importers.corepos.report import Outcome, RowResult
from app.importers.corepos.sheets import Record
from app.models import Base

Key = tuple[Any, ...]
Values = dict[str, Any]


class Row(NamedTuple):
    """A row that could be read: its values by column, and what was doubtful in them."""

    record: Record
    name: str
    key: Key
    cells: Values
    doubts: list[str]


class Table(ABC):
    """One table of the register. Made once per file, so that it may look up what it leans on.

    A subclass says which columns it reads, which columns name a row, and what the row fills.
    """

    file_name: ClassVar[str]
    columns: ClassVar[tuple[Column, ...]]
    named_by: ClassVar[tuple[str, ...]]
    # Whether a rule of this table concerns several rows at once; then the file is one batch.
    whole: ClassVar[bool] = False

    def __init__(self, session: Session) -> None:
        self.session = session
        self._read: tuple[Column, ...] = ()
        self._lines: dict[Key, int] = {}
        self.prepare()

    def prepare(self) -> None:  # noqa: B027 - most tables refer to nothing
        """Look up once what rows of this file refer to."""

    def bind(self, header: Collection[str]) -> tuple[list[str], list[str]]:
        """Fit the table to a file's header: the required columns it lacks, and notes on others."""
        present = {name.lower() for name in header}
        known = {column.name.lower() for column in self.columns}
        self._read = tuple(each for each in self.columns if each.name.lower() in present)
        absent = [each for each in self.columns if each.name.lower() not in present]
        unread = [name for name in header if name.lower() not in known]
        notes = [f"The column {each.name} is not in the file." for each in absent]
        if unread:
            notes.append(f"Columns without a place here: {', '.join(n[:SHOWN] for n in unread)}.")
        return [each.name for each in absent if each.required], notes

    def take(self, records: Sequence[Record]) -> list[RowResult]:
        """Write one batch; a result for every record, in order. Flushed, not committed."""
        rows: list[Row] = []
        results: dict[int, RowResult] = {}
        for record in records:
            try:
                rows.append(self._row(record))
            except RowRefused as refusal:
                reasons = (refusal.message,)
                results[record.line] = RowResult(
                    record.line, Outcome.REFUSED, self.name_of(record), reasons
                )
        results.update((result.line, result) for result in self.write(rows))
        return [results[record.line] for record in records]

    @abstractmethod
    def write(self, rows: Sequence[Row]) -> Iterator[RowResult]:
        """Write sound rows; a result for each."""

    def name_of(self, record: Record) -> str:
        """The row's key as the file has it, for people."""
        parts = (record.cells.get(name.lower(), "").strip() for name in self.named_by)
        name = "/".join(part for part in parts if part)
        return "".join(char for char in name if char.isprintable())[:SHOWN]

    def _row(self, record: Record) -> Row:
        if record.refusal:
            raise RowRefused(record.refusal)
        doubts = list(record.doubts)
        cells = {each.name: each.read(record.cells, doubts.append) for each in self._read}
        key = tuple(cells[name] for name in self.named_by)
        earlier = self._lines.setdefault(key, record.line)
        if earlier != record.line:
            raise RowRefused(f"The same key is already in line “{earlier}”.")
        return Row(record, self.name_of(record), key, cells, doubts)


class Upsert(Table):
    """A table whose rows become rows of one model."""

    model: ClassVar[type[Base]]
    key_fields: ClassVar[tuple[str, ...]]
    # Fields that a store sets here afterwards: the file fills them in a new row only.
    set_here: ClassVar[frozenset[str]] = frozenset()

    @abstractmethod
    def values(self, row: Values, doubt: Doubt) -> Values:
        """The fields of the model that a row fills, keys included; may refuse the row."""

    def derived(self, fields: Mapping[str, Any]) -> Values:
        """Fields that follow from others, given all that are known of a row."""
        return {}

    def write(self, rows: Sequence[Row]) -> Iterator[RowResult]:
        """Insert what is new in one statement, change what differs, leave the rest untouched."""
        there = self._there([row.key for row in rows])
        new: list[Values] = []
        for row in rows:
            try:
                values = self.values(row.cells, row.doubts.append)
            except RowRefused as refusal:
                reasons = (*row.doubts, refusal.message)
                yield RowResult(row.record.line, Outcome.REFUSED, row.name, reasons)
                continue
            if row.key in there:
                outcome = self._change(there[row.key], values, row.doubts.append)
            else:
                new.append(values | self.derived(values))
                outcome = Outcome.IMPORTED
            yield RowResult(row.record.line, outcome, row.name, tuple(row.doubts))
        if new:
            self.session.execute(sa.insert(self.model), new)
        self.session.flush()

    def _there(self, keys: Sequence[Key]) -> dict[Key, Base]:
        first = getattr(self.model, self.key_fields[0])
        found = self.session.scalars(
            sa.select(self.model).where(first.in_({key[0] for key in keys})).options(lazyload("*"))
        )
        return {tuple(getattr(each, name) for name in self.key_fields): each for each in found}

    def _change(self, kept: Base, values: Values, doubt: Doubt) -> Outcome:
        known = {attr.key: getattr(kept, attr.key) for attr in self.model.__mapper__.column_attrs}
        for name in sorted(self.set_here & values.keys()):
            if known[name] != values.pop(name):
                doubt(f"{name}: differs from the file and was left as it is set here.")
        values |= self.derived(known | values)
        changed = [name for name, value in values.items() if known[name] != value]
        for name in changed:
            setattr(kept, name, values[name])
        return Outcome.UPDATED if changed else Outcome.UNCHANGED


def numbers_of(session: Session, model: Any) -> dict[int, int]:
    """The ids of all rows of `model` by their number in the register."""
    return dict(session.execute(sa.select(model.number, model.id)).all())
