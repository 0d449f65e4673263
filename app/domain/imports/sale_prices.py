"""Writing prices of sales: the sale by its name, type and days, what is on it by code or like code.

A sale that somebody switched off here stays off, and its prices are not touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.catalog import history
from app.domain.imports.checking import NOT_CARRIED
from app.domain.imports.records import Row
from app.domain.imports.writing import HISTORY, Counts, Writer, refuse
from app.models import CatalogThing, Product, Sale, SaleItem, SaleType

Target = tuple[int | None, int | None]
"""Product id or like code: one of them."""


class _Item(NamedTuple):
    id: int
    price: Any


class SalePrices(Writer):
    """Prices of one or more sales."""

    def write(self, session: Session, rows: Sequence[Row]) -> Counts:
        """Put on, reprice, leave. Should somebody put on the same past the lock that all wait for,
        the database says so, and the worker does this batch once more."""
        # Known for this batch only: the next is a transaction of its own and holds no lock yet.
        self._sales: dict[tuple[Any, ...], tuple[int, bool]] = {}
        codes = {row.values["upc"] for row in rows if "upc" in row.values}
        products = dict(
            session.execute(sa.select(Product.upc, Product.id).where(Product.upc.in_(codes))).all()
        )
        wanted = [
            (row, sale_id, target)
            for row in rows
            if not row.refused
            and (target := _target(row, products)) is not None
            and (sale_id := self._sale(session, row)) is not None
        ]
        there = _there(session, {sale_id for _, sale_id, _ in wanted}, products)
        return self._write(session, rows, wanted, there)

    def _write(
        self,
        session: Session,
        rows: Sequence[Row],
        wanted: list[tuple[Row, int, Target]],
        there: dict[tuple[int, Target], _Item],
    ) -> Counts:
        counts = Counts(refused=sum(row.refused for row in rows))
        new: list[dict[str, Any]] = []
        repriced: list[dict[str, Any]] = []
        told: list[dict[str, Any]] = []
        for row, sale_id, target in wanted:
            price = row.values["price"]
            item = there.get((sale_id, target))
            name = row.values.get("upc") or f"Like code {row.values['like_code']}"
            if item is None:
                product_id, like_code = target
                new.append({"sale_id": sale_id, "product_id": product_id,
                            "like_code": like_code, "price": price})  # fmt: skip
                told.append(self._told(sale_id, "item put on", (None, name), (None, price)))
            elif item.price != price:
                repriced.append({"_id": item.id, "_price": price})
                pair = (item.price, price)
                told.append(self._told(sale_id, "item repriced", (name, name), pair))
            else:
                counts.unchanged += 1
        counts.added, counts.updated = len(new), len(repriced)
        if new:
            session.execute(sa.insert(SaleItem), new)
        if repriced:
            session.connection().execute(
                sa.update(SaleItem)
                .where(SaleItem.id == sa.bindparam("_id"))
                .values(price=sa.bindparam("_price")),
                repriced,
            )
        if told:
            session.execute(sa.insert(HISTORY), told)
        return counts

    def _told(
        self, sale_id: int, verb: str, item: tuple[Any, Any], price: tuple[Any, Any]
    ) -> dict[str, Any]:
        pairs = ({"item": item}, {"price": price})
        return history.row(self.by, CatalogThing.SALE, sale_id, verb, *pairs, self.import_id)

    def _sale(self, session: Session, row: Row) -> int | None:
        """The sale of a row, made when it is new; None (and the row refused) when it is off."""
        values = row.values
        names = ("sale_name", "sale_type_id", "starts_on", "ends_on")
        named: tuple[Any, ...] = tuple(values.get(name) for name in names)
        if None in named:
            missing = ("its name", "its type", "its first day", "its last day")[named.index(None)]
            refuse(row, f"The sale is not fully named: {missing} is missing.")
            return None
        name, type_id, starts, ends = named
        key = (str(name).casefold(), type_id, starts, ends)
        if key not in self._sales:
            self._sales[key] = self._find(session, str(name), int(type_id), starts, ends)
        sale_id, active = self._sales[key]
        if not active:
            refuse(row, "The sale was switched off here; its prices stay as they are.")
            return None
        return sale_id

    def _find(
        self, session: Session, name: str, type_id: int, starts: date, ends: date
    ) -> tuple[int, bool]:
        # Imports of sales wait for each other here, so that two never make the same one.
        session.scalar(sa.select(SaleType.id).filter_by(id=type_id).with_for_update())
        of_these_days = session.execute(
            sa.select(Sale.id, Sale.active, Sale.name)
            .where(
                Sale.sale_type_id == type_id,
                Sale.starts_on == starts,
                Sale.ends_on == ends,
                Sale.store_id.is_(None),
            )
            .order_by(Sale.active.desc(), Sale.id)
        )
        for row in of_these_days:
            # Compared here: SQLite makes only the letters of ASCII small, `É` stays `É`.
            if row.name.casefold() == name.casefold():
                # Whoever puts something on it by hand waits, and then sees what the file brought.
                hold = sa.select(Sale.active).where(Sale.id == row.id).with_for_update()
                return row.id, session.scalars(hold).one()
        made = Sale(name=name, sale_type_id=type_id, starts_on=starts, ends_on=ends)
        session.add(made)
        session.flush()
        told = history.row(
            self.by,
            CatalogThing.SALE,
            made.id,
            "added",
            {"name": (None, name), "starts_on": (None, starts), "ends_on": (None, ends)},
            {},
            self.import_id,
        )
        session.execute(sa.insert(HISTORY), [told])
        return made.id, True


def _target(row: Row, products: dict[str, int]) -> Target | None:
    if "upc" not in row.values:
        return None, int(row.values["like_code"])
    product_id = products.get(row.values["upc"])
    if product_id is None:
        refuse(row, NOT_CARRIED, "upc")
        return None
    return product_id, None


def _there(
    session: Session, sales: set[int], products: dict[str, int]
) -> dict[tuple[int, Target], _Item]:
    """What is on these sales already: of these products, and all like codes."""
    rows = session.execute(
        sa.select(
            SaleItem.id, SaleItem.sale_id, SaleItem.product_id, SaleItem.like_code, SaleItem.price
        )
        .where(
            SaleItem.sale_id.in_(sales),
            sa.or_(
                SaleItem.product_id.in_(products.values()),
                SaleItem.like_code.is_not(None),
            ),
        )
        .order_by(SaleItem.id.desc())
        .with_for_update()
    )
    return {(r.sale_id, (r.product_id, r.like_code)): _Item(r.id, r.price) for r in rows}
