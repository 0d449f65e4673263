"""The buyer's desk of the demo: what is to be called about, ordered, taken in, repeated."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.purchasing import deadlines
from app.domain.purchasing.queries import is_late
from app.domain.reports.shapes import Span
from app.domain.reports.vendors import vendors
from app.domain.reports.waiting import waiting
from app.models import (
    Call,
    CallOutcome,
    Message,
    MessageState,
    OrderEvent,
    OrderLine,
    OutboxRow,
    PurchaseOrder,
    PurchaseState,
    ReceiptKind,
    Receiving,
    Recurrence,
    RecurrenceState,
    SavedView,
    User,
    Vendor,
    VendorCutoff,
)
from app.vocabulary import clock
from app.vocabulary.jobs import Job
from app.vocabulary.statuses import Stage

ZONE = "America/Los_Angeles"

# That the demo can be played on either database is test_player's.
pytestmark = pytest.mark.parametrize("played", ["sqlite"], indirect=True, scope="session")


def test_each_vendor_has_deadlines_and_some_are_today_and_tomorrow(kept: Session):
    cutoffs = list(kept.scalars(sa.select(VendorCutoff)))
    assert {one.vendor_id for one in cutoffs} == set(kept.scalars(sa.select(Vendor.id)))
    days = Counter(one.weekday for one in cutoffs)
    assert set(days) == set(range(7))
    today = clock.now().astimezone(ZoneInfo(ZONE)).weekday()
    assert min(days[today], days[(today + 1) % 7]) >= 2
    assert deadlines.coming(cutoffs, clock.now(), ZONE) is not None
    known = list(kept.scalars(sa.select(Vendor)))
    assert len([one for one in known if one.file_columns]) == 4
    assert len([one for one in known if one.minimum_cases]) == 3
    assert len([one for one in known if one.minimum_amount is None]) == 1


def test_the_buyer_owns_departments_and_keeps_views(kept: Session):
    buyer = kept.scalars(sa.select(User).where(User.username == "buyer")).one()
    assert sorted(one.name for one in buyer.super_departments) == [
        "Bulk",
        "Cool & Frozen",
        "Grocery",
    ]
    views = kept.scalars(sa.select(SavedView).where(SavedView.user_id == buyer.id)).all()
    assert [view.usual for view in views] == [False, False]


def test_calls_were_made_and_some_are_due_now_and_some_later(kept: Session):
    outcomes = Counter(kept.scalars(sa.select(Call.outcome)))
    wanted = (CallOutcome.REACHED, CallOutcome.VOICEMAIL, CallOutcome.NO_ANSWER)
    assert min(outcomes[one] for one in wanted) >= 3
    asked = sa.select(OrderLine.next_call_at).where(OrderLine.next_call_at.is_not(None))
    assert {at > clock.now() for at in kept.scalars(asked)} == {True, False}
    promised = sa.select(sa.func.count()).where(OrderLine.confirmed_total.is_not(None))
    assert kept.scalar(promised) >= 10


def test_purchase_orders_stand_in_every_state(kept: Session):
    orders = list(kept.scalars(sa.select(PurchaseOrder)))
    states = Counter(order.state for order in orders)
    assert states[PurchaseState.DRAFT] == 1
    assert min(states[PurchaseState.PLACED], states[PurchaseState.RECEIVED]) >= 2
    today = clock.business_date(clock.now(), ZONE)
    assert [order.number for order in orders if is_late(order, today)] != []
    in_part = [row for order in orders for row in order.lines if 0 < row.cases_received < row.cases]
    assert len(in_part) >= 1
    placed = [line for line in kept.scalars(sa.select(OrderLine)) if line.stage is Stage.PLACED]
    assert len([line for line in placed if line.expected_on is not None]) >= 5


def test_what_vendors_brought_fills_a_report(kept: Session):
    kinds = Counter(kept.scalars(sa.select(Receiving.kind)))
    assert kinds[ReceiptKind.CAME] >= 100
    assert min(kinds[ReceiptKind.MISSING], kinds[ReceiptKind.SUBSTITUTE]) >= 1
    today = clock.business_date(clock.now(), ZONE)
    span = Span(today - timedelta(days=30), today, None, ZONE)
    report = vendors(kept, span)
    assert len(report.plots[0].bars) >= 8
    assert len(report.plots[1].bars) >= 8
    assert sum(map(len, (plot.bars for plot in waiting(kept, span).plots))) >= 10


def test_one_repeat_goes_on_and_one_asks(kept: Session):
    repeats = list(kept.scalars(sa.select(Recurrence).order_by(Recurrence.id)))
    assert [(one.state, one.made) for one in repeats] == [
        (RecurrenceState.ASKING, 1),
        (RecurrenceState.ACTIVE, 1),
    ]


def test_a_line_was_taken_off_an_order_split_and_another_cloned(kept: Session):
    off = sa.select(sa.func.count()).where(OrderLine.voided_at.is_not(None))
    gone = sa.select(sa.func.count()).where(OrderLine.moved_to_id.is_not(None))
    assert (kept.scalar(off), kept.scalar(gone)) == (1, 1)
    verbs = Counter(kept.scalars(sa.select(OrderEvent.verb)))
    assert (verbs["cloned"], verbs["lines_came"]) == (1, 1)


def test_the_worker_is_asked_for_the_papers_of_what_was_ordered(kept: Session):
    rows = kept.scalars(sa.select(OutboxRow).where(OutboxRow.job == Job.SEND_PURCHASE_ORDER))
    asked = [row.payload["purchase_order_id"] for row in rows]
    orders = kept.scalars(sa.select(PurchaseOrder).order_by(PurchaseOrder.id))
    went_out = (PurchaseState.PLACED, PurchaseState.RECEIVED)
    assert sorted(asked) == [order.id for order in orders if order.state in went_out]


def test_customers_were_told_and_one_message_waits(kept: Session):
    """A log worth looking at, and nothing of it is asked of a worker again but what waits."""
    messages = list(kept.scalars(sa.select(Message).order_by(Message.id)))
    states = Counter(one.state for one in messages)
    assert min(states[MessageState.SENT], states[MessageState.DELIVERED]) >= 3
    assert states[MessageState.SENDING] == 0
    assert states[MessageState.FAILED] >= 1
    assert max(one.created_at for one in messages) <= clock.now()
    waiting = [one for one in messages if one.state is MessageState.WAITING]
    assert len(waiting) >= 1
    assert all(one.due_at > one.created_at for one in waiting)
    rows = kept.scalars(sa.select(OutboxRow).where(OutboxRow.job == Job.SEND_MESSAGE)).all()
    assert [row.payload for row in rows if row.open] == [{"message_id": one.id} for one in waiting]
    assert not any(one.shows_figures for one in messages)


def test_no_purchase_order_says_that_it_was_mailed(kept: Session):
    assert {order.sent_to for order in kept.scalars(sa.select(PurchaseOrder))} == {""}
