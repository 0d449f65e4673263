"""Taking what registers sold: each row of a receipt once, as it came (C31, C35, C39, B17)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.orders import lifecycle
from app.domain.orders.events import note
from app.domain.orders.heirs import newest
from app.domain.orders.queries import hold_orders
from app.domain.orders.statuses import book
from app.domain.pickup.sold import is_sold
from app.domain.register import alerts, asking
from app.domain.register.days import not_ahead
from app.domain.register.known import known
from app.domain.register.values import LANES, SoldRow, register_viewer
from app.domain.settings.reading import settings_of
from app.models import Order, OrderLine, RegisterSale, SaleRowKind
from app.vocabulary.barcodes import TagRef
from app.vocabulary.money import unit
from app.vocabulary.statuses import Key

# A step that is committed; a receipt of a register is far below.
MOST_AT_ONCE = 200
# A day at the register may not be the order's: clocks go wrong, and zones differ.
CLOCKS_APART = timedelta(days=1)
_VERBS = {
    SaleRowKind.SALE: "rung_up",
    SaleRowKind.VOID: "rung_up_voided",
    SaleRowKind.REFUND: "refunded",
}
# Units in a case and cases, as far as they are known, by store, receipt and tag.
_Said = dict[tuple[int, str, TagRef], tuple[Decimal | None, Decimal | None]]


@dataclass(frozen=True)
class Taken:
    """What came of rows with a tag: new ones, those known already, lines completed, alerts."""

    new: int = 0
    known: int = 0
    completed: int = 0
    alerts: int = 0

    def __add__(self, other: Taken) -> Taken:
        return Taken(*(a + b for a, b in zip(vars(self).values(), vars(other).values(),
                                             strict=True)))  # fmt: skip


def take(
    session: Session, rows: Sequence[SoldRow], *, source: str, own_only: bool = False
) -> Taken:
    """Keep the rows of tags that are new, say on the timeline what happened, look for what is
    wrong, and complete what is sold where the store wants that at once. Rows are kept one by one,
    never joined: two receipts stay two. Safe to call again with the same rows. With `own_only` a
    tag means a line of the row's store, or one that is picked up there, and no other.

    At most MOST_AT_ONCE rows; the caller commits."""
    if len(rows) > MOST_AT_ONCE:
        raise ValueError(f"at most {MOST_AT_ONCE} rows at once")
    tagged = list({row.key: row for row in rows if row.tag is not None}.values())
    fresh = _fresh(session, source, tagged)
    if not fresh:
        return Taken(known=len(tagged))
    lines, begun = _held(session, {row.tag for row in fresh if row.tag is not None})
    # Somebody else may have read the same receipts while we waited for the orders.
    fresh = not_ahead(session, _fresh(session, source, fresh))
    said = _said_by_receipts(session, source, tagged)
    meant = [_meant(row, lines, begun, source=source, own_only=own_only) for row in fresh]
    made = [_kept(row, line, said, source) for row, line in zip(fresh, meant, strict=True)]
    session.add_all(made)
    session.flush()
    by_id = {line.id: line for line in lines.values()}
    _say(made, by_id)
    found = alerts.look_at(session, made, by_id)
    completed = _complete(session, by_id)
    asking.changed(session)
    return Taken(len(fresh), len(tagged) - len(fresh), completed, found)


def _fresh(session: Session, source: str, rows: Sequence[SoldRow]) -> list[SoldRow]:
    seen = known(session, RegisterSale, source, rows)
    return [row for row in rows if not seen.has(row)]


def _held(
    session: Session, tags: Collection[TagRef]
) -> tuple[dict[TagRef, OrderLine], dict[TagRef, date]]:
    """The lines of tags, their orders locked, and the days of the orders on the tags; an old tag
    means the line that goes on for it (decision 9)."""
    found: dict[TagRef, OrderLine] = {}
    begun: dict[TagRef, date] = {}
    for line in session.scalars(_of(tags)):
        tag = TagRef(line.order.number, line.number)
        if tag in tags:
            found[tag], begun[tag] = newest(session, line), line.order.ordered_on
    if not found:
        return {}, {}
    while True:
        held = _locked(session, {line.id for line in found.values()})
        gone_on = [tag for tag, line in found.items() if held[line.id].moved_to_id is not None]
        found = {tag: held[line.id] for tag, line in found.items()}
        if not gone_on:
            return found, begun
        # Somebody moved it while we waited: its heir may still be anybody's.
        found |= {tag: newest(session, found[tag]) for tag in gone_on}


def _locked(session: Session, ids: Collection[int]) -> dict[int, OrderLine]:
    hold_orders(session, ids)
    again = (
        sa.select(OrderLine)
        .where(OrderLine.id.in_(ids))
        .options(joinedload(OrderLine.order))
        .execution_options(populate_existing=True)
    )
    return {line.id: line for line in session.scalars(again)}


def _meant(
    row: SoldRow,
    lines: Mapping[TagRef, OrderLine],
    begun: Mapping[TagRef, date],
    *,
    source: str,
    own_only: bool,
) -> OrderLine | None:
    """The line that a row is of. What was sold before its order began is of another system that
    used our numbers: registers are read further back than a new installation goes. So is what a
    lane sold under another item's code: it writes the code that its table gave it."""
    line = lines.get(row.tag) if row.tag is not None else None
    if row.tag is None or line is None:
        return None
    if row.business_date < begun[row.tag] - CLOCKS_APART:
        return None
    if own_only and row.store_id not in (line.store_id, line.order.pickup_store_id):
        return None
    other = bool(row.upcs and line.upc) and line.upc not in row.upcs
    return None if source == LANES and other else line


