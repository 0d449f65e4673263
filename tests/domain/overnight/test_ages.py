"""Ages by status and type of order, seen coming a week before (C33, decision 6)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.home import closing
from app.domain.home.closing import Soon
from app.domain.messages.occasions import Standing, occasions_of
from app.domain.orders import actions
from app.domain.orders.statuses import book
from app.domain.overnight.ages import closing_day, own_ages
from app.domain.overnight.plan import Step, night_of
from app.domain.overnight.planning import plan
from app.domain.overnight.running import run
from app.domain.settings.reading import change, settings_of
from app.models import Order, OrderType, Status
from app.vocabulary import clock
from app.vocabulary.occasions import Occasion
from tests.domain.overnight.nights import DAY, NOON, taken
from tests.support.cast import Cast, viewer_of


def closes_on(session: Session, cast: Cast, order: Order) -> int | None:
    """How many days later (8 to 27) its first line is closed by the night, as its plan says; the
    list of what closes soon, what the order's page offers to write and what customers are told
    must say the same."""
    line = order.lines[0]
    for days in range(8, 28):
        night = night_of(session, cast.hill, DAY + timedelta(days=days))
        if plan(session, night).counts[Step.CLOSE_STALE]:
            break
    else:
        return None
    own = own_ages(session)
    soon = Soon(cast.hill, night.settings, DAY, own=own)
    assert soon.closes_on(line) == night.day
    assert closing_day(line, night.settings, own.get(line.status)) == night.day
    for ahead, seen in ((7, [line.id]), (8, [])):
        today = night.day - timedelta(days=ahead)
        week = Soon(cast.hill, night.settings, today, own=own)
        assert session.scalars(closing.ids(week)).all() == seen, ahead
        # What may be written to the customer from the order's page, on the same day.
        noon = clock.end_of_day(today, cast.hill.time_zone) - timedelta(hours=12)
        status = book(session)[line.status]
        offered = occasions_of(line, status, Standing(night.settings, (), noon))
        assert (Occasion.CLOSING in offered) == bool(seen), ahead
    return days


@pytest.mark.contract("C33")
def test_a_status_can_have_an_age_of_its_own(session: Session, cast: Cast) -> None:
    order = taken(session, cast, NOON - timedelta(days=20))
    with clock.set_to(NOON - timedelta(days=5)):
        by = viewer_of(cast.buyer)
        actions.move(order.lines[0], "pending", by=by, book=book(session))
    session.commit()
    assert closes_on(session, cast, order) is None
    session.execute(sa.update(Status).where(Status.key == "pending").values(closes_after=30))
    session.commit()
    assert closes_on(session, cast, order) == 25
    night = night_of(session, cast.hill, DAY + timedelta(days=25))
    with clock.set_to(NOON + timedelta(days=26)):
        assert run(session, night, session.commit)[Step.CLOSE_STALE] == 1
    assert order.status == "canceled"


@pytest.mark.contract("C33")
def test_each_type_of_order_has_an_age(session: Session, cast: Cast) -> None:
    special, layaway = (taken(session, cast, NOON - timedelta(days=80)) for _ in range(2))
    layaway.kind = OrderType.LAYAWAY
    special.keep_open_until = DAY + timedelta(days=90)
    session.commit()
    assert closes_on(session, cast, layaway) == 10
    change(session, {"close_layaway_after_days": 95}, store_id=cast.hill.id, by=None)
    session.commit()
    assert settings_of(session, cast.river.id).close_layaway_after_days == 90
    assert closes_on(session, cast, layaway) == 15
    special.keep_open_until, layaway.keep_open_until = None, DAY + timedelta(days=90)
    session.commit()
    assert closes_on(session, cast, special) == 10
