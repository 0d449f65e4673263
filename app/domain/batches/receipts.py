"""Receipt copies: what each order says, a page for each (L6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, lazyload, selectinload

from app.domain.access import Viewer
from app.domain.batches.reading import BITE
from app.domain.customers import phones
from app.domain.orders.statuses import StatusBook, book
from app.domain.pricing.view import view_of_line
from app.domain.settings.reading import settings_of
from app.models import LineKind, Order, OrderLine, Store
from app.vocabulary import clock
from app.vocabulary.figures import Figure
from app.vocabulary.statuses import Key

SHOWN = frozenset({Figure.TOTAL})
_UNWANTED = frozenset({Key.CANCELED, Key.INQUIRY})


@dataclass(frozen=True)
class CopyLine:
    """One line of a copy; `total` only where its reader may see it, `kind` is the word beside
    it."""

    number: int
    cases: int
    case_size: int | None
    is_note: bool
    description: str
    details: str
    status: str
    unwanted: bool
    total: Decimal | None
    kind: str


@dataclass(frozen=True)
class Copy:
    """One order. `total` is what its wanted lines cost, None where that may not be seen or not
    all of them have a price."""

    store: str
    store_line: str
    order_number: int
    ordered_on: date
    customer: str
    member_number: int | None
    contact: str
    pickup: str
    lines: Sequence[CopyLine]
    total: Decimal | None


@dataclass(frozen=True)
class Receipts:
    """All copies, when they were made (wall clock), whether they have a column for amounts, and
    which lines are on none, by their id."""

    copies: Sequence[Copy]
    made_at: datetime
    with_totals: bool
    left_out: dict[int, str]


def compose(session: Session, ids: Sequence[int], by: Viewer) -> Receipts:
    """A copy of each order that one of these lines belongs to, in their order. Amounts only for
    people who may see totals (C8)."""
    seen = by.figures & SHOWN
    statuses = book(session)
    country = settings_of(session, by.store_id).home_country
    orders, left_out = _orders(session, ids)
    here = session.get_one(Store, by.store_id)
    return Receipts(
        copies=[_copy(order, seen, statuses, country) for order in orders],
        made_at=clock.local(clock.now(), here.time_zone),
        with_totals=bool(seen),
        left_out=left_out,
    )


def _orders(session: Session, ids: Sequence[int]) -> tuple[list[Order], dict[int, str]]:
    """The orders of lines, each once, by their first line; and lines that are gone."""
    owners: dict[int, int] = {}
    for start in range(0, len(ids), BITE):
        query = sa.select(OrderLine.id, OrderLine.order_id)
        some = session.execute(query.where(OrderLine.id.in_(ids[start : start + BITE])))
        owners |= {row.id: row.order_id for row in some}
    wanted = list(dict.fromkeys(owners[each] for each in ids if each in owners))
    found: dict[int, Order] = {}
    for start in range(0, len(wanted), BITE):
        rows = session.scalars(
            sa.select(Order)
            .where(Order.id.in_(wanted[start : start + BITE]))
            .options(
                joinedload(Order.store),
                joinedload(Order.pickup_store),
                selectinload(Order.lines).options(lazyload("*")),
            )
        )
        found |= {order.id: order for order in rows}
    gone = [each for each in ids if each not in owners]
    return [found[each] for each in wanted], dict.fromkeys(gone, "It is not there any more.")


def _copy(order: Order, seen: frozenset[Figure], statuses: StatusBook, country: str) -> Copy:
    lines = [_line(line, seen, statuses) for line in order.lines if line.voided_at is None]
    wanted = [line.total for line in lines if not line.unwanted]
    known = [total for total in wanted if total is not None]
    whole = bool(seen) and bool(known) and len(known) == len(wanted)
    reached = (phones.shown(order.phone, country), order.email)
    return Copy(
        store=order.store.name,
        store_line=" · ".join(part for part in (order.store.address, order.store.phone) if part),
        order_number=order.number,
        ordered_on=order.ordered_on,
        customer=order.full_name,
        member_number=order.member_number,
        contact=" · ".join(part for part in reached if part),
        pickup=order.pickup_store.name,
        lines=lines,
        total=sum(known, Decimal(0)) if whole else None,
    )


def _line(line: OrderLine, seen: frozenset[Figure], statuses: StatusBook) -> CopyLine:
    view = view_of_line(line, seen)
    return CopyLine(
        number=line.number,
        cases=line.cases,
        case_size=line.case_size,
        is_note=line.kind is LineKind.NOTE,
        description=line.description,
        details=" · ".join(part for part in (line.brand, line.size) if part),
        status=statuses[line.status].label,
        unwanted=line.status in _UNWANTED,
        total=view.figures.get(Figure.TOTAL.value),
        kind=view.kind_label if line.kind is LineKind.ITEM else "",
    )
