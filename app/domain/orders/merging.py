"""Orders of one customer: lines from one to the other, or all of one (C30)."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.orders import policies
from app.domain.orders.events import note
from app.domain.orders.heirs import may_go_on
from app.domain.orders.queries import locking
from app.domain.orders.splitting import Cases, carry_over, taken_out
from app.domain.orders.statuses import StatusBook
from app.models import Order, OrderLine
from app.vocabulary.barcodes import LAST_LINE_NUMBER
from app.vocabulary.decisions import Decision, no, when
from app.vocabulary.permissions import Permission

MOST_SHOWN = 20


def others_of(session: Session, order: Order) -> list[Order]:
    """Other open orders of the same customer in the same store, newest first. Somebody without a
    record is known by phone and name."""
    query = sa.select(Order).where(
        Order.open == 1, Order.store_id == order.store_id, Order.id != order.id, _theirs(order)
    )
    return list(session.scalars(query.order_by(Order.id.desc()).limit(MOST_SHOWN)))


def hold(session: Session, numbers: Sequence[int]) -> None:
    """Lock orders for a change before anything of them is read: two people may merge the same two
    into each other."""
    session.execute(locking(sa.select(Order.id).where(Order.number.in_(numbers)))).all()


def may_join(order: Order, target: Order) -> Decision:
    """Whether lines of `order` may go on in `target`."""
    if order.id == target.id:
        return no("That is this order itself.")
    if not _is_theirs(order, target):
        return no(f"Order {target.number} is of another customer.")
    if order.store_id != target.store_id:
        return no(f"Order {target.number} is of another store: the goods are not there.")
    return when(bool(target.open), f"Order {target.number} is closed. Reopen it first.")


def move_lines(
    session: Session,
    lines: Sequence[OrderLine],
    target: Order,
    *,
    by: Viewer,
    book: StatusBook,
    cases: Cases | None = None,
) -> list[OrderLine]:
    """Let open lines of one order go on in another of the same customer, with every edit (C30);
    `cases` as in `split_off`. Returns the new lines. An order of which nothing is left closes, and
    its page says where everything went. NotAllowed, Refused, Invalid ("cases")."""
    by.can(Permission.ORDERS_SPLIT).enforce()
    may_go_on(session, lines).enforce()
    source = lines[0].order
    (may_join(source, target) & _room(target, len(lines))).enforce()
    gone = taken_out(session, lines, cases or {}, by=by, book=book)
    made = carry_over(session, gone, target, by, book)
    if not source.open:
        source.merged_into_id = target.id
    return made


def merge(
    session: Session, order: Order, target: Order, *, by: Viewer, book: StatusBook
) -> list[OrderLine]:
    """Make one order of two: everything open of `order` goes on in `target`, its note for the buyer
    too, and it closes. Refused as `move_lines`."""
    made = move_lines(
        session, [line for line in order.lines if line.open], target, by=by, book=book
    )
    order.merged_into_id = target.id
    _join_notes(order, target, by)
    days = [day for day in (order.keep_open_until, target.keep_open_until) if day]
    target.keep_open_until = max(days, default=None)
    session.flush()
    return made


def _join_notes(order: Order, target: Order, by: Viewer) -> None:
    """What was said to the buyer in one order is still said."""
    if not order.comments or order.comments in target.comments:
        return
    before = target.comments
    target.comments = f"{before}\n\n{order.comments}".strip()
    note(target, "notes_edited", by, detail={"changed": {"comments": [before, target.comments]}})


def _room(target: Order, lines: int) -> Decision:
    fits = target.lines_made + lines <= LAST_LINE_NUMBER
    return policies.may_add_line(target) & when(
        fits, f"Order {target.number} would have more than 99 lines."
    )


def _theirs(order: Order) -> sa.ColumnElement[bool]:
    if order.customer_id is not None:
        return Order.customer_id == order.customer_id
    if not order.phone_digits:
        return sa.false()
    same = Order.phone_digits == order.phone_digits
    return sa.and_(Order.customer_id.is_(None), same, Order.last_name == order.last_name)


def _is_theirs(order: Order, target: Order) -> bool:
    if order.customer_id is not None:
        return order.customer_id == target.customer_id
    known = bool(order.phone_digits) and target.customer_id is None
    who = (order.phone_digits, order.last_name)
    return known and who == (target.phone_digits, target.last_name)
