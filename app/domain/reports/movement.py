"""What special orders moved: units under each item's own code, as cases × units per case, with case
sizes that look wrong; and the same for those who collect sales data (C39, C40)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.reports.shapes import Bar, Fact, Plot, Report, Series, Span
from app.models import OrderLine, Product, RegisterSale, Store, VendorItem
from app.vocabulary.barcodes import check_digit, readable_upc

MOST = 20_000
AT_ONCE = 1000
PLOTTED = 15
NO_CODE = "no code"
# A unit this many times dearer than on the shelf is a case; this many times cheaper, the reverse.
FAR_OFF = 3
LONGEST_PLU = 5
SYNDICATED = ("Store", "Week ending", "GTIN", "Brand", "Description", "Size", "Units", "Dollars")

Exact = str | int | Decimal | date | None


@dataclass(frozen=True)
class Moved:
    """The net sales of one line on one day: cases of units, and what is known of its item."""

    upc: str
    description: str
    brand: str
    size: str
    day: date
    store: str
    units: Decimal
    cases: Decimal
    total: Decimal | None
    known_size: int | None
    retail: Decimal | None

    @property
    def per_case(self) -> Decimal | None:
        """Units in a case, as they were rung up."""
        return self.units / self.cases if self.cases else None


@dataclass
class Item:
    """All that moved under one code."""

    description: str = ""
    units: Decimal = Decimal(0)
    cases: Decimal = Decimal(0)
    sales: int = 0
    sizes: set[str] = field(default_factory=set)
    wrong: set[str] = field(default_factory=set)


@dataclass
class _Sums:
    """What of an item was sold in a store and week: its brand, description and size as they were
    last, units, and what they cost."""

    words: tuple[str, str, str]
    units: Decimal = Decimal(0)
    amount: Decimal = Decimal(0)


def movement(session: Session, span: Span) -> Report:
    """Units and cases by item, the most first; without any amount."""
    rows, note = moved(session, span)
    items: dict[tuple[str, str], Item] = defaultdict(Item)
    for row in rows:
        _add(items[row.upc, "" if row.upc else row.description], row)
    names = sorted(items, key=lambda key: (-items[key].units, key))
    doubtful = sum(1 for item in items.values() if item.wrong)
    total = sum((item.units for item in items.values()), Decimal(0))
    return Report(
        facts=(
            Fact(_count(total), "units moved through special orders"),
            Fact(_count(sum((i.cases for i in items.values()), Decimal(0))), "cases"),
            Fact(str(doubtful), "items whose case size looks wrong"),
        ),
        plots=(
            Plot("Units by item", "units", (Series("units", "arrived"),),
                 tuple(Bar(items[key].description, (max(int(items[key].units), 0),))
                       for key in names[:PLOTTED])),
        ),
        header=("Item", "Code", "Units", "Cases", "Units in a case", "Sales", "Looks wrong"),
        rows=tuple(_row(key[0], items[key]) for key in names),
        note=note,
    )  # fmt: skip


def syndicated(session: Session, span: Span) -> list[tuple[Exact, ...]]:
    """Rows for collectors of sales data, under SYNDICATED: units and amounts by store, week (Monday
    to Sunday) and item. What nets to nothing is left out. For people who may see prices."""
    sums: dict[tuple[str, date, str, str], _Sums] = {}
    for row in _each(session, _moved(span)):
        week = row.day + timedelta(days=6 - row.day.weekday())
        place = row.store, week, row.upc, "" if row.upc else row.description
        one = sums.setdefault(place, _Sums((row.brand, row.description, row.size)))
        one.units += row.units
        one.amount += row.total or 0
    return [
        (store, week, gtin(upc), *one.words, _exact(one.units), one.amount)
        for (store, week, upc, _), one in sorted(sums.items(), key=lambda item: item[0])
        if one.units or one.amount
    ]


def gtin(upc: str) -> str:
    """A kept code with its check digit, 14 digits, as collectors want it; short codes of produce
    have none."""
    short = upc.lstrip("0")
    return short if len(short) <= LONGEST_PLU else f"{upc}{check_digit(upc)}"


def moved(session: Session, span: Span) -> tuple[list[Moved], str]:
    """What was sold by tag or at the desk in the span, net, by line and day; and a note if that is
    not all."""
    rows = list(_each(session, _moved(span).limit(MOST + 1)))
    note = f"Of the newest {MOST:,} sales." if len(rows) > MOST else ""
    return rows[:MOST], note


def _each(session: Session, query: sa.Select[*tuple[Any, ...]]) -> Iterator[Moved]:
    """Row by row: a year of many stores is never in memory at once."""
    for row in session.execute(query.execution_options(yield_per=AT_ONCE)):
        yield Moved(*row)


def _moved(span: Span) -> sa.Select[*tuple[Any, ...]]:
    """The net sales of each line by day, the newest first."""
    quantity, cases, total = (
        sa.func.sum(column, type_=column.type)
        for column in (RegisterSale.quantity, RegisterSale.cases, RegisterSale.total)
    )
    return (
        sa.select(
            sa.func.coalesce(RegisterSale.upc, ""),
            sa.func.coalesce(OrderLine.description, ""),
            sa.func.coalesce(OrderLine.brand, ""),
            sa.func.coalesce(OrderLine.size, ""),
            RegisterSale.business_date,
            Store.name,
            quantity,
            cases,
            total,
            sa.func.coalesce(Product.case_size, VendorItem.case_size),
            Product.retail,
        )
        .join(Store, Store.id == RegisterSale.store_id)
        .outerjoin(OrderLine, OrderLine.id == RegisterSale.order_line_id)
        .outerjoin(Product, Product.id == OrderLine.product_id)
        .outerjoin(VendorItem, VendorItem.id == OrderLine.vendor_item_id)
        .where(
            RegisterSale.counts == 1,
            RegisterSale.business_date.between(span.first, span.last),
            span.here(RegisterSale.store_id),
        )
        .group_by(
            RegisterSale.upc, RegisterSale.business_date, RegisterSale.order_line_id, Store.name,
            OrderLine.description, OrderLine.brand, OrderLine.size, Product.case_size,
            VendorItem.case_size, Product.retail,
        )
        .order_by(RegisterSale.business_date.desc(), RegisterSale.order_line_id)
    )  # fmt: skip


def looks_wrong(row: Moved) -> str:
    """Why the case size of a sale looks wrong, in words without an amount; empty if it does not.
    A case that is counted as one unit looks like one dear unit to whoever compares prices (C40)."""
    size = row.per_case
    if row.units <= 0 or size is None:
        return ""
    if row.known_size is not None and size != row.known_size and row.known_size > 1:
        if size == 1:
            return f"rung up as single units; the catalogue says cases of {row.known_size}"
        return f"rung up in cases of {_count(size)}; the catalogue says {row.known_size}"
    if row.retail and row.total:
        unit = row.total / row.units
        if unit >= row.retail * FAR_OFF:
            return "each unit is as dear as a case"
        if size > 1 and unit * FAR_OFF <= row.retail:
            return "each unit is far cheaper than on the shelf"
    return ""


def _add(item: Item, row: Moved) -> None:
    item.description = item.description or row.description or readable_upc(row.upc)
    item.units += row.units
    item.cases += row.cases
    item.sales += 1
    if row.per_case is not None and row.units > 0:
        item.sizes.add(_count(row.per_case))
    if why := looks_wrong(row):
        item.wrong.add(why)


def _row(upc: str, item: Item) -> tuple[str | int, ...]:
    return (
        item.description,
        readable_upc(upc) if upc else NO_CODE,
        _count(item.units),
        _count(item.cases),
        _listed(item.sizes),
        item.sales,
        _listed(item.wrong),
    )


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))


def _exact(number: Decimal) -> Decimal:
    """Without zeros that say nothing."""
    return number.normalize() + 0


def _count(number: Decimal) -> str:
    """A number of goods: whole where it is whole."""
    return f"{_exact(number):,f}"
