"""A customer's line that is not wanted any more leaves the purchase order it stands in, unless it
was received (C25)."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager
from sqlalchemy.orm.attributes import flag_modified

from app.models import OrderLine, PurchaseLine, PurchaseOrder, PurchaseState
from app.vocabulary import clock


def let_go(session: Session, line: OrderLine) -> list[PurchaseOrder]:
    """Take `line`, which was closed, voided or taken back, out of its open purchase order. Cases
    that came stay and settle it; nothing more is waited for. Returns the purchase orders that
    changed. One statement if it stands in none."""
    return let_go_all(session, [line.id])


def let_go_all(session: Session, line_ids: Iterable[int]) -> list[PurchaseOrder]:
    """As `let_go`, for many lines at once."""
    left = let_go_lines(session, line_ids)
    return list({row.purchase_order.id: row.purchase_order for row in left}.values())


def let_go_lines(session: Session, line_ids: Iterable[int]) -> list[PurchaseLine]:
    """As `let_go_all`; returns what is not waited for any more."""
    now = clock.now()
    left = session.scalars(waiting(line_ids)).all()
    changed = {row.purchase_order.id: row.purchase_order for row in left}
    for row in left:
        if row.cases_received:
            row.settled_at = now
        else:
            row.gone_at = now
    for order in changed.values():
        touch(order)
        close_if_settled(session, order)
    return list(left)


def take_back(session: Session, purchase_line_ids: Iterable[int]) -> None:
    """Wait again for what was let go, as letting go was a mistake: its purchase order waits too.
    What was placed without the line meanwhile stays without it: the line is to be ordered anew."""
    rows = session.scalars(
        sa.select(PurchaseLine)
        .join(PurchaseLine.purchase_order)
        .where(PurchaseLine.id.in_(set(purchase_line_ids)))
        .order_by(PurchaseLine.purchase_order_id, PurchaseLine.id)
        .options(contains_eager(PurchaseLine.purchase_order))
        .with_for_update()
    ).all()
    for row in rows:
        order, left_at = row.purchase_order, row.gone_at or row.settled_at
        if left_at is None:
            continue
        never = order.placed_at is None and not order.open
        if never or (row.gone_at and order.placed_at and order.placed_at > row.gone_at):
            continue
        row.gone_at = row.settled_at = None
        if order.open:
            touch(order)
        else:
            wait_again(order)


def wait_for_rest(session: Session, line: OrderLine) -> bool:
    """`line`, which was closed when a part of it had come, is open again: the rest is waited for
    again. False if nothing of it had come, or nothing is left."""
    rows = session.scalars(
        sa.select(PurchaseLine)
        .join(PurchaseLine.purchase_order)
        .where(
            PurchaseLine.order_line_id == line.id,
            PurchaseLine.gone_at.is_(None),
            PurchaseLine.settled_at >= line.closed_at,
            PurchaseLine.cases_received.between(1, line.cases - 1),
        )
        .options(contains_eager(PurchaseLine.purchase_order))
        .with_for_update()
    ).all()
    for row in rows:
        row.settled_at = None
        wait_again(row.purchase_order)
    return bool(rows)


def waiting(line_ids: Iterable[int]) -> sa.Select[PurchaseLine]:
    """What is waited for on these lines in open purchase orders, locked."""
    return (
        sa.select(PurchaseLine)
        .join(PurchaseLine.purchase_order)
        .where(
            PurchaseLine.order_line_id.in_(set(line_ids)),
            PurchaseLine.settled_at.is_(None),
            PurchaseLine.gone_at.is_(None),
            PurchaseOrder.open == 1,
        )
        .order_by(PurchaseLine.purchase_order_id, PurchaseLine.id)
        .options(contains_eager(PurchaseLine.purchase_order))
        .with_for_update()
    )


def close_if_settled(session: Session, order: PurchaseOrder) -> bool:
    """Close a placed purchase order when nothing of it is waited for: received if anything was
    said of its lines, canceled if all of them left. Whether it closed."""
    if order.state is not PurchaseState.PLACED:
        return False
    session.flush()
    waiting, settled = session.execute(_standing(order)).one()
    if waiting:
        return False
    close(order, PurchaseState.RECEIVED if settled else PurchaseState.CANCELED)
    return True


def close(order: PurchaseOrder, state: PurchaseState) -> None:
    """End it as received or canceled."""
    order.state = state
    order.open = 0
    order.closed_at = clock.now()


def wait_again(order: PurchaseOrder) -> None:
    """Something of it is waited for again."""
    order.state = PurchaseState.PLACED
    order.open = 1
    order.closed_at = None
    touch(order)


def touch(order: PurchaseOrder) -> None:
    """Count the version up: its lines changed, so forms made before are about something else."""
    flag_modified(order, "note")


def _standing(order: PurchaseOrder) -> sa.Select[int, int]:
    """How many of its lines are waited for, and of how many it was said what became of them."""
    stands = PurchaseLine.gone_at.is_(None)
    waits = sa.and_(stands, PurchaseLine.settled_at.is_(None))
    settled = sa.and_(stands, PurchaseLine.settled_at.is_not(None))
    return sa.select(
        *(sa.func.coalesce(sa.func.sum(sa.case((one, 1), else_=0)), 0) for one in (waits, settled))
    ).where(PurchaseLine.purchase_order_id == order.id)
