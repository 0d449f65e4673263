"""memtype.csv: kinds of customers and their price rules (C7)."""

from __future__ import annotations

from app.domain.imports.cells import Doubt, flag, identity, percent, words
from app.importers.corepos.columns import Column
from app.importers.corepos.table import Upsert, Values
from app.models import MemberRule, MemberType


class MemberTypes(Upsert):
    """`discount` percent becomes a markdown. The rule is a store's own setting afterwards: an
    import that put it back would change prices behind the back of whoever set it."""

    file_name = "memtype.csv"
    model = MemberType
    named_by = ("memtype",)
    key_fields = ("number",)
    set_here = frozenset({"rule", "percent"})
    columns = (
        Column("memtype", identity()),
        Column("memDesc", words(60)),
        Column("custdataType", words(10)),
        Column("discount", percent),
        Column("ignoreSales", flag(otherwise=False), required=False),
        Column("enabled", flag(otherwise=True), required=False),
    )

    def values(self, row: Values, doubt: Doubt) -> Values:
        """A member type; `custdataType` PC makes it one of members."""
        kind = row["custdataType"].upper()
        if kind not in ("PC", "REG"):
            doubt(f"custdataType: “{kind}” is neither PC nor REG; taken as not a member.")
        if row.get("ignoreSales"):
            doubt("ignoreSales: sales count for this type here; the register leaves them out.")
        if not row["memDesc"]:
            doubt("It has no name; it is called by its number.")
        values = {
            "number": row["memtype"],
            "name": row["memDesc"] or f"Member type {row['memtype']}",
            "is_member": kind == "PC",
            "rule": MemberRule.MARKDOWN if row["discount"] else MemberRule.NONE,
            "percent": row["discount"],
        }
        if "enabled" in row:
            values["active"] = row["enabled"]
        return values
