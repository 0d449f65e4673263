"""Taking a line off its order, and bringing it back (D24, decision 9)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import object_session

from app.domain.access import Viewer
from app.domain.orders import lifecycle, policies
from app.domain.orders.statuses import StatusBook, first_status
from app.domain.pickup.sold import sold_of
from app.domain.purchasing.leaving import counted_since, wait_for_rest
from app.models import Order, OrderEvent, OrderLine, Status
from app.vocabulary import clock
from app.vocabulary.errors import Invalid, Refused
from app.vocabulary.permissions import Permission
from app.vocabulary.statuses import Key, Stage

# How long “keep open” and reopening protect an order from the night, unless somebody says more.
KEPT_DAYS = 30


def keep_from_night(order: Order) -> None:
    """Keep an order that was opened again from the night for KEPT_DAYS at least."""
    today = clock.business_date(clock.now(), order.store.time_zone)
    order.keep_open_until = max(order.keep_open_until or today, today + timedelta(days=KEPT_DAYS))


def void(line: OrderLine, *, by: Viewer, book: StatusBook, why: str) -> bool:
    """Take an open line off its order: closed as Canceled, shown struck, its number never reused
    (decision 9); False if it was off already. Invalid without a reason; Refused for what is closed
    otherwise, or was handed over and waits for the night."""
    by.can(Permission.ORDERS_CLOSE).enforce()
    if line.voided_at is not None:
        return False
    policies.may_void(line).enforce()
    if not why:
        raise Invalid({"why": "Say why it is taken off."})
    session = object_session(line)
    sold = sold_of(session, [line.id]).get(line.id) if session else None
    if policies.is_ready(line) and sold is not None and sold.gone:
        raise Refused("It was handed over already. Take it back at pickup first.")
    return lifecycle.void(line, by=by, book=book, why=why)


def restore(line: OrderLine, *, by: Viewer, book: StatusBook) -> bool:
    """Bring a line back that was taken off, to where it may stand: arrived goods have arrived,
    what was ordered is to be ordered again unless some of it came, then the rest is waited for
    again; everything else stands where it stood. An order that was closed with it is kept from the
    night as after reopening. False if it is back already."""
    by.can(Permission.ORDERS_CLOSE).enforce()
    if line.open:
        return False
    policies.may_restore(line).enforce()
    closed = not line.order.open
    stood, since = _stood_on(line, book)
    back = _place(line, stood, book)
    # What came of a line that is to be ordered is counted since it stands there.
    same = since if back is stood and back.stage is Stage.READY else came_since(line, back)
    said = {"restored": True}
    moved = lifecycle.move(line, back, by=by, book=book, said=said, since=same)
    if closed:
        keep_from_night(line.order)
    return moved


def came_since(line: OrderLine, back: Status) -> datetime | None:
    """Since when closed `line` stands in `back`, if not since now: a part of it is here, and it is
    to be ordered again because its purchase order was given up."""
    session = object_session(line)
    if back.stage is not Stage.READY or session is None:
        return None
    return counted_since(session, line)


def reopened_to(line: OrderLine) -> Key:
    """Where a closed line that is opened again stands: its goods are here, or a part of them is,
    or its order's call choice says."""
    session = object_session(line)
    if line.arrived_at is not None:
        return Key.ARRIVED
    if session is not None and wait_for_rest(session, line):
        return Key.PLACED
    return first_status(line.order.call_first)


def _place(line: OrderLine, before: Status | None, book: StatusBook) -> Status:
    session = object_session(line)
    if line.arrived_at is not None:
        here = before is not None and before.stage in (Stage.ARRIVED, Stage.OUT)
        return before if here and before is not None else book[Key.ARRIVED]
    if session is not None and wait_for_rest(session, line):
        return before if before and before.stage is Stage.PLACED else book[Key.PLACED]
    if before is None or before.stage is Stage.CLOSED:
        return book[first_status(line.order.call_first)]
    # It left its purchase order when it was taken off; what was asked then need not be asked again.
    return book[Key.NEW_NO_CALL] if before.stage.rank > Stage.READY.rank else before


def _stood_on(line: OrderLine, book: StatusBook) -> tuple[Status | None, datetime | None]:
    """The status a line had before it was taken off, if it can still be chosen, and since when."""
    mine = (
        line.order.events.select()
        .where(OrderEvent.verb == "moved", OrderEvent.line_number == line.number)
        .order_by(None)
        .order_by(OrderEvent.id.desc())
        .limit(1)
    )
    session = object_session(line)
    newest = session.scalar(mine) if session else None
    facts = (newest.detail or {}) if newest else {}
    since = facts.get("since")
    found = next((status for status in book.open if status.key == facts.get("from")), None)
    return found, datetime.fromisoformat(since) if since else None
