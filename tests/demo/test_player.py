"""Three weeks played through the real actions: complete, sound, the same every time."""

from __future__ import annotations

from collections import Counter
from datetime import time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.demo.journeys import PER_DAY, STORIES
from app.documents import available
from app.domain.orders.statuses import book
from app.domain.overnight.plan import Night, Step
from app.domain.overnight.planning import plan
from app.domain.pricing.snapshot import line_total
from app.domain.settings.reading import settings_of
from app.models import (
    AlertKind,
    Base,
    Customer,
    Document,
    Draft,
    LooseSale,
    MemberType,
    NightRun,
    Order,
    OrderEvent,
    OrderLine,
    OutboxRow,
    RegisterAlert,
    RegisterSale,
    Store,
    TagCopy,
    TagPrint,
    User,
)
from app.vocabulary import clock
from app.vocabulary.figures import PriceKind
from app.vocabulary.jobs import Job

ZONE = ZoneInfo("America/Los_Angeles")
NIGHTS = len(PER_DAY)
# Split off, cloned, and repeated twice.
FURTHER = 4
ORDERS = 124


def everything(session: Session) -> dict[str, int]:
    """How many rows every table has."""
    return {
        name: session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        for name, table in Base.metadata.tables.items()
    }


def lines_of(session: Session) -> list[OrderLine]:
    """Every line, with its order."""
    return list(session.scalars(sa.select(OrderLine).options(sa.orm.joinedload(OrderLine.order))))


def tonight(session: Session) -> list[Night]:
    """The night to come, in each store."""
    return [
        Night(store, clock.business_date(clock.now(), store.time_zone), settings_of(session,
        store.id)) for store in session.scalars(sa.select(Store).order_by(Store.id))
    ]  # fmt: skip


def test_orders_stand_in_every_status(kept: Session):
    orders = list(kept.scalars(sa.select(Order)))
    assert len(orders) == sum(PER_DAY) + len(STORIES) + FURTHER == ORDERS
    assert sorted(order.number for order in orders) == list(range(1, ORDERS + 1))
    statuses = Counter((line.open, line.status) for line in lines_of(kept))
    assert set(statuses) == {
        *((1, key) for key in ("new_call", "new_no_call", "called_waiting", "pending")),
        *((1, key) for key in ("placed", "arrived")),
        *((0, key) for key in ("completed", "canceled", "inquiry")),
    }
    assert min(statuses.values()) >= 3
    assert {order.status for order in orders if not order.open} == {
        "completed",
        "canceled",
        "inquiry",
    }


def test_an_order_follows_its_lines(kept: Session):
    statuses = book(kept)
    for order in kept.scalars(sa.select(Order).options(sa.orm.selectinload(Order.lines))):
        waiting = [line.status for line in order.lines if line.open]
        assert order.open == bool(waiting)
        assert (order.closed_at is None) == bool(waiting)
        if waiting:
            assert order.status == statuses.least_advanced(waiting).key
        assert [line.number for line in order.lines] == list(range(1, order.lines_made + 1))
    assert {line.list_key for line in lines_of(kept)} == {
        line.order_id * 100 + 99 - line.number for line in lines_of(kept)
    }


def test_some_orders_are_half_closed_and_some_lines_half_known(kept: Session):
    lines = lines_of(kept)
    ways = {number: set() for number in range(1, ORDERS + 1)}
    for line in lines:
        ways[line.order.number].add(line.open)
    assert len([number for number, both in ways.items() if both == {0, 1}]) >= 3
    assert {line.price_kind for line in lines} == set(PriceKind)
    assert {line.kind for line in lines if line.open} == {"item", "note"}
    assert len([line for line in lines if line.open and line.department_id is None]) == 1
    described = [
        li for li in lines if li.kind == "item" and not (li.product_id or li.vendor_item_id)
    ]
    assert len(described) >= 5


def test_every_line_has_its_events_and_stands_where_the_last_one_says(kept: Session):
    events = list(kept.scalars(sa.select(OrderEvent).order_by(OrderEvent.id)))
    taken = {event.order_id: event.detail["lines"] for event in events if event.verb == "taken"}
    further = ("line_added", "cases_split")
    added = Counter(event.order_id for event in events if event.verb in further)
    added.update({e.order_id: len(e.detail["lines"]) for e in events if e.verb == "lines_came"})
    orders = list(kept.scalars(sa.select(Order)))
    assert {o.id: o.lines_made for o in orders} == {
        o.id: taken.get(o.id, 0) + added[o.id] for o in orders
    }
    last = {(e.order_id, e.line_number): e.detail["to"] for e in events if e.verb == "moved"}
    started = {True: "new_call", False: "new_no_call"}
    # A part of a line, and a line that goes on, begin where the whole one stood.
    parts = {(e.order_id, e.detail["rest"]) for e in events if e.verb == "cases_split"}
    parts |= {
        (e.order_id, b) for e in events if e.verb == "lines_came" for _, b in e.detail["lines"]
    }
    assert [
        (line.order.number, line.number)
        for line in lines_of(kept)
        if line.moved_to_id is None
        and (line.order_id, line.number) not in parts
        and line.status != last.get((line.order_id, line.number), started[line.order.call_first])
    ] == []


def test_people_work_in_opening_hours_and_nothing_lies_in_the_future(kept: Session):
    now = clock.now()
    for event in kept.scalars(sa.select(OrderEvent)):
        at = event.at.astimezone(ZONE)
        assert event.at <= now
        if event.user_id is not None and at.date() < now.astimezone(ZONE).date():
            assert time(8) <= at.time() <= time(20, 30)


