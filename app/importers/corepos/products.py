"""products.csv: the items a store carries.

What is decided here: a price that is none (0, below 0, all nines) becomes "price needed"; an item
may be discounted only if both of the register's flags say so (C9); the vendor, the case size and
the like code are not in this file and stay. `mixmatchcode` groups items for a register's own
bargains and is no like code. Sale prices come from sales, which this file does not know.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app.domain.imports import cells as c
from app.domain.imports.cells import Doubt
from app.importers.corepos.columns import Column
from app.importers.corepos.table import Upsert, Values, numbers_of
from app.models import Department, Product
from app.vocabulary import clock
from app.vocabulary.searching import haystack

# "rds test item", "TESTING2", "test tax"; not a pregnancy test kit.
_TEST_ITEM = re.compile(r"\btest(ing|s)?\d*\b(?!\s+(kits?|strips?)\b)", re.IGNORECASE)


class Products(Upsert):
    """One item by its 13 digits."""

    file_name = "products.csv"
    model = Product
    named_by = ("upc",)
    key_fields = ("upc",)
    columns = (
        Column("upc", c.upc),
        Column("description", c.words(120)),
        Column("normal_price", c.retail),
        Column("department", c.reference),
        Column("formatted_name", c.words(120), required=False),
        Column("brand", c.words(60), required=False),
        Column("size", c.words(40), required=False),
        Column("cost", c.cost, required=False),
        Column("scale", c.flag(otherwise=False), required=False),
        Column("discount", c.flag(otherwise=True), required=False),
        Column("line_item_discountable", c.flag(otherwise=True), required=False),
        Column("inUse", c.flag(otherwise=True), required=False),
        Column("special_price", c.amount_or_zero, required=False),
        Column("end_date", c.day, required=False),
    )

    def prepare(self) -> None:
        """The departments that items point at."""
        self._departments = numbers_of(self.session, Department)
        self._today = clock.now().date()

    def values(self, row: Values, doubt: Doubt) -> Values:
        """A product: what it is called, where it belongs, what it costs, how it is sold."""
        values = {
            "upc": row["upc"],
            "description": _description(row, doubt),
            "retail": row["normal_price"],
            **self._department(row["department"], doubt),
            **_flags(row, doubt),
        }
        if "brand" in row:
            values["brand"] = row["brand"]
        if "size" in row:
            # Registers hold 0 where nobody wrote a size.
            values["size"] = "" if row["size"] == "0" else row["size"]
        if "cost" in row:
            values["cost"] = row["cost"]
        self._notice(row, doubt)
        return values

    def derived(self, fields: Mapping[str, Any]) -> Values:
        """What searching looks through."""
        text = (fields.get(name) or "" for name in ("description", "brand", "size"))
        return {"search_text": haystack(*text)}

    def _department(self, number: int | None, doubt: Doubt) -> Values:
        if not number:
            doubt("department: the item has none; give it one, orders need it.")
            return {}
        if number not in self._departments:
            doubt(f"department: there is no department “{number}”; give the item another.")
            return {}
        return {"department_id": self._departments[number]}

    def _notice(self, row: Values, doubt: Doubt) -> None:
        price, paid, until = row["normal_price"], row.get("cost"), row.get("end_date")
        if price is not None and paid is not None and paid > price:
            doubt("cost: higher than the price.")
        if until is not None and until >= self._today and row.get("special_price"):
            doubt("special_price: on sale in the register; the sale was not taken.")


def _description(row: Values, doubt: Doubt) -> str:
    text: str = row["description"] or row.get("formatted_name") or ""
    if not text:
        doubt("description: the item has none; it is called by its code.")
        return f"Item {row['upc'].lstrip('0')}"
    if _TEST_ITEM.search(text):
        doubt("description: looks like a test item.")
    return text


def _flags(row: Values, doubt: Doubt) -> Values:
    values: Values = {}
    discounts = [row[name] for name in ("discount", "line_item_discountable") if name in row]
    if discounts:
        values["discountable"] = all(discounts)
        if row.get("discount") and not all(discounts):
            # The other way round is common: many stores use the first flag only.
            doubt("line_item_discountable: 0 beside a discount of 1; taken as not discountable.")
    if "scale" in row:
        values["by_weight"] = row["scale"]
    if "inUse" in row:
        values["active"] = row["inUse"]
    return values
