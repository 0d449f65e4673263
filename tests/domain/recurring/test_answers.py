"""A repeat that was answered goes on with today, if today is one of its dates: the night works for
tomorrow (B3)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.recurring import actions
from app.domain.recurring.due import WAITED
from app.models import (
    AccountState,
    Customer,
    Order,
    RecurrenceRun,
    RecurrenceState,
)
from app.vocabulary import clock
from tests.domain.recurring.test_night import TUESDAY, begin, dearer, night, runs
from tests.support.cast import Cast

pytestmark = pytest.mark.contract("B3")
NEXT = TUESDAY + timedelta(days=7)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize(("how", "first"), [("agree", "made"), ("decline", "skipped")])
def test_answered_on_the_very_day_of_the_next_date(
    session: Session, cast: Cast, order: Order, buyer: Viewer, how: str, first: str
) -> None:
    it = begin(session, order, buyer)
    dearer(session, order, "20.00")
    night(session, cast, date(2026, 12, 5))
    total = actions.plan(session, order, follow=True).total
    with clock.set_to(noon(NEXT)):
        if how == "agree":
            actions.agree(session, it, total, by=buyer)
        else:
            dearer(session, order, "10.00")
            actions.decline(session, it, by=buyer)
    session.commit()
    assert runs(session) == [(TUESDAY, first), (NEXT, "made")]
    assert (it.state, it.next_on) == (RecurrenceState.ACTIVE, NEXT + timedelta(days=7))
    night(session, cast, NEXT)
    assert runs(session) == [(TUESDAY, first), (NEXT, "made")]


def test_skipped_on_the_very_day_of_the_next_date(
    session: Session, order: Order, buyer: Viewer
) -> None:
    it = begin(session, order, buyer)
    with clock.set_to(noon(NEXT)):
        assert actions.skip(session, it, by=buyer) == TUESDAY
    assert runs(session) == [(TUESDAY, "skipped"), (NEXT, "made")]


def test_the_one_of_today_may_ask_at_once(
    session: Session, cast: Cast, order: Order, buyer: Viewer
) -> None:
    """The customer is still on hold. What it could not ask about meanwhile says so."""
    it = begin(session, order, buyer)
    session.get_one(Customer, order.customer_id).account_state = AccountState.HOLD
    session.commit()
    night(session, cast, date(2026, 12, 5))
    with clock.set_to(noon(NEXT + timedelta(days=7))):
        actions.agree(session, it, None, by=buyer)
    asked = actions.question(session, it)
    assert asked is not None
    assert (asked.due_on, it.state) == (NEXT + timedelta(days=7), RecurrenceState.ASKING)
    let_go = session.scalars(sa.select(RecurrenceRun).filter_by(due_on=NEXT)).one()
    assert (let_go.state, let_go.why) == ("skipped", WAITED)


def test_on_any_other_day_it_waits_for_the_night(
    session: Session, cast: Cast, order: Order, buyer: Viewer
) -> None:
    it = begin(session, order, buyer)
    dearer(session, order, "20.00")
    night(session, cast, date(2026, 12, 5))
    with clock.set_to(noon(NEXT + timedelta(days=1))):
        actions.decline(session, it, by=buyer)
    assert (runs(session), it.next_on) == ([(TUESDAY, "skipped")], NEXT)
