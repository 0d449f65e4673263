"""What is bought for a line follows when people move the line by hand past its arrival, or back
(C25, B10).

Stores that do not scan say so by the status alone. It counts as received, and the purchase order
says that nobody received it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.purchasing.leaving import close_if_settled, touch, wait_again, waiting
from app.models import BY_HAND, OrderLine, PurchaseLine, PurchaseOrder, ReceiptKind, Receiving
from app.vocabulary import clock
from app.vocabulary.statuses import Stage


def are_here(session: Session, lines: Iterable[OrderLine], *, by: Viewer) -> None:
    """`by` moved `lines` to where their goods are here, or were sold: what was still waited for
    came, by their word. Out of a purchase order that is only being made they are taken. One
    statement if they stand in none."""
    of = {line.id: line for line in lines}
    changed: dict[int, PurchaseOrder] = {}
    for row in session.scalars(waiting(of)).all():
        order = changed.setdefault(row.purchase_order_id, row.purchase_order)
        if order.placed_at is None or row.order_line_id is None:
            row.gone_at = clock.now()
        else:
            _say(session, of[row.order_line_id], row, by)
            row.settled_at = clock.now()
    for order in changed.values():
        touch(order)
        close_if_settled(session, order)


def not_here(session: Session, line: OrderLine) -> PurchaseLine | None:
    """`line` was moved back to where goods are waited for: what was said by moving it on is taken
    back, and waited for again. One that was received and stands in Placed again waits for what was
    received last: else nobody could receive it any more. Returns the line of a purchase order that
    was given up, if it was received there: nothing of that will come. One statement if nothing was
    said."""
    came = session.scalars(
        sa.select(Receiving)
        .where(
            Receiving.order_line_id == line.id,
            Receiving.kind == ReceiptKind.CAME,
            Receiving.undone_at.is_(None),
        )
        .order_by(Receiving.id.desc())
    ).all()
    said = [one for one in came if one.by_hand]
    placed_at = line.placed_at if line.stage is Stage.PLACED else None
    if placed_at is not None and not any(one.cases for one in said):
        said += [one for one in came if one.cases and one.at >= placed_at][:1]
    lost = None
    for one in said:
        one.undone_at = clock.now()
        row = session.get(PurchaseLine, one.purchase_line_id or 0)
        if row is None or row.gone_at is not None:
            continue
        order = session.get_one(PurchaseOrder, row.purchase_order_id, with_for_update=True)
        row.order_line_id = line.id
        row.cases_received = max(row.cases_received - one.cases, 0)
        if not wait_again(row, order):
            lost = row
    return lost


def came(session: Session, line_ids: Collection[int]) -> set[int]:
    """Of which of these lines something is said to have come: for the others `not_here` has nothing
    to do. One statement, none for no lines."""
    if not line_ids:
        return set()
    said = (Receiving.kind == ReceiptKind.CAME, Receiving.undone_at.is_(None))
    rows = sa.select(Receiving.order_line_id).where(Receiving.order_line_id.in_(line_ids), *said)
    return {line_id for line_id in session.scalars(rows) if line_id is not None}


def _say(session: Session, line: OrderLine, row: PurchaseLine, by: Viewer) -> None:
    cases = max(line.cases - row.cases_received, 0)
    row.cases_received += cases
    said = Receiving(
        one_time_key=f"by-hand-{uuid4().hex}",
        at=clock.now(),
        user_id=by.user_id,
        store_id=line.store_id,
        vendor_id=line.vendor_id,
        purchase_line_id=row.id,
        order_line_id=line.id,
        kind=ReceiptKind.CAME,
        cases=cases,
        code=BY_HAND,
        placed_at=line.placed_at,
        expected_on=line.expected_on,
    )
    session.add(said)
