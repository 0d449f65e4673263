"""departments.csv: POS departments.

`dept_minimum` and `dept_limit` are amounts a cashier may ring up, not quantities to order, so they
have no place here. Minimum quantities and the department map are set in Caselot and stay.
"""

from __future__ import annotations

from app.domain.imports.cells import Doubt, flag, identity, words
from app.importers.corepos.columns import Column
from app.importers.corepos.table import Upsert, Values
from app.models import Department


class Departments(Upsert):
    """`dept_no` and its name; 0 is how registers say "no department" and is refused."""

    file_name = "departments.csv"
    model = Department
    named_by = ("dept_no",)
    key_fields = ("number",)
    columns = (
        Column("dept_no", identity(least=1)),
        Column("dept_name", words(80)),
        Column("active", flag(otherwise=True), required=False),
    )

    def values(self, row: Values, doubt: Doubt) -> Values:
        """A department; one without a name is called by its number."""
        number = row["dept_no"]
        if not row["dept_name"]:
            doubt("It has no name; it is called by its number.")
        values = {"number": number, "name": row["dept_name"] or f"Department {number}"}
        if "active" in row:
            values["active"] = row["active"]
        return values
