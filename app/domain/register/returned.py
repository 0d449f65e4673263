"""Sales without a tag that were accepted as a line's, and that the register takes back later (B6,
decision 8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.register.known import known
from app.domain.register.sales import take
from app.domain.register.values import SoldRow
from app.models import (
    AlertKind,
    LooseSale,
    LooseState,
    Order,
    OrderLine,
    RegisterAlert,
    RegisterSale,
    SaleRowKind,
)
from app.vocabulary import clock
from app.vocabulary.barcodes import TagRef

# How long goods may be brought back, as far as a sale without a tag is looked for.
BROUGHT_BACK_WITHIN = timedelta(days=30)


@dataclass
class _Accepted:
    """An accepted sale, the row it was made to, and whose line it is."""

    loose: LooseSale
    sale: RegisterSale
    member_number: int | None
    left: Decimal


def accepted_upcs() -> sa.Select[str]:
    """The items of which a sale was found lately that still stands."""
    return (
        sa.select(LooseSale.upc)
        .where(
            LooseSale.state.in_((LooseState.OPEN, LooseState.ACCEPTED)),
            LooseSale.sold_at > clock.now() - BROUGHT_BACK_WITHIN,
        )
        .distinct()
    )


def take_back(session: Session, rows: Sequence[SoldRow], *, source: str) -> int:
    """Net what was accepted with what took it back (`netting.within_receipts` says which rows may):
    in its own receipt, or a refund of as much of the item to the line's customer. As much of it to
    nobody in particular is told to staff. A found sale that nobody decided about goes with its
    receipt. Returns how many rows were netted."""
    back = [row for row in rows if row.tag is None and row.units < 0]
    if not back:
        return 0
    seen = known(session, RegisterSale, source, back)
    back = _let_go(session, [row for row in back if not seen.has(row)], source)
    accepted, netted = _accepted(session, back, source), []
    for row in sorted(back, key=lambda row: row.sold_at):
        of_item = [one for one in accepted if _may_be(one, row)]
        one = next((one for one in of_item if _is_of(one, row)), None)
        if one is not None:
            one.left += row.quantity
            if one.left <= 0:
                one.loose.state = LooseState.RETURNED
            netted.append(_with_tag(row, one.sale))
        elif of_item:
            _tell(session, of_item[0].sale)
    if netted:
        session.flush()
        take(session, netted, source=source)
    return len(netted)


def _let_go(session: Session, back: Sequence[SoldRow], source: str) -> list[SoldRow]:
    """Found sales that nobody decided about, and that their own receipt took back, one for each
    row. Returns the rows that are left."""
    if not back:
        return []
    query = sa.select(LooseSale).where(
        LooseSale.source == source,
        LooseSale.state == LooseState.OPEN,
        LooseSale.store_id.in_({row.store_id for row in back}),
        LooseSale.receipt.in_({row.receipt for row in back}),
    )
    left = list(back)
    # Held: somebody may be deciding about it just now.
    for one in session.scalars(query.order_by(LooseSale.id).with_for_update()):
        for row in left:
            same = (one.store_id, one.receipt) == (row.store_id, row.receipt)
            if same and one.upc in row.upcs and one.quantity == -row.quantity:
                one.state, one.decided_at = LooseState.RETURNED, clock.now()
                left.remove(row)
                break
    return left


def _accepted(session: Session, back: Sequence[SoldRow], source: str) -> list[_Accepted]:
    """The accepted sales of these items that still stand, the newest first."""
    codes = {upc for row in back for upc in row.upcs}
    if not codes:
        return []
    same = (
        RegisterSale.source == LooseSale.source,
        RegisterSale.store_id == LooseSale.store_id,
        RegisterSale.receipt == LooseSale.receipt,
        RegisterSale.receipt_line == LooseSale.receipt_line,
        RegisterSale.rung_at == LooseSale.rung_at,
    )
    query = (
        sa.select(LooseSale, RegisterSale, Order.member_number)
        .join(RegisterSale, sa.and_(*same))
        .join(OrderLine, OrderLine.id == LooseSale.order_line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(
            LooseSale.source == source,
            LooseSale.state == LooseState.ACCEPTED,
            LooseSale.upc.in_(codes),
            LooseSale.sold_at > clock.now() - BROUGHT_BACK_WITHIN,
        )
        .order_by(LooseSale.sold_at.desc(), LooseSale.id.desc())
        .with_for_update(of=LooseSale)
    )
    found = [_Accepted(*row, left=row[1].quantity) for row in session.execute(query)]
    return [replace(one, left=one.left - _returned(session, one.sale)) for one in found]


def _returned(session: Session, sale: RegisterSale) -> Decimal:
    """How much of a sale was taken back already."""
    after = sa.select(sa.func.sum(RegisterSale.quantity, type_=RegisterSale.quantity.type)).where(
        RegisterSale.order_line_id == sale.order_line_id,
        RegisterSale.id > sale.id,
        RegisterSale.quantity < Decimal(0),
        RegisterSale.counts == 1,
    )
    return -(session.scalar(after) or Decimal(0))


def _may_be(one: _Accepted, row: SoldRow) -> bool:
    """Whether a row may take an accepted sale back: the same item and store, afterwards; in
    another receipt all of it, and as a refund: a void belongs to its own receipt."""
    same = one.sale.store_id == row.store_id and one.loose.upc in row.upcs
    if not same or one.left <= 0 or row.sold_at < one.sale.sold_at:
        return False
    if one.sale.receipt == row.receipt:
        return True
    return row.kind is SaleRowKind.REFUND and one.left == -row.quantity


def _is_of(one: _Accepted, row: SoldRow) -> bool:
    if one.sale.receipt == row.receipt:
        return True
    return row.member_number is not None and row.member_number == one.member_number


def _with_tag(row: SoldRow, sale: RegisterSale) -> SoldRow:
    """The row as the tag would have made it: in cases, as the sale was."""
    cases = abs(sale.cases) or Decimal(1)
    return replace(
        row,
        tag=TagRef(sale.order_number, sale.line_number),
        units=row.quantity / cases,
        cases=cases,
    )


def _tell(session: Session, sale: RegisterSale) -> None:
    """Once for each sale."""
    kind = AlertKind.PERHAPS_BACK
    told = sa.select(RegisterAlert.id).filter_by(kind=kind, sale_id=sale.id)
    if session.scalar(told) is None:
        session.add(
            RegisterAlert(
                kind=kind,
                store_id=sale.store_id,
                order_line_id=sale.order_line_id,
                sale=sale,
                at=clock.now(),
            )
        )
        session.flush()
