"""batchType.csv: what sort of batch sets a price (C6)."""

from __future__ import annotations

from app.domain.imports.cells import Doubt, flag, identity, reference, words
from app.importers.corepos.columns import Column
from app.importers.corepos.table import Upsert, Values
from app.models import SaleType

PRICE_CHANGE, FOR_ALL, FOR_MEMBERS = 0, 1, 2


class SaleTypes(Upsert):
    """`discType` says whom the sale is for. Whether it counts for special orders is a store's own
    setting afterwards."""

    file_name = "batchType.csv"
    model = SaleType
    named_by = ("batchTypeID",)
    key_fields = ("number",)
    set_here = frozenset({"eligible"})
    columns = (
        Column("batchTypeID", identity()),
        Column("typeDesc", words(60)),
        Column("discType", reference),
        Column("specialOrderEligible", flag(otherwise=True), required=False),
    )

    def values(self, row: Values, doubt: Doubt) -> Values:
        """A sale type; one of a kind unknown here is a sale that does not count."""
        kind, eligible = row["discType"], row.get("specialOrderEligible")
        if kind not in (PRICE_CHANGE, FOR_ALL, FOR_MEMBERS):
            doubt("discType: unknown here; taken as a sale that special orders don't get.")
            eligible = False
        if not row["typeDesc"]:
            doubt("It has no name; it is called by its number.")
        values = {
            "number": row["batchTypeID"],
            "name": row["typeDesc"] or f"Sale type {row['batchTypeID']}",
            "is_sale": kind != PRICE_CHANGE,
            "member_only": kind == FOR_MEMBERS,
        }
        return values if eligible is None else values | {"eligible": eligible}
