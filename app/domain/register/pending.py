"""What may be rung up right now, and how (C35, B20)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders.ringing import LARGEST_TOTAL, may_be_charged, may_be_coded
from app.domain.pickup.sold import is_sold
from app.domain.register.values import RingUp
from app.domain.settings.known import StoreSettings
from app.domain.settings.reading import EVERY_STORE, settings_of
from app.models import Department, Order, OrderLine, RegisterSale, Store
from app.vocabulary import clock
from app.vocabulary.barcodes import TagRef
from app.vocabulary.decisions import YES, Decision, no, when
from app.vocabulary.money import cents
from app.vocabulary.statuses import Key, Stage

LONGEST_DESCRIPTION = 30


def ring_ups(session: Session, store_id: int = EVERY_STORE) -> list[RingUp]:
    """Exactly the lines that may be rung up now, in their order: arrived, with everything that a
    register needs, and not sold; where the store wants refunds by tag, also what was sold these
    days. Of one store (its own lines and those that are picked up there), or of every store. Two
    statements for the stores and their settings, two for the lines."""
    stores = list(session.scalars(sa.select(Store).order_by(Store.id)))
    if not stores:
        return []
    settings = {store.id: settings_of(session, store.id) for store in stores}
    found = {row.id: row for row in session.execute(_waiting(settings, store_id))}
    for query in _kept(stores, settings, store_id):
        found |= {row.id: row for row in session.execute(query)}
    made = [_made(row, settings[row.store_id]) for row in found.values() if _fits(row)]
    return sorted(made, key=lambda one: one.tag)


def ring_up_of(
    session: Session, tag: TagRef, store_id: int = EVERY_STORE
) -> tuple[RingUp | None, Decision]:
    """The line of a tag as it must ring up, and whether it may be rung up now, with the reason. The
    first is None for a tag of no line, or of one that no register could ring up. A store knows its
    own lines and those that are picked up there, as its lanes do."""
    query = _rows().where(Order.number == tag.order_number, OrderLine.number == tag.line_number)
    row = session.execute(_in(query, store_id)).one_or_none()
    if row is None:
        return None, no("No order of this store has this tag.")
    line = session.get_one(OrderLine, row.id)
    if not _fits(row):
        return None, no("It lacks what a register needs: a department, a case size or a price.")
    made = _made(row, settings_of(session, row.store_id))
    if not line.open:
        return made, no("This line is closed.")
    arrived = when(line.stage is Stage.ARRIVED, "It has not arrived yet.")
    sold = session.scalar(sa.select(OrderLine.id).where(OrderLine.id == row.id, is_sold()))
    return made, arrived & (no("It was sold already.") if sold else YES)


def _rows() -> sa.Select[*tuple[Any, ...]]:
    """The columns of lines with a department, from which a register's row is made."""
    return (
        sa.select(
            OrderLine.id,
            OrderLine.store_id,
            Order.number.label("order_number"),
            OrderLine.number,
            OrderLine.kind,
            OrderLine.upc,
            OrderLine.description,
            Department.number.label("department"),
            OrderLine.case_size,
            OrderLine.cases,
            OrderLine.unit_price,
            OrderLine.total,
            OrderLine.retail,
            OrderLine.discountable,
        )
        .join(Order, Order.id == OrderLine.order_id)
        .outerjoin(Department, Department.id == OrderLine.department_id)
    )


def _waiting(stores: Iterable[int], store_id: int) -> sa.Select[*tuple[Any, ...]]:
    """What has arrived and is not sold."""
    query = _rows().where(
        OrderLine.open == 1,
        OrderLine.store_id.in_(list(stores)),
        OrderLine.stage == Stage.ARRIVED,
        ~is_sold(),
    )
    return _in(query, store_id)


def _kept(
    stores: Iterable[Store], settings: dict[int, StoreSettings], store_id: int
) -> list[sa.Select[*tuple[Any, ...]]]:
    """What was sold lately, in the stores that want it kept for refunds by tag."""
    found = []
    for store in stores:
        days = settings[store.id].register_keep_days
        if not days:
            continue
        since = clock.business_date(clock.now(), store.time_zone) - timedelta(days=days)
        query = _rows().where(
            OrderLine.store_id == store.id,
            OrderLine.id.in_(sold_since(since)),
            sa.or_(OrderLine.open == 1, OrderLine.status == Key.COMPLETED),
        )
        found.append(_in(query, store_id))
    return found


def sold_since(day: date) -> sa.Select[*tuple[Any, ...]]:
    """Ids of lines that are sold, net, with a sale on `day` or later (decision 8)."""
    newest = sa.func.max(RegisterSale.business_date)
    recent = sa.select(RegisterSale.order_line_id).where(
        RegisterSale.business_date >= day, RegisterSale.order_line_id.is_not(None)
    )
    return (
        sa.select(RegisterSale.order_line_id)
        .where(RegisterSale.order_line_id.in_(recent), RegisterSale.counts == 1)
        .group_by(RegisterSale.order_line_id)
        .having(sa.func.sum(RegisterSale.quantity) > Decimal(0), newest >= day)
    )


def _in(query: sa.Select[*tuple[Any, ...]], store_id: int) -> sa.Select[*tuple[Any, ...]]:
    if store_id == EVERY_STORE:
        return query
    return query.where(sa.or_(OrderLine.store_id == store_id, Order.pickup_store_id == store_id))


def _fits(row: Any) -> Decision:
    """Whether a register could ring it up, as tags have it too."""
    return may_be_coded(
        kind=row.kind,
        order_number=row.order_number,
        line_number=row.number,
        department=row.department,
    ) & may_be_charged(
        case_size=row.case_size, cases=row.cases, unit_price=row.unit_price, total=row.total
    )


def _made(row: Any, settings: StoreSettings) -> RingUp:
    count = row.case_size * row.cases
    retail = row.total if row.retail is None else cents(row.retail * count)
    return RingUp(
        order_number=row.order_number,
        line_number=row.number,
        upc=row.upc or "",
        description=plain(row.description) or f"SPECIAL {row.order_number}-{row.number}",
        department=row.department,
        units=row.case_size,
        cases=row.cases,
        unit_price=cents(row.unit_price),
        total=row.total,
        retail=min(retail, LARGEST_TOTAL),
        discountable=settings.register_discount and row.discountable,
    )


def plain(text: str) -> str:
    """`text` as a receipt printer knows letters: ASCII, one line, at most 30 characters; empty if
    nothing of it is."""
    taken_apart = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("æ", "ae"))
    kept = "".join(c if " " <= c <= "~" else " " if c.isspace() else "" for c in taken_apart)
    return " ".join(kept.split())[:LONGEST_DESCRIPTION].rstrip()
