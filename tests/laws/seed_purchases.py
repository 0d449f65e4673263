"""Purchase orders of every sort, with amounts that nothing else looks like: being made, placed,
late, given up; what came of them; a vendor with deadlines and a minimum."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.documents.purchases import render_purchase_order
from app.domain.orders.statuses import StatusBook, book
from app.domain.purchasing import drafting, placing, queries, receiving, sending, undoing
from app.domain.purchasing.receiving import Said
from app.models import Order, OutboxRow, PurchaseOrder, SendWay, Vendor, VendorCutoff
from app.vocabulary import clock
from app.vocabulary.jobs import Job
from tests.factories import a_wish, an_order
from tests.support.cast import viewer_of

if TYPE_CHECKING:
    from tests.laws.seed import World


def seed_purchases(session: Session, world: World) -> None:
    """What a buyer ordered and received. The papers of one show its costs, as they were made for
    the buyer."""
    vendor = _vendor(session, world)
    statuses = book(session)
    for _ in range(2):
        _wished(session, world)
    draft = _made(session, world)
    drafting.amend(draft, {draft.lines[0].id: 3}, (), "By the back door", by=_buyer(world))
    sent = _placed(session, world, statuses, SendWay.EMAIL)
    _out(session, sent)
    late = _placed(session, world, statuses, SendWay.FILE)
    late.expected_on = date(2020, 1, 2)
    _received(session, world, late, statuses)
    gone = _placed(session, world, statuses, SendWay.PHONE)
    placing.cancel(gone, by=_buyer(world), book=statuses)
    session.flush()
    # The night and the counter are not what these laws are about: nothing of it waits for a worker.
    for row in session.scalars(sa.select(OutboxRow).filter_by(job=Job.SEND_PURCHASE_ORDER)):
        row.open, row.done_at = 0, clock.now()
    assert vendor.minimum_amount is not None


def _buyer(world: World):  # type: ignore[no-untyped-def]
    return viewer_of(world.people["buyer"])


def _vendor(session: Session, world: World) -> Vendor:
    vendor = session.get_one(Vendor, world.products[0].vendor_id)
    vendor.minimum_amount, vendor.minimum_cases = Decimal("816411.37"), 40
    vendor.account, vendor.order_email = "A-4711", "orders@mills.example"
    vendor.file_columns = ["sku", "upc", "cases", "cost", "case_cost", "total"]
    monday = VendorCutoff(vendor_id=vendor.id, weekday=0, at=time(12), days_later=2)
    session.add(monday)
    return vendor


def _wished(session: Session, world: World) -> Order:
    """An order of two things that are ready to be placed."""
    wishes = [a_wish(world.products[n], cases=2) for n in (0, 3)]
    order = an_order(session, viewer_of(world.cast.taker), wishes)
    for line in order.lines:
        line.vendor_id = world.products[0].vendor_id
    session.flush()
    return order


def _made(session: Session, world: World) -> PurchaseOrder:
    ids = [line.id for line in _wished(session, world).lines]
    by, key = _buyer(world), next(world.keys)
    made = drafting.make(session, ids, by=by, one_time_key=key)
    return queries.held(session, made.id)


def _placed(session: Session, world: World, statuses: StatusBook, way: SendWay) -> PurchaseOrder:
    made = _made(session, world)
    placing.place(session, made, way, None, by=_buyer(world), book=statuses)
    session.flush()
    return made


def _out(session: Session, order: PurchaseOrder) -> None:
    """Do what the worker does."""
    parcel = sending.compose(session, order.id, with_costs=True)
    sending.finish(session, parcel, render_purchase_order(parcel.sheet, paper="letter"))


def _received(session: Session, world: World, order: PurchaseOrder, statuses: StatusBook) -> None:
    """One case of the first, something else for the second; and a word that was taken back."""
    first, second = (row.order_line_id or 0 for row in order.lines)
    said = [Said(_buyer(world), next(world.keys)) for _ in range(3)]
    receiving.take(session, first, 1, said[0], statuses)
    slip = receiving.take(session, second, 1, said[1], statuses)
    session.flush()
    undoing.undo(session, slip.id, by=_buyer(world), book=statuses)
    receiving.substitute(session, second, "Lawful barley", said[2], statuses)
    order.expected_on = clock.now().date() - timedelta(days=3)
    session.flush()