def test_amounts_add_up(kept: Session):
    lines = lines_of(kept)
    assert [line.total for line in lines] == [line_total(line) for line in lines]
    assert [line.number for line in lines if line.total is not None and line.total < 0] == []
    sold = {line.id: line.total for line in lines}
    sales = list(kept.scalars(sa.select(RegisterSale)))
    assert [row.total for row in sales] == [sold[row.order_line_id or 0] for row in sales]
    assert sum((row.total or Decimal(0) for row in sales), Decimal(0)) > 1000


def test_registers_left_something_to_look_at(kept: Session):
    """A tag that was sold twice, and an item that was rung up by its own code."""
    assert kept.scalars(sa.select(RegisterAlert.kind)).all() == [AlertKind.TWICE]
    assert kept.scalars(sa.select(LooseSale.same_quantity)).all() == [True]


def test_every_night_was_done_in_both_stores(kept: Session):
    runs = list(kept.scalars(sa.select(NightRun)))
    done = Counter((run.store_id, run.business_date) for run in runs if run.finished_at)
    stores = kept.scalars(sa.select(Store.id)).all()
    last = clock.last_finished_day(clock.now(), ZONE.key)
    days = [last - timedelta(days=n) for n in range(NIGHTS)]
    assert done == {(store, day): len(Step) for store in stores for day in days}
    moved = {step: sum(run.count for run in runs if run.step == step) for step in Step}
    assert min(moved[step] for step in (Step.COMPLETE_SOLD, Step.CLOSE_CALLED)) >= 1
    assert min(moved[step] for step in (Step.CLOSE_STALE, Step.SWEEP_DRAFTS)) >= 1


def test_tonight_has_something_of_everything_to_do(kept: Session):
    plans = [plan(kept, night) for night in tonight(kept)]
    todo = {step: sum(each.counts[step] for each in plans) for step in Step}
    if available():
        assert todo[Step.COMPLETE_SOLD] >= 1
    assert todo[Step.CLOSE_CALLED] >= 1
    assert todo[Step.CLOSE_STALE] >= 1
    assert (todo[Step.SWEEP_DRAFTS], todo[Step.NAME_UNOWNED]) == (1, 1)
    assert kept.scalar(sa.select(sa.func.count()).select_from(Draft)) == 4


def test_tags_were_printed_and_no_worker_is_asked_again(kept: Session):
    if not available():
        pytest.skip("no Pango: the demo was played without tags")
    prints = list(kept.scalars(sa.select(TagPrint)))
    documents = list(kept.scalars(sa.select(Document).options(sa.orm.undefer(Document.content))))
    assert {made.document_id for made in prints} == {document.id for document in documents}
    assert {bytes(document.content[:5]) for document in documents} == {b"%PDF-"}
    asked = set(kept.scalars(sa.select(OutboxRow.job)))
    assert asked == {Job.SEND_PURCHASE_ORDER, Job.SEND_MESSAGE}
    copies = Counter(kept.scalars(sa.select(TagCopy.line_id).where(TagCopy.refused == "")))
    assert {line.id: line.copies for line in lines_of(kept) if line.copies} == copies
    assert max(copies.values()) == 2
    arrived = [line.copies > 0 for line in lines_of(kept) if line.status == "arrived"]
    assert set(arrived) == {True, False}


def test_customers_of_every_kind_have_ordered(kept: Session):
    orders = list(kept.scalars(sa.select(Order).options(sa.orm.joinedload(Order.customer))))
    assert {order.member_type_id for order in orders} == {
        None,
        *kept.scalars(sa.select(MemberType.id)),
    }
    known = [order for order in orders if order.customer is not None]
    elsewhere = [order for order in known if order.phone != order.customer.phone]
    assert len([order for order in elsewhere if order.member_number]) >= 3
    assert len([order for order in orders if order.pickup_store_id != order.store_id]) == 3


def test_customers_are_found_as_imported_ones_are(kept: Session):
    row = kept.scalars(sa.select(Customer).where(Customer.member_number == 1038)).one()
    assert row.search_text == "padraig mulvennan 2065550114 1038"


def test_a_second_run_changes_nothing(house: Flask, kept: Session):
    before = everything(kept)
    said = house.test_cli_runner().invoke(args=["demo"])
    assert (said.exit_code, said.output) == (
        0,
        "A store has begun here already. The demo needs an empty database; nothing was changed.\n",
    )
    assert everything(kept) == before


def test_the_sign_ins_are_said_as_long_as_they_work(house: Flask, kept: Session):
    ask = house.test_cli_runner()
    said = ask.invoke(args=["demo", "--sign-ins"]).output.splitlines()
    assert said == [
        "Demo sign-ins (user name, password, role):",
        "  taker      demo-taker-1     Order taker",
        "  buyer      demo-buyer-1     Buyer",
        "  manager    demo-manager-1   Manager",
        "  admin      demo-admin-1     Administrator",
    ]
    hashes = dict(kept.execute(sa.select(User.id, User.password_hash)).all())
    kept.execute(sa.update(User).values(password_hash=""))
    kept.commit()
    assert ask.invoke(args=["demo", "--sign-ins"]).output == ""
    for user_id, kept_hash in hashes.items():
        kept.execute(sa.update(User).where(User.id == user_id).values(password_hash=kept_hash))
    kept.commit()
