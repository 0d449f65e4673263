"""Which rows of receipts were taken before: a receipt's line is taken once, and what comes again
with something else in it is told, never dropped in silence."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.register.values import SoldRow
from app.models import LooseSale, RegisterSale

TOLD_DIFFERENTLY = "This line of the receipt was told before, with another tag or the other way."

Place = tuple[int, str, int]
# What stands there: the tag and the way it went, or the item's code.
Content = tuple[object, ...]
_Kept = TypeVar("_Kept")


@dataclass(frozen=True)
class Known:
    """What is kept at the places of some rows, by the time that the register wrote beside them. A
    row without a time, of a register whose numbers do not come again, is the same at any."""

    at: Mapping[Place, Mapping[str, Content]]
    stores_at: Mapping[tuple[str, int], Sequence[int]] = field(default_factory=dict)

    def has(self, row: SoldRow) -> bool:
        """Whether it was taken before."""
        return self._kept(row) is not None

    def differs(self, row: SoldRow) -> bool:
        """Whether something else was taken at its place."""
        kept = self._kept(row)
        return kept is not None and kept != _content(row)

    def stores(self, row: SoldRow) -> Iterator[int]:
        """The stores in which a row of the same receipt, line and time is kept."""
        for store_id in self.stores_at.get((row.receipt, row.receipt_line), ()):
            times = self.at[store_id, row.receipt, row.receipt_line]
            if at_time(times, row.rung_at) is not None:
                yield store_id

    def _kept(self, row: SoldRow) -> Content | None:
        return at_time(self.at.get(row.place, {}), row.rung_at)


def known(
    session: Session,
    table: type[RegisterSale | LooseSale],
    source: str,
    rows: Sequence[SoldRow],
    stores: Collection[int] = (),
) -> Known:
    """What this source gave us before at the places of these rows, in `table`, also as sales of the
    other `stores`; one statement."""
    receipts = {row.receipt for row in rows}
    found: dict[Place, dict[str, Content]] = {}
    if receipts:
        content: tuple[Any, ...] = (table.upc,)
        if table is RegisterSale:
            content = (RegisterSale.order_number, RegisterSale.line_number, RegisterSale.kind)
        query = sa.select(
            table.store_id, table.receipt, table.receipt_line, table.rung_at, *content
        ).where(
            table.source == source,
            # It stands between the others in the index.
            table.store_id.in_({row.store_id for row in rows} | set(stores)),
            table.receipt.in_(receipts),
        )
        for store_id, receipt, line, rung_at, *what in session.execute(query):
            found.setdefault((store_id, receipt, line), {})[rung_at] = tuple(what)
    stores_at: dict[tuple[str, int], list[int]] = {}
    for store_id, receipt, line in found:
        stores_at.setdefault((receipt, line), []).append(store_id)
    return Known(found, stores_at)


def contradicting(session: Session, source: str, rows: Sequence[SoldRow]) -> list[SoldRow]:
    """The rows of tags at whose place this source gave us another tag before, or gives us one in
    an earlier one of `rows`: they are not taken, and somebody has to look."""
    tagged = [row for row in rows if row.tag is not None]
    before, found = known(session, RegisterSale, source, tagged), []
    first: dict[tuple[Place, str], SoldRow] = {}
    for row in tagged:
        same = first.setdefault((row.place, row.rung_at), row)
        if before.differs(row) or _content(same) != _content(row):
            found.append(row)
    return found


def at_time(times: Mapping[str, _Kept], rung_at: str) -> _Kept | None:
    """What is kept at a place at this time of the register's clock."""
    if rung_at in times or "" in times:
        return times.get(rung_at, times.get(""))
    return next(iter(times.values()), None) if not rung_at else None


def _content(row: SoldRow) -> Content:
    tag = row.tag
    return (tag.order_number, tag.line_number, row.kind) if tag is not None else (row.upc,)
