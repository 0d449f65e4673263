"""superDeptNames.csv: the realms of buyers."""

from __future__ import annotations

from app.domain.imports.cells import Doubt, flag, identity, words
from app.importers.corepos.columns import Column
from app.importers.corepos.table import Upsert, Values
from app.models import SuperDepartment


class SuperDepartments(Upsert):
    """`superID` and its name. A deleted one stays, inactive: departments may point at it."""

    file_name = "superDeptNames.csv"
    model = SuperDepartment
    named_by = ("superID",)
    key_fields = ("number",)
    columns = (
        Column("superID", identity()),
        Column("super_name", words(80)),
        Column("deleted", flag(otherwise=False), required=False),
    )

    def values(self, row: Values, doubt: Doubt) -> Values:
        """A super department; one without a name is called by its number."""
        number = row["superID"]
        if not row["super_name"]:
            doubt("It has no name; it is called by its number.")
        values = {"number": number, "name": row["super_name"] or f"Super department {number}"}
        if "deleted" in row:
            values["active"] = not row["deleted"]
        return values
