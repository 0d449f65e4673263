"""A line that goes on in another one: everything that was ever said of it comes along (C30).

What is copied is not listed: it is every column except those that make a line the one it is, so
that a column which is added later cannot be forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.access import Viewer
from app.domain.orders import lifecycle, policies
from app.domain.orders.placing import list_key
from app.domain.orders.statuses import StatusBook
from app.domain.pickup.sold import sold_of
from app.domain.purchasing.following import follow
from app.models import MessageLine, Order, OrderLine
from app.vocabulary.decisions import Decision, no, when

# What is a line's own: its place, its making, its tag, and where it went itself.
OWN = frozenset({
    "id", "order_id", "number", "list_key", "version", "created_at", "printed_at", "copies",
    "voided_at", "moved_to_id",
})  # fmt: skip
# What makes an order the one it is; the rest of it goes along when lines get one of their own.
OWN_OF_ORDER = frozenset({
    "id", "number", "version", "created_at", "one_time_key", "status", "open", "closed_at",
    "lines_made", "from_order_id", "merged_into_id",
})  # fmt: skip
MOST_STEPS = 50
_ROWS = ("vendor", "department", "super_department")


def heir_of(session: Session, line: OrderLine, order: Order) -> OrderLine:
    """A new line of `order`, under its next number, that says and stands what `line` does: prices
    and who set them, choice, case size by hand, vendor, department, status and its days, what was
    promised, notes, bin. Its tag has not been printed. Refused when the order is closed or holds 99
    lines. The caller settles the order and leaves the event."""
    policies.may_add_line(order).enforce()
    made = OrderLine()
    for name in said_columns():
        setattr(made, name, deepcopy(getattr(line, name)))
    lifecycle.stand_like(made, line)
    order.lines_made += 1
    made.number, made.copies = order.lines_made, 0
    made.list_key = list_key(order, made)
    with session.no_autoflush:
        for name in _ROWS:
            setattr(made, name, getattr(line, name))
        order.lines.append(made)
    session.flush()
    return made


def said_columns() -> list[str]:
    """The columns that an heir takes over as they are; those that the lifecycle writes come from
    there."""
    names: list[str] = OrderLine.__table__.columns.keys()
    return [name for name in names if name not in OWN | lifecycle.WRITTEN]


def may_go_on(session: Session, lines: Iterable[OrderLine]) -> Decision:
    """Only what is open, and was not sold meanwhile, can go on elsewhere: the night completes the
    line that was sold."""
    chosen = list(lines)
    for line in chosen:
        may = policies.may_edit_line(line)
        if not may:
            return may
    sold = sold_of(session, [line.id for line in chosen])
    gone = next((line for line in chosen if line.id in sold and sold[line.id].gone), None)
    if gone is not None and not sold[gone.id]:
        return no(f"{gone.description[:60]} was handed over already; it is paid at the register.")
    if gone is not None:
        return no(f"{gone.description[:60]} was sold already; the night completes it.")
    return when(bool(chosen), "Choose what goes to the other order.")


def go_on_in(
    session: Session, line: OrderLine, order: Order, *, by: Viewer, book: StatusBook
) -> OrderLine:
    """Let an open line go on in another order (C30): its heir is returned, the line closes and says
    where it went. Purchases that have not come yet, what came of them so far, and what the customer
    was told, follow. The caller settles both orders."""
    heir = heir_of(session, line, order)
    follow(session, line, heir)
    told = sa.select(MessageLine).where(MessageLine.order_line_id == line.id)
    for one in session.scalars(told).all():
        same = {"message_id": one.message_id, "occasion": one.occasion, "copy": one.copy}
        session.add(MessageLine(order_line_id=heir.id, **same))
    lifecycle.go_on_in(line, heir, by=by, book=book)
    return heir


def newest(session: Session, line: OrderLine) -> OrderLine:
    """The line that this one goes on as, at the end of all moves; any other itself. An old tag
    means it (decision 9)."""
    for _ in range(MOST_STEPS):
        if line.moved_to_id is None:
            break
        query = sa.select(OrderLine).where(OrderLine.id == line.moved_to_id)
        line = session.scalars(query.options(joinedload(OrderLine.order))).one()
    return line


def order_like(session: Session, order: Order, key: str, number: int) -> Order:
    """A new order that says what `order` does: customer, contact, wishes, days, who took it; it has
    no lines yet. `key` is its one-time key. Settle it when its lines are in."""
    made = Order(number=number, one_time_key=key, lines_made=0, from_order_id=order.id)
    names: list[str] = Order.__table__.columns.keys()
    for name in names:
        if name not in OWN_OF_ORDER:
            setattr(made, name, deepcopy(getattr(order, name)))
    made.member_type = order.member_type
    lifecycle.begin_like(made, order)
    session.add(made)
    session.flush()
    return made
