"""Sales without a tag that look like those of waiting lines (B6, C38): found, accepted by one tap,
or let go."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.access import Viewer
from app.domain.orders.events import note
from app.domain.orders.queries import hold_orders
from app.domain.pickup.sold import is_sold, sold_of
from app.domain.register import alerts, asking
from app.domain.register.days import not_ahead
from app.domain.register.known import known
from app.domain.register.netting import within_receipts
from app.domain.register.returned import accepted_upcs, take_back
from app.domain.register.values import SoldRow
from app.models import LooseSale, LooseState, Order, OrderLine, RegisterSale, SaleRowKind, Store
from app.vocabulary import clock
from app.vocabulary.errors import NotFound, Refused
from app.vocabulary.money import unit
from app.vocabulary.permissions import Permission
from app.vocabulary.statuses import Stage

MOST_SHOWN = 100


@dataclass(frozen=True)
class _Fit:
    """How well a waiting line fits a sale; the best comes first when they are sorted."""

    line: OrderLine
    same_member: bool
    same_quantity: bool

    @property
    def rank(self) -> tuple[bool, bool, int]:
        """Who bought says more than how much; the oldest line comes first."""
        return not self.same_member, not self.same_quantity, self.line.list_key


def waiting_upcs(session: Session) -> list[str]:
    """The items that lines wait for in the stores, and those of which a sale was accepted lately,
    to be looked for among ordinary sales."""
    # Store by store, as the index of open lines has it.
    stores = session.scalars(sa.select(Store.id)).all()
    here = (
        OrderLine.open == 1,
        OrderLine.store_id.in_(stores),
        OrderLine.stage == Stage.ARRIVED,
        OrderLine.upc.is_not(None),
    )
    found = set(session.scalars(sa.select(OrderLine.upc).where(*here).distinct()))
    found |= set(session.scalars(accepted_upcs()))
    return sorted(upc for upc in found if upc)


def take_loose(session: Session, rows: Sequence[SoldRow], *, source: str) -> int:
    """Keep those ordinary sales that a waiting line fits: the same item, and its quantity or its
    customer; each line once. What a receipt took back is no sale, and what was accepted before and
    is taken back now is netted. Safe to call again with the same rows. Returns how many are new;
    the caller commits."""
    mine = [row for row in rows if row.tag is None and row.upc]
    plain = list({row.key: row for row in not_ahead(session, mine)}.values())
    netted = within_receipts(session, plain, source)
    take_back(session, netted.back, source=source)
    seen = known(session, LooseSale, source, netted.standing)
    fresh = [row for row in netted.standing if not seen.has(row)]
    lines = _waiting(session, {upc for row in fresh for upc in row.upcs})
    used = _spoken_for(session, lines)
    count = 0
    for row in fresh:
        fits = sorted(_fits(row, [x for x in lines if x.id not in used]), key=lambda f: f.rank)
        if fits:
            used.add(fits[0].line.id)
            session.add(_kept(row, fits[0], source))
            count += 1
    session.flush()
    return count


def waiting(store_id: int) -> sa.Select[int]:
    """Ids of what waits for a decision in a store: its line is still open, and not sold by its
    tag meanwhile."""
    return (
        sa.select(LooseSale.id)
        .join(OrderLine, OrderLine.id == LooseSale.order_line_id)
        .where(
            LooseSale.state == LooseState.OPEN,
            LooseSale.store_id == store_id,
            OrderLine.open == 1,
            ~is_sold(),
        )
    )


def to_look_at(store_id: int) -> sa.CompoundSelect[int]:
    """Ids of everything that waits at the register of a store: alerts, and such sales."""
    return sa.union_all(alerts.waiting(store_id), waiting(store_id))


def shown(session: Session, store_id: int) -> Sequence[LooseSale]:
    """What waits for a decision, newest first, with lines and orders."""
    query = (
        sa.select(LooseSale)
        .where(LooseSale.id.in_(waiting(store_id)))
        .options(joinedload(LooseSale.line).joinedload(OrderLine.order))
        .order_by(LooseSale.sold_at.desc(), LooseSale.id.desc())
        .limit(MOST_SHOWN)
    )
    return session.scalars(query).all()


def accept(session: Session, loose_id: int, *, by: Viewer) -> LooseSale:
    """Say that this was the line's sale: from now on it counts as if its tag had been scanned.
    A second tap does nothing. Raises Refused, NotFound, NotAllowed."""
    one = locked(session, loose_id, by)
    if one.state is LooseState.ACCEPTED:
        return one
    hold_orders(session, [one.order_line_id])
    line = session.get_one(OrderLine, one.order_line_id, populate_existing=True)
    if one.state is LooseState.DISMISSED:
        raise Refused("Somebody said that this was another sale.")
    if one.state is LooseState.RETURNED:
        raise Refused("The register took this sale back.")
    if not line.open:
        raise Refused("This line is closed already.")
    if sold_of(session, [line.id]).get(line.id):
        raise Refused("This line was sold already.")
    session.add(_as_sale(one, line, by))
    _decide(one, LooseState.ACCEPTED, by)
    note(line.order, "sale_found", by, line=line, detail={"receipt": one.receipt},
         figures={"total": one.total})  # fmt: skip
    asking.changed(session)
    return one


def dismiss(session: Session, loose_id: int, *, by: Viewer) -> LooseSale:
    """Say that this was somebody else's sale. Raises Refused, NotFound, NotAllowed."""
    one = locked(session, loose_id, by)
    if one.state in (LooseState.ACCEPTED, LooseState.RETURNED):
        raise Refused("It was accepted as the line’s sale.")
    _decide(one, LooseState.DISMISSED, by)
    return one


