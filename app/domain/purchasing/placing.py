"""Placing a purchase order: its lines become Placed, the vendor gets it (C25, B19)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session, object_session

from app.domain import outbox
from app.domain.access import Viewer
from app.domain.orders import lifecycle
from app.domain.orders.splitting import part_of
from app.domain.orders.statuses import StatusBook
from app.domain.purchasing import deadlines
from app.domain.purchasing.leaving import back_to, close, touch
from app.domain.purchasing.promises import Promise, promise
from app.domain.purchasing.queries import live
from app.models import (
    OrderLine,
    PurchaseLine,
    PurchaseOrder,
    PurchaseState,
    SendWay,
    VendorCutoff,
)
from app.vocabulary import clock
from app.vocabulary.decisions import Decision, no, when
from app.vocabulary.errors import Invalid, Refused
from app.vocabulary.jobs import Job
from app.vocabulary.permissions import Permission
from app.vocabulary.statuses import Key, Stage

# Nothing that is waited for longer was meant.
LONGEST_WAIT = timedelta(days=366)


@dataclass(frozen=True)
class Placed:
    """What placing did: `now` is False when it was placed before; `left` are lines that could not
    be ordered any more and left the order."""

    now: bool
    left: tuple[PurchaseLine, ...] = ()


def promise_of(session: Session, order: PurchaseOrder, cutoffs: Sequence[VendorCutoff]) -> Promise:
    """When it should come if it is placed now. `cutoffs`: all of the vendor."""
    mine = deadlines.for_store(cutoffs, order.store_id)
    return promise(session, order.vendor_id, order.store, clock.now(), mine)


def address_of(order: PurchaseOrder) -> str:
    """Where the vendor takes orders by e-mail; empty if nowhere. Only the address that is kept for
    orders: costs go there, so it is set by who may see costs (B1)."""
    return order.vendor.order_email


def may_place(order: PurchaseOrder) -> Decision:
    """A draft with something in it."""
    if order.state is not PurchaseState.DRAFT:
        return no("It was placed already." if order.placed_at else "It was given up.")
    return when(bool(live(order)), "There is nothing in it.")


def place(
    session: Session,
    order: PurchaseOrder,
    way: SendWay,
    expected_on: date | None,
    *,
    by: Viewer,
    book: StatusBook,
) -> Placed:
    """Place `order` (held by `queries.held`) and let it go out by `way`. Its lines become Placed
    and are expected on that day; lines that were closed, taken back or given another vendor since
    leave it. Placing what is placed does nothing. Raises NotAllowed, Refused, Invalid."""
    by.can(Permission.PURCHASES_PLACE).enforce()
    if order.placed_at is not None and order.state is not PurchaseState.CANCELED:
        return Placed(now=False)
    may_place(order).enforce()
    _check_day(order, expected_on)
    now = clock.now()
    left = tuple(row for row in live(order) if not _still_wanted(row, order))
    for row in left:
        row.gone_at = now
    may_place(order).enforce()
    order.state, order.placed_at, order.placed_by_id = PurchaseState.PLACED, now, by.user_id
    order.expected_on = expected_on
    for row in live(order):
        _place_line(row, order, by, book)
    send(session, order, way, by=by)
    touch(order)
    return Placed(True, left)


def send(session: Session, order: PurchaseOrder, way: SendWay, *, by: Viewer) -> None:
    """Let a worker make the PDF and, for e-mail, send it with the file; costs are in both only if
    `by` may see them (B1). Raises Invalid without an address, NotAllowed, Refused."""
    allowed = when(order.state is PurchaseState.PLACED, "It is not placed.")
    (by.can(Permission.PURCHASES_PLACE) & allowed).enforce()
    to = address_of(order) if way is SendWay.EMAIL else ""
    if way is SendWay.EMAIL and not to:
        raise Invalid({"way": "This vendor has no e-mail address for orders."})
    order.sent_way, order.sent_to, order.problem = way, to, ""
    order.sent_at = None if way is SendWay.EMAIL else clock.now()
    # While it is on its way nothing of it may differ: a second tap must still find it changed.
    touch(order)
    with_costs = int(bool(by.can(Permission.COSTS_SEE)))
    payload = {"purchase_order_id": order.id, "with_costs": with_costs}
    outbox.leave(session, Job.SEND_PURCHASE_ORDER, payload)


def cancel(order: PurchaseOrder, *, by: Viewer, book: StatusBook) -> int:
    """Give an open purchase order (held) up: lines of which nothing came go back to where they
    stood. Of those of which some came, that part arrives, and the rest goes back as a line of its
    own. Nothing opens it again. Returns how many went back. Doing it again does nothing. Raises
    NotAllowed, Refused by the order's number when an order has no room for a rest."""
    by.can(Permission.PURCHASES_PLACE).enforce()
    if not order.open:
        return 0
    now, waits = clock.now(), [row for row in live(order) if row.settled_at is None]
    for row in waits:
        if row.cases_received:
            row.settled_at = now
        else:
            row.gone_at = now
    came = any(row.cases_received for row in order.lines)
    close(order, PurchaseState.RECEIVED if came else PurchaseState.CANCELED)
    order.given_up_at = now
    touch(order)
    if order.placed_at is None:
        # What was only being made has moved nothing: a line that is placed was by hand.
        return 0
    return sum(_take_back(row, order, by, book) for row in waits)


def _check_day(order: PurchaseOrder, day: date | None) -> None:
    """Whether a vendor could mean that day."""
    today = clock.business_date(clock.now(), order.store.time_zone)
    if day is not None and day < today:
        raise Invalid({"expected_on": "That day is over. Choose a day from today on."})
    if day is not None and day > today + LONGEST_WAIT:
        words = "That is more than a year away. Please look at the year again."
        raise Invalid({"expected_on": words})


def _still_wanted(row: PurchaseLine, order: PurchaseOrder) -> bool:
    line = row.line
    if line is None or not line.open or line.vendor_id != order.vendor_id:
        return False
    return line.stage in {Stage.READY, Stage.PLACED}


def _place_line(row: PurchaseLine, order: PurchaseOrder, by: Viewer, book: StatusBook) -> None:
    line = row.line
    if line is None:
        return
    row.stood = line.status
    why = f"purchase order {order.number}"
    lifecycle.move(line, book[Key.PLACED], by=by, book=book, why=why)
    line.expected_on = order.expected_on


def _take_back(row: PurchaseLine, order: PurchaseOrder, by: Viewer, book: StatusBook) -> bool:
    line, why = row.line, f"purchase order {order.number} given up"
    if line is None or not line.open or line.stage is not Stage.PLACED:
        return False
    rest = _without_what_came(row, line, why, by, book)
    if rest is None:
        return False
    rest.expected_on = None
    return lifecycle.move(rest, book[back_to(row, book)], by=by, book=book, why=why)


def _without_what_came(
    row: PurchaseLine, line: OrderLine, why: str, by: Viewer, book: StatusBook
) -> OrderLine | None:
    """The line that has not come: `line` itself, or a new one for its rest, and then `line` arrives
    with what came; None if all of it is here."""
    came, session = row.cases_received, object_session(line)
    if not came or session is None:
        return line
    rest = None
    if came < line.cases:
        try:
            rest = part_of(session, line, came, by=by, book=book)
        except Refused as full:
            # One of many orders: people must know which one to look at.
            raise Refused(f"Order {line.order.number}: {full.message}") from full
    lifecycle.move(line, book[Key.ARRIVED], by=by, book=book, why=why, follows=False)
    return rest
