"""The timeline's only writer: facts, no sentences (B16)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from app.domain.access import Viewer
from app.models import Order, OrderEvent, OrderLine
from app.vocabulary import clock

FIRST = "taken"


class Noted(NamedTuple):
    """What happened to a line of an order, without amounts."""

    order_id: int
    line_number: int
    detail: Mapping[str, Any]


def note(
    order: Order,
    verb: str,
    by: Viewer,
    *,
    line: OrderLine | None = None,
    detail: Mapping[str, Any] | None = None,
    figures: Mapping[str, Decimal | None] | None = None,
    counts: bool = True,
) -> OrderEvent:
    """Add to `order` that `by` did `verb`. Amounts go into `figures` and nowhere else, so that
    they can be kept from people who may not see them.

    Whatever happened to an order or one of its lines counts the order's version up, so that one
    number tells whether a form is still about what people see. What happens beside it, as a message
    that is sent meanwhile, does not count."""
    if verb != FIRST and counts:
        flag_modified(order, "lines_made")
    amounts = {k: str(v) for k, v in (figures or {}).items() if v is not None}
    event = OrderEvent(
        at=clock.now(),
        user_id=by.user_id,
        store_id=by.store_id,
        device=by.device,
        verb=verb,
        of_version=0 if verb == FIRST else order.version or 0,
        line_number=line.number if line is not None else None,
        detail=dict(detail or {}),
        figures=amounts,
    )
    order.events.add(event)
    return event


def note_many(
    session: Session, verb: str, by: Viewer, notes: Sequence[Noted], at: datetime
) -> None:
    """Add to each order that `by` did `verb` to a line of it, in two statements. The caller counts
    the versions up; what is written was about those before."""
    ids = {one.order_id for one in notes}
    known = sa.select(Order.id, Order.version).where(Order.id.in_(ids))
    versions = {row.id: row.version for row in session.execute(known)}
    same: dict[str, Any] = {
        "at": at, "user_id": by.user_id, "store_id": by.store_id, "device": by.device,
        "verb": verb, "figures": {},
    }  # fmt: skip
    rows = [
        {
            **same, "order_id": one.order_id, "line_number": one.line_number,
            "of_version": versions[one.order_id],
            "detail": {name: fact for name, fact in one.detail.items() if fact},
        }
        for one in notes
    ]  # fmt: skip
    session.execute(sa.insert(OrderEvent), rows)
