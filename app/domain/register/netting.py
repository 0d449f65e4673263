"""What receipts without tags took back themselves: a void belongs to a sale of its own receipt
before it belongs to anything that was found earlier (B6, C31)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.register.known import at_time
from app.domain.register.values import SoldRow
from app.models import LooseSale, LooseState

# What a row takes back first, where its receipt has the same item several times: what was taken
# back before (by this very row, read again), then what nobody found, and what counts last.
_FIRST = (
    LooseState.RETURNED,
    None,
    LooseState.DISMISSED,
    LooseState.OPEN,
    LooseState.ACCEPTED,
)
_STANDS = (LooseState.OPEN, LooseState.ACCEPTED)


@dataclass(frozen=True)
class Netted:
    """The sales that their receipt leaves standing, and the rows that may take back what was
    found before."""

    standing: list[SoldRow]
    back: list[SoldRow]


@dataclass(frozen=True)
class _Sale:
    """A sale of a receipt: a row of now, or one that is kept, or both."""

    row: SoldRow | None
    store_id: int
    receipt: str
    upc: str
    quantity: Decimal
    state: LooseState | None

    def fits(self, back: SoldRow) -> bool:
        """Whether `back` takes all of it back, in its own receipt."""
        same = (self.store_id, self.receipt, self.quantity)
        if same != (back.store_id, back.receipt, -back.quantity):
            return False
        return self.upc == back.upc if self.row is not None else self.upc in back.upcs


def within_receipts(session: Session, rows: Sequence[SoldRow], source: str) -> Netted:
    """Pair what these rows take back with the sales of their own receipts. A pair of which nothing
    was found before is nobody's business; the same rows again pair the same way."""
    minus = [row for row in rows if row.units < 0]
    sales = [row for row in rows if row.units > 0]
    if not minus:
        return Netted(sales, [])
    left = sorted(_sales(session, rows, minus, source), key=lambda one: _FIRST.index(one.state))
    back = []
    for row in minus:
        one = next((sale for sale in left if sale.fits(row)), None)
        if one is not None:
            left.remove(one)
        if one is None or one.state in _STANDS:
            back.append(row)
    standing = {one.row.key for one in left if one.row is not None}
    return Netted([row for row in sales if row.key in standing], back)


def _sales(
    session: Session, rows: Sequence[SoldRow], minus: Sequence[SoldRow], source: str
) -> list[_Sale]:
    """The sales of now, and those of these receipts that are kept and were not given again."""
    query = sa.select(LooseSale).where(
        LooseSale.source == source,
        LooseSale.store_id.in_({row.store_id for row in minus}),
        LooseSale.receipt.in_({row.receipt for row in minus}),
    )
    kept: dict[tuple[int, str, int], dict[str, LooseSale]] = {}
    for one in session.scalars(query.order_by(LooseSale.id)):
        kept.setdefault((one.store_id, one.receipt, one.receipt_line), {})[one.rung_at] = one
    found = []
    for row in (row for row in rows if row.units > 0):
        same = at_time(kept.get(row.place, {}), row.rung_at)
        state = same.state if same is not None else None
        found.append(_Sale(row, row.store_id, row.receipt, row.upc, row.quantity, state))
    given = {row.place for row in rows}
    for place, times in kept.items():
        if place not in given:
            for one in times.values():
                facts = (one.store_id, one.receipt, one.upc, one.quantity, one.state)
                found.append(_Sale(None, *facts))
    return found
