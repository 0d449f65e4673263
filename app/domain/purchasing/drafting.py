"""Making a purchase order: lines into it, out of it, and how many cases of each (C25)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, lazyload

from app.domain.access import Viewer
from app.domain.orders.numbers import next_of
from app.domain.orders.queries import hold_orders
from app.domain.purchasing.leaving import touch
from app.domain.purchasing.queries import live, made_before
from app.domain.purchasing.waiting import held_back, in_no_purchase
from app.domain.rows import added
from app.models import OrderLine, PurchaseLine, PurchaseOrder, PurchaseState
from app.vocabulary import clock
from app.vocabulary.decisions import Decision, when
from app.vocabulary.errors import Invalid, Refused
from app.vocabulary.permissions import Permission

COUNTER = "purchase order number"
# More than a vendor reads at once, and more than a page should hold.
MOST_LINES = 300
MOST_CASES = 9999
NOTHING = "None of these lines can be ordered now: they stand in another order, or are held back."


def make(
    session: Session, line_ids: Sequence[int], *, by: Viewer, one_time_key: str
) -> PurchaseOrder:
    """A purchase order of these lines, which are of one vendor and store; lines that can't be
    ordered now are left out. A second call with the key returns the first one. Raises NotAllowed,
    Invalid, Refused if no line is left."""
    by.can(Permission.PURCHASES_PLACE).enforce()
    known = made_before(session, one_time_key)
    if known is not None:
        return known
    lines = _ready_lines(session, line_ids)
    first = lines[0]
    made = PurchaseOrder(
        number=next_of(session, COUNTER),
        one_time_key=one_time_key,
        vendor_id=first.vendor_id,
        store_id=first.store_id,
        made_by_id=by.user_id,
    )
    made.lines = _rows([one for one in lines if _fits(made, one)], 0)
    return added(session, made, lambda: made_before(session, one_time_key))


def add(session: Session, order: PurchaseOrder, line_ids: Sequence[int], *, by: Viewer) -> int:
    """Add lines of the same vendor and store to a purchase order that is being made (held by
    `queries.held`); returns how many. Lines that stand in it already stay once. Raises as
    `make`."""
    (by.can(Permission.PURCHASES_PLACE) & may_amend(order)).enforce()
    there = {row.order_line_id for row in live(order)}
    new = [one for one in line_ids if one not in there]
    if not new:
        return 0
    lines = [one for one in _ready_lines(session, new) if _fits(order, one)]
    if not lines:
        raise Refused("These lines are for another vendor or store.")
    if len(there) + len(lines) > MOST_LINES:
        raise Refused(f"A purchase order holds at most {MOST_LINES} lines. Make another one.")
    last = max((row.position for row in order.lines), default=0)
    order.lines.extend(_rows(lines, last))
    touch(order)
    return len(lines)


def may_amend(order: PurchaseOrder) -> Decision:
    """Only what the vendor has not been sent can be changed."""
    return when(order.state is PurchaseState.DRAFT, "It was placed: the vendor has it as it is.")


def amend(
    order: PurchaseOrder,
    cases: Mapping[int, int],
    off: Collection[int],
    note: str,
    *,
    by: Viewer,
) -> bool:
    """Change how many cases are ordered (by purchase line id; what customers wished stays as it
    is), take lines off, and the note to the vendor. Whether anything changed. Raises NotAllowed,
    Refused, Invalid."""
    (by.can(Permission.PURCHASES_PLACE) & may_amend(order)).enforce()
    if any(not 1 <= count <= MOST_CASES for count in cases.values()):
        raise Invalid({"cases": f"Write a number from 1 to {MOST_CASES:,}."})
    changed = order.note != note
    for row in live(order):
        if row.id in off:
            row.gone_at, changed = clock.now(), True
        elif row.cases != cases.get(row.id, row.cases):
            row.cases, changed = cases[row.id], True
    order.note = note
    if changed:
        touch(order)
    return changed


def _fits(order: PurchaseOrder, line: OrderLine) -> bool:
    return (line.vendor_id, line.store_id) == (order.vendor_id, order.store_id)


def _ready_lines(session: Session, ids: Sequence[int]) -> list[OrderLine]:
    """The lines of `ids` that can be ordered now, in that order, with their orders locked."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        raise Invalid({"line": "Tick the lines that are to be ordered."})
    if len(wanted) > MOST_LINES:
        raise Invalid({"line": f"Order at most {MOST_LINES} lines at once."})
    hold_orders(session, wanted)
    found = session.scalars(
        sa.select(OrderLine)
        .join(OrderLine.order)
        .where(OrderLine.id.in_(wanted), in_no_purchase())
        .options(contains_eager(OrderLine.order).options(lazyload("*")))
        .execution_options(populate_existing=True)
    )
    ready = {line.id: line for line in found if held_back(line)}
    if not ready:
        raise Refused(NOTHING)
    return [ready[line_id] for line_id in wanted if line_id in ready]


def _rows(lines: Sequence[OrderLine], after: int) -> list[PurchaseLine]:
    return [
        PurchaseLine(
            order_line_id=line.id,
            position=after + place,
            upc=line.upc,
            sku=line.sku,
            description=line.description,
            brand=line.brand,
            size=line.size,
            cases=line.cases,
            case_size=line.case_size,
            cost=line.cost,
        )
        for place, line in enumerate(lines, 1)
    ]
