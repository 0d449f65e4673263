"""superdepts.csv: which super department owns which department.

A register lets a department belong to several. Here it has one, since one buyer answers for an
order (C20): the lowest `superID` that exists owns it, further ones are kept in the report only.
Open lines go along with their department.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from app.domain.imports.cells import identity
from app.domain.settings.departments import lines_follow
from app.importers.corepos.columns import Column
from app.importers.corepos.report import Outcome, RowResult
from app.importers.corepos.table import Row, Table, numbers_of
from app.models import Department, SuperDepartment


class DepartmentOwners(Table):
    """One department of one super department per row."""

    file_name = "superdepts.csv"
    named_by = ("superID", "dept_ID")
    whole = True
    columns = (
        Column("superID", identity()),
        Column("dept_ID", identity(least=1)),
    )

    def prepare(self) -> None:
        """All departments and super departments: a store has hundreds, not thousands."""
        self._owners = numbers_of(self.session, SuperDepartment)
        departments = self.session.scalars(sa.select(Department))
        self._departments = {each.number: each for each in departments}

    def write(self, rows: Sequence[Row]) -> Iterator[RowResult]:
        """Give every department its owner."""
        owner_of: dict[int, int] = {}
        for owner, number in sorted(row.key for row in rows):
            if owner in self._owners:
                owner_of.setdefault(number, owner)
        for row in rows:
            outcome, reasons = self._own(row, owner_of)
            yield RowResult(row.record.line, outcome, row.name, (*row.doubts, *reasons))
        self.session.flush()

    def _own(self, row: Row, owner_of: dict[int, int]) -> tuple[Outcome, tuple[str, ...]]:
        owner, number = row.key
        department = self._departments.get(number)
        if department is None:
            return Outcome.REFUSED, (f"There is no department “{number}”.",)
        if owner not in self._owners:
            return Outcome.REFUSED, (f"There is no super department “{owner}”.",)
        if owner_of[number] != owner:
            reason = f"Its department already belongs to super department “{owner_of[number]}”."
            return Outcome.KEPT_FOR_LATER, (reason,)
        before, after = department.super_department_id, self._owners[owner]
        if before == after:
            return Outcome.UNCHANGED, ()
        department.super_department_id = after
        lines_follow(self.session, department.id, after)
        return Outcome.IMPORTED if before is None else Outcome.UPDATED, ()
