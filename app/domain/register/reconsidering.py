"""What somebody said of a sale without a tag, taken back: a wrong tap costs nothing (B6)."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.access import Viewer
from app.domain.orders.events import note
from app.domain.orders.queries import hold_orders
from app.domain.register import asking
from app.domain.register.loose import locked
from app.models import LooseSale, LooseState, OrderLine, RegisterSale
from app.vocabulary.errors import Refused

MOST_SHOWN = 50
DECIDED = (LooseState.ACCEPTED, LooseState.DISMISSED)


def decided(session: Session, store_id: int) -> Sequence[LooseSale]:
    """What somebody said of sales in a store, the newest sale first, with lines and orders."""
    query = (
        sa.select(LooseSale)
        .where(LooseSale.state.in_(DECIDED), LooseSale.store_id == store_id)
        .options(
            joinedload(LooseSale.line).joinedload(OrderLine.order),
            joinedload(LooseSale.decided_by),
        )
        .order_by(LooseSale.sold_at.desc(), LooseSale.id.desc())
        .limit(MOST_SHOWN)
    )
    return session.scalars(query).all()


def reconsider(session: Session, loose_id: int, *, by: Viewer) -> LooseSale:
    """Let a sale wait for a decision again: what was accepted as the line's sale is none any more,
    and the line waits. A second tap does nothing. Raises Refused once the night has completed the
    line or more was sold or taken back of it, NotFound, NotAllowed."""
    one = locked(session, loose_id, by)
    if one.state is LooseState.RETURNED:
        raise Refused("The register took this sale back.")
    if one.state is LooseState.ACCEPTED:
        _unsell(session, one, by)
    one.state, one.decided_at, one.decided_by_id = LooseState.OPEN, None, None
    return one


def _unsell(session: Session, one: LooseSale, by: Viewer) -> None:
    """Delete the row that was made of it: no register ever wrote it."""
    hold_orders(session, [one.order_line_id])
    line = session.get_one(OrderLine, one.order_line_id, populate_existing=True)
    if not line.open:
        raise Refused("The line is closed already. Reopen the order instead.")
    rows = session.scalars(
        sa.select(RegisterSale).where(RegisterSale.order_line_id == line.id)
    ).all()
    made = next((row for row in rows if _place(row) == _place(one)), None)
    if made is None or any(row.id > made.id for row in rows):
        raise Refused("More was sold or taken back of this line since. Look at its receipts.")
    session.delete(made)
    note(line.order, "sale_let_go", by, line=line, detail={"receipt": one.receipt})
    asking.changed(session)


def _place(row: LooseSale | RegisterSale) -> tuple[object, ...]:
    return row.source, row.store_id, row.receipt, row.receipt_line, row.rung_at
