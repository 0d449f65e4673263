"""Taking back the last call: tapped beside the button, or on the wrong customer (B7)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.orders import lifecycle, queries
from app.domain.orders.events import note
from app.domain.orders.statuses import StatusBook
from app.models import Call, CallLine, Order, OrderEvent, OrderLine
from app.vocabulary import clock
from app.vocabulary.decisions import Decision, when
from app.vocabulary.errors import Refused
from app.vocabulary.permissions import Permission

UNDO_FOR = timedelta(minutes=1)


def may_undo(call: Call, by: Viewer) -> Decision:
    """Whoever tapped it may take it back, for a minute."""
    fresh = call.undone_at is None and clock.now() - call.at <= UNDO_FOR
    mine = when(call.user_id == by.user_id, "Somebody else noted this call.")
    in_time = when(fresh, "A call can be taken back for a minute. Note another one instead.")
    return by.can(Permission.CALLS_MAKE) & mine & in_time


def undo(session: Session, call: Call, *, by: Viewer, book: StatusBook) -> list[OrderLine]:
    """Put every line back to where it stood, and since when; the call stays in the log of the
    order as taken back. Refused when something else happened to one of the orders since. Once more
    is once."""
    if call.undone_at is not None:
        return []
    may_undo(call, by).enforce()
    ids = session.scalars(sa.select(CallLine.order_line_id).where(CallLine.call_id == call.id))
    wanted = set(ids)
    orders = queries.by_lines(session, wanted, lock=True)
    events = [_event_of(session, order, call) for order in orders]
    if any(event is None for event in events):
        raise Refused("Something else happened to the order since. Change it by hand.")
    lines = []
    for order, event in zip(orders, events, strict=True):
        before = (event.detail if event else {}).get("before", {})
        note(order, "call_undone", by)
        for line in (line for line in order.lines if line.id in wanted):
            _put_back(session, line, before[str(line.number)], call, by=by, book=book)
            lines.append(line)
    call.undone_at = clock.now()
    session.flush()
    return lines


def _event_of(session: Session, order: Order, call: Call) -> OrderEvent | None:
    """The order's event of the call, if the order is still as the call left it."""
    query = order.events.select().where(OrderEvent.verb == "called").limit(1)
    event = session.scalars(query).first()
    known = event.detail if event else {}
    as_left = known.get("call") == call.id and known.get("left") == order.version
    return event if as_left else None


def _put_back(
    session: Session,
    line: OrderLine,
    before: list[Any],
    call: Call,
    *,
    by: Viewer,
    book: StatusBook,
) -> None:
    status, since, next_call, confirmed, confirmed_by = before
    lifecycle.put_back(line, book[status], since=_moment(since) or call.at, by=by, book=book)
    line.next_call_at = _moment(next_call)
    line.confirmed_at, line.confirmed_by_id = _moment(confirmed), confirmed_by
    line.confirmed_total = None
    if line.confirmed_at is not None:
        earlier = (
            sa.select(CallLine.promised)
            .join(CallLine.call)
            .where(
                CallLine.order_line_id == line.id,
                CallLine.promised.is_not(None),
                Call.undone_at.is_(None),
                Call.id < call.id,
            )
            .order_by(Call.id.desc())
        )
        line.confirmed_total = session.scalars(earlier.limit(1)).first()


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
