"""tenders.csv: ways to pay. There is no table for them yet; every row is named in the report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.domain.imports.cells import identity
from app.importers.corepos.columns import Column
from app.importers.corepos.report import Outcome, RowResult
from app.importers.corepos.table import Row, Table


class Tenders(Table):
    """One way to pay per row."""

    file_name = "tenders.csv"
    named_by = ("TenderID",)
    columns = (Column("TenderID", identity()),)

    def write(self, rows: Sequence[Row]) -> Iterator[RowResult]:
        """Keep every row for later."""
        reason = "Ways to pay have no table yet."
        for row in rows:
            yield RowResult(
                row.record.line, Outcome.KEPT_FOR_LATER, row.name, (*row.doubts, reason)
            )
