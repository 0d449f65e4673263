"""When somebody is best called, in their own words (B7)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.audit import record
from app.domain.customers.actions import count_up, refuse_gone, subject_of
from app.domain.orders.events import note
from app.models import Order
from app.vocabulary.errors import Invalid
from app.vocabulary.permissions import Permission

LONGEST = 60


def write_best_hours(session: Session, orders: Sequence[Order], hours: str, *, by: Viewer) -> bool:
    """Note when the customer of these orders is best called: in their record, or, for somebody in
    no file, on the orders; tells whether that was new. Invalid, NotAllowed, Refused."""
    by.can(Permission.CALLS_MAKE).enforce()
    if len(hours) > LONGEST:
        raise Invalid({"hours": f"Keep it to {LONGEST} characters."})
    customer = orders[0].customer
    if customer is None:
        return sum(_on_order(order, hours, by) for order in orders) > 0
    refuse_gone(customer)
    before = customer.best_hours
    if before == hours:
        return False
    customer.best_hours = hours
    count_up(customer)
    session.flush()
    changed = {"before": {"best_hours": before}, "after": {"best_hours": hours}}
    record(session, by, "customer changed", subject_of(customer), **changed)
    return True


def _on_order(order: Order, hours: str, by: Viewer) -> bool:
    before = order.best_hours
    if before == hours:
        return False
    order.best_hours = hours
    note(order, "contact_edited", by, detail={"changed": {"best_hours": [before, hours]}})
    return True