def locked(session: Session, loose_id: int, by: Viewer) -> LooseSale:
    """A sale of the viewer's store, held until the commit. Raises NotFound, NotAllowed."""
    by.can(Permission.ORDERS_MOVE).enforce()
    one = session.scalar(sa.select(LooseSale).where(LooseSale.id == loose_id).with_for_update())
    if one is None or one.store_id != by.store_id:
        raise NotFound("There is no such sale in this store.")
    return one


def _decide(one: LooseSale, state: LooseState, by: Viewer) -> None:
    one.state, one.decided_at, one.decided_by_id = state, clock.now(), by.user_id


def _as_sale(one: LooseSale, line: OrderLine, by: Viewer) -> RegisterSale:
    """The row that the tag would have made: cases by the line's own case size, also of a part."""
    return RegisterSale(
        source=one.source,
        store_id=one.store_id,
        receipt=one.receipt,
        receipt_line=one.receipt_line,
        rung_at=one.rung_at,
        order_line_id=line.id,
        order_number=line.order.number,
        line_number=line.number,
        kind=SaleRowKind.SALE,
        upc=one.upc,
        quantity=one.quantity,
        cases=unit(one.quantity / line.case_size) if line.case_size else Decimal(line.cases),
        total=one.total,
        sold_at=one.sold_at,
        business_date=one.business_date,
        user_id=by.user_id,
    )


def _waiting(session: Session, upcs: Collection[str]) -> list[OrderLine]:
    """The unsold lines that wait for these items."""
    if not upcs:
        return []
    query = (
        sa.select(OrderLine)
        .join(Order)
        .where(OrderLine.open == 1, OrderLine.stage == Stage.ARRIVED, OrderLine.upc.in_(upcs))
        .options(joinedload(OrderLine.order))
    )
    found = session.scalars(query).all()
    sold = sold_of(session, [line.id for line in found])
    return [line for line in found if not sold.get(line.id)]


def _spoken_for(session: Session, lines: Sequence[OrderLine]) -> set[int]:
    """The lines that a sale was found for already; one that was another's, or that the register
    took back, does not count."""
    if not lines:
        return set()
    ids = [line.id for line in lines]
    found = sa.select(LooseSale.order_line_id).where(
        LooseSale.order_line_id.in_(ids),
        LooseSale.state.in_((LooseState.OPEN, LooseState.ACCEPTED)),
    )
    return set(session.scalars(found))


def _fits(row: SoldRow, lines: Sequence[OrderLine]) -> list[_Fit]:
    found = []
    for line in lines:
        here = row.store_id in (line.store_id, line.order.pickup_store_id)
        arrived = line.arrived_at is not None and row.sold_at >= line.arrived_at
        if line.upc not in row.upcs or not here or not arrived:
            continue
        member = line.order.member_number is not None and (
            line.order.member_number == row.member_number
        )
        same = line.quantity is not None and Decimal(line.quantity) == row.quantity
        if member or same:
            found.append(_Fit(line, member, same))
    return found


def _kept(row: SoldRow, fit: _Fit, source: str) -> LooseSale:
    return LooseSale(
        source=source,
        store_id=row.store_id,
        receipt=row.receipt,
        receipt_line=row.receipt_line,
        rung_at=row.rung_at,
        order_line_id=fit.line.id,
        upc=fit.line.upc or row.upc,
        quantity=row.quantity,
        total=row.total,
        same_quantity=fit.same_quantity,
        same_member=fit.same_member,
        sold_at=row.sold_at,
        business_date=row.business_date,
    )
