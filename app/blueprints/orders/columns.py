"""The columns of the pending list: which there are, which a person sees, what a tap on a head
does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.orders.filters import FIGURES, TOGETHER, Column


@dataclass(frozen=True)
class Shown:
    """A column as a list draws it. `part`: the class of its cells. `first`: whether a first tap on
    its head puts the largest on top. `turned`: it shows how long ago, so the oldest day is its
    largest. `usual`: there unless somebody chose otherwise; `fixed`: always there."""

    key: str
    label: str
    part: str
    sort: Column | None = None
    first: bool = False
    turned: bool = False
    usual: bool = True
    fixed: bool = False


COLUMNS = (
    Shown("number", "Order", "id", Column.NUMBER, first=True, fixed=True),
    Shown("customer", "Customer", "who", Column.CUSTOMER, fixed=True),
    Shown("item", "Item", "what", Column.ITEM, fixed=True),
    Shown("cases", "Cases", "num cases", Column.CASES, first=True, usual=False),
    Shown("sku", "SKU", "plain", usual=False),
    Shown("department", "Department", "dept", Column.DEPARTMENT),
    Shown("vendor", "Vendor", "vendor", Column.VENDOR),
    Shown("bin", "Bin", "plain", Column.BIN, usual=False),
    Shown("status", "Status", "status", Column.STATUS, fixed=True),
    Shown("since", "There for", "num since", Column.SINCE, turned=True, usual=False),
    Shown("expected", "Expected", "num expected", Column.EXPECTED, usual=False),
    Shown("total", "Total", "num total", Column.TOTAL, first=True),
    Shown("ordered", "Age", "num age", Column.ORDERED, turned=True),
)
# Those of the closed list are the same for everybody who may see them.
CLOSED_COLUMNS = (
    Shown("number", "Order", "id", Column.NUMBER, first=True),
    Shown("customer", "Customer", "who", Column.CUSTOMER),
    Shown("item", "Item", "what", Column.ITEM),
    Shown("department", "Department", "dept"),
    Shown("vendor", "Vendor", "vendor"),
    Shown("status", "Ended", "status"),
    Shown("total", "Total", "num total"),
    Shown("closed", "Closed", "num age", Column.CLOSED, first=True, turned=True),
)


def columns_for(chosen: Iterable[str] | None, *, totals: bool) -> list[Shown]:
    """The columns somebody sees, in our order: those chosen, or the usual ones; never a figure for
    people who may not know it (C8)."""
    wanted = None if chosen is None else set(chosen)
    return [
        column
        for column in offered(totals=totals)
        if column.fixed or (column.usual if wanted is None else column.key in wanted)
    ]


def offered(*, totals: bool) -> list[Shown]:
    """The columns there are for people who see totals, or who do not."""
    return [column for column in COLUMNS if totals or column.sort not in FIGURES]


def sortable(column: Shown, *, by_order: bool) -> bool:
    """Whether its head sorts; a list of whole orders only by what keeps them together."""
    return column.sort is not None and (not by_order or column.sort in TOGETHER)
