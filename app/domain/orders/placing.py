"""Placing an order: a draft becomes an order, once (P1, C13–C20, decision 9)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.customers.contact import write_contact
from app.domain.customers.merging import current
from app.domain.orders import drafts, lifecycle
from app.domain.orders.building import build_lines
from app.domain.orders.content import DraftContent
from app.domain.orders.events import note
from app.domain.orders.numbers import next_number
from app.domain.orders.quoting import price_by_rules
from app.domain.orders.showing import things_of
from app.domain.orders.statuses import book, first_status
from app.models import Customer, Draft, Order, OrderLine, Store
from app.vocabulary import clock
from app.vocabulary.errors import Invalid
from app.vocabulary.permissions import Permission


def placed_before(session: Session, key: str) -> Order | None:
    """The order that this one-time key has made already, if any."""
    return session.scalar(sa.select(Order).where(Order.one_time_key == key))


def place(session: Session, draft: Draft, by: Viewer) -> Order:
    """Make the order and drop its draft. A second call with the same key returns the first
    order."""
    by.can(Permission.ORDERS_TAKE).enforce()
    known = placed_before(session, draft.key)
    if known is not None:
        return known
    content = drafts.content_of(draft)
    store = session.get_one(Store, draft.store_id)
    today = clock.business_date(clock.now(), store.time_zone)
    problems = drafts.missing(content, today)
    if problems:
        raise Invalid(problems)
    order = make(session, content, by, key=draft.key, store=store, today=today)
    if draft in session:
        session.delete(draft)
    session.flush()
    return order


def make(
    session: Session,
    content: DraftContent,
    by: Viewer,
    *,
    key: str,
    store: Store,
    today: date,
    like: Order | None = None,
    how: str = "",
) -> Order:
    """The order of a content that holds everything an order needs, its lines priced by the rules
    of `today`. `like`: the order it was made after, which its event keeps under `how`, with the
    number that one has then: it may be the one that has to give its own away. Who may is the
    caller's to ask. Invalid ("customer") for somebody whose data was erased."""
    order, facts = _order(session, content, by, key=key, store=store, today=today), {}
    if like is not None:
        order.from_order_id, facts = like.id, {how: like.number}
    lines = _lines(session, order, content)
    detail = _how(order, len(lines)) | facts
    note(order, "taken", by, detail=detail, figures={"total": sum_of(lines)})
    return order


def _how(order: Order, lines: int) -> dict[str, Any]:
    """How the order came and what was wished for (L2), as its timeline keeps it."""
    day = order.requested_on
    return {
        "lines": lines,
        "call_first": order.call_first,
        "source": order.source.value,
        "delivery": order.delivery.value,
        "requested_on": day.isoformat() if day else None,
    }


def _order(
    session: Session,
    content: DraftContent,
    by: Viewer,
    *,
    key: str,
    store: Store,
    today: date,
) -> Order:
    customer = _customer(session, content.customer_id) if content.customer_id else None
    pickup = session.get(Store, content.pickup_store_id) if content.pickup_store_id else store
    order = Order(
        number=next_number(session),
        store_id=store.id,
        pickup_store_id=pickup.id if pickup else store.id,
        customer_id=customer.id if customer else None,
        member_number=customer.member_number if customer else None,
        member_type_id=customer.member_type_id if customer else None,
        call_first=content.call_first,
        comments=content.comments,
        source=content.source,
        delivery=content.delivery,
        requested_on=content.requested_on,
        ordered_on=today,
        taken_by_id=by.user_id,
        one_time_key=key,
        lines_made=len(content.items),
    )
    order.member_type = customer.member_type if customer else None
    write_contact(order, content.contact)
    return order


def _customer(session: Session, customer_id: int) -> Customer | None:
    """Who the order is for, held until it is written: somebody who merges or erases the record
    waits for that, or was first. Then it is for the one that stays, or Invalid for `customer`."""
    held: dict[str, Any] = {"read": True, "of": Customer}
    chosen = session.get(Customer, customer_id, with_for_update=held, populate_existing=True)
    if chosen is None:
        return None
    customer = current(session, chosen)
    if customer is not chosen:
        session.refresh(customer, with_for_update=held)
    if customer.erased_at is not None:
        raise Invalid({"customer": "This customer’s data was erased. Choose who it is for."})
    return customer


def _lines(session: Session, order: Order, content: DraftContent) -> list[OrderLine]:
    in_hand = things_of(session, content.items)
    lines = build_lines(session, content.items, store_id=order.store_id)
    price_by_rules(session, order, lines)
    del in_hand
    statuses = book(session)
    lifecycle.start(lines, statuses[first_status(order.call_first)])
    order.lines = lines
    lifecycle.settle(order, statuses)
    session.add(order)
    session.flush()
    for line in lines:
        line.list_key = list_key(order, line)
    return lines


def list_key(order: Order, line: OrderLine) -> int:
    """Sorts every list: newest order first, its lines in their order."""
    return order.id * 100 + (99 - line.number)


def sum_of(lines: Iterable[OrderLine]) -> Decimal | None:
    """What lines come to as far as it is known; None when nothing is. Secret."""
    known = [line.total for line in lines if line.total is not None]
    return sum(known, Decimal(0)) if known else None