def _of(tags: Collection[TagRef]) -> sa.Select[OrderLine]:
    numbers = {tag.order_number for tag in tags}
    return (
        sa.select(OrderLine)
        .join(OrderLine.order)
        .where(Order.number.in_(numbers), OrderLine.number.in_({tag.line_number for tag in tags}))
        .options(joinedload(OrderLine.order))
    )


def _said_by_receipts(session: Session, source: str, rows: Sequence[SoldRow]) -> _Said:
    """How many units in a case, and cases, each receipt sold of a tag: what takes it back in the
    same receipt need not say so itself (a lane's void counts units there)."""
    unsaid = [row for row in rows if row.cases is None or not row.units_said]
    found: _Said = {}
    if unsaid:
        sales = sa.select(RegisterSale).where(
            RegisterSale.source == source,
            RegisterSale.store_id.in_({row.store_id for row in unsaid}),
            RegisterSale.receipt.in_({row.receipt for row in unsaid}),
            RegisterSale.kind == SaleRowKind.SALE,
        )
        for one in session.scalars(sales):
            tag = TagRef(one.order_number, one.line_number)
            units = one.quantity / one.cases if one.cases else None
            found[one.store_id, one.receipt, tag] = units, one.cases
    for row in rows:
        if row.tag is not None and row.units > 0:
            place = row.store_id, row.receipt, row.tag
            units, cases = found.get(place, (None, None))
            found[place] = (row.units if row.units_said else units), row.cases or cases
    return found


def _kept(row: SoldRow, line: OrderLine | None, said: _Said, source: str) -> RegisterSale:
    """A row as it is kept: `quantity` is units in all."""
    tag = row.tag or TagRef(0, 0)
    units, cases = said.get((row.store_id, row.receipt, tag), (None, None))
    cases = row.cases or cases or Decimal(line.cases if line is not None else 1)
    if row.units_said:
        units = row.units
    else:
        size = units or Decimal((line.case_size if line is not None else None) or 1)
        units = size.copy_sign(row.units)
    own = line is not None and (not row.upcs or line.upc in row.upcs)
    return RegisterSale(
        source=source,
        store_id=row.store_id,
        receipt=row.receipt,
        receipt_line=row.receipt_line,
        rung_at=row.rung_at,
        order_line_id=line.id if line is not None else None,
        order_number=tag.order_number,
        line_number=tag.line_number,
        kind=row.kind,
        upc=(line.upc if line is not None and own else row.upc) or None,
        quantity=unit(units * cases),
        cases=unit(cases if units >= 0 else -cases),
        total=row.total,
        sold_at=row.sold_at,
        business_date=row.business_date,
    )


def _say(made: Sequence[RegisterSale], lines: dict[int, OrderLine]) -> None:
    """Tell it on the timelines of the orders."""
    for row in made:
        line = lines.get(row.order_line_id or 0)
        if line is not None:
            by = register_viewer(row.store_id)
            facts = {"receipt": row.receipt}
            figures = {"total": row.total}
            note(line.order, _VERBS[row.kind], by, line=line, detail=facts, figures=figures)


def _complete(session: Session, lines: dict[int, OrderLine]) -> int:
    """Complete what is sold, net, in the stores that want it at once (B17); elsewhere the night
    does (C31). A part that is taken back stays open, as does an order with other lines (C32)."""
    at_once = {
        store_id
        for store_id in {line.store_id for line in lines.values()}
        if settings_of(session, store_id).register_completes == "sale"
    }
    mine = [i for i, line in lines.items() if line.store_id in at_once]
    sold = sa.select(OrderLine.id).where(OrderLine.id.in_(mine), OrderLine.open == 1, is_sold())
    ids = session.scalars(sold.order_by(OrderLine.id)).all() if mine else []
    if not ids:
        return 0
    statuses = book(session)
    for line in (lines[i] for i in ids):
        by = register_viewer(line.store_id)
        lifecycle.move(line, statuses[Key.COMPLETED], by=by, book=statuses, why="sold")
    return len(ids)
