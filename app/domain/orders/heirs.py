"""A line that goes on in another one: everything that was ever said of it comes along (C30).

What is copied is not listed: it is every column except those that make a line the one it is, so
that a column which is added later cannot be forgotten.
"""

from __future__ import annotations

from copy import deepcopy

from sqlalchemy.orm import Session

from app.domain.orders import lifecycle, policies
from app.domain.orders.placing import list_key
from app.models import Order, OrderLine

# What is a line's own: its place, its making, its tag, and where it went itself.
OWN = frozenset({
    "id", "order_id", "number", "list_key", "version", "created_at", "printed_at", "copies",
    "voided_at", "moved_to_id",
})  # fmt: skip
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
