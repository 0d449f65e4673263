"""Rows of receipts as a register gives them, whichever make it is."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from app.domain.register.values import SoldRow
from app.models import OrderLine, SaleRowKind
from app.vocabulary.barcodes import TagRef

NOON = datetime(2026, 3, 10, 17, 0, tzinfo=UTC)
_numbers = count(1)


def a_sale(line: OrderLine, **values: Any) -> SoldRow:
    """The sale of a line's tag, all of it, on a receipt of its own."""
    usual: dict[str, Any] = {
        "store_id": line.store_id,
        "receipt": f"2026-03-10 5-1-{next(_numbers)}",
        "receipt_line": 1,
        "kind": SaleRowKind.SALE,
        "tag": TagRef(line.order.number, line.number),
        "upc": line.upc or "",
        "units": Decimal(line.case_size or 1),
        "cases": Decimal(line.cases),
        "total": line.total,
        "sold_at": NOON,
        "business_date": NOON.date(),
    }
    return SoldRow(**{**usual, **values})


def plain_sale(line: OrderLine, quantity: str, **values: Any) -> SoldRow:
    """A sale of the line's item by its own code."""
    usual = {"tag": None, "units": Decimal(quantity), "cases": Decimal(1)}
    return a_sale(line, **{**usual, **values})
