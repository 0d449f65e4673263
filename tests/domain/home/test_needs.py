"""What home asks the database: by an index, whatever is asked, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.home import closing, needs
from app.domain.home.closing import Soon
from app.domain.home.needs import Desk, What
from app.domain.settings.known import StoreSettings
from app.vocabulary import clock
from tests.factories import a_customer, a_department, a_product, a_wish, an_order
from tests.laws.test_query_plans import scanned
from tests.support.cast import Cast, viewer_of


@pytest.fixture
def desk(session: Session, cast: Cast) -> Desk:
    """A manager's desk in a store with a few orders, narrowed to what is theirs."""
    oats = a_product(session, a_department(session))
    for _ in range(3):
        an_order(session, viewer_of(cast.taker), [a_wish(oats)], a_customer(session))
    session.commit()
    today = clock.business_date(clock.now(), cast.hill.time_zone)
    soon = Soon(cast.hill, StoreSettings(), today, cast.manager.id)
    return Desk(viewer_of(cast.manager), soon, clock.now())


@pytest.mark.parametrize("what", What)
def test_no_number_and_none_of_the_oldest_scans(session: Session, desk: Desk, what: What) -> None:
    """Orders and lines are never read from end to end."""
    assert scanned(session, sa.select(*needs.counting(desk, what))) == set()
    if what in needs.FILTERS or what in needs.ABOUT_LINES:
        assert scanned(session, needs.oldest_rows(desk, what)) == set()


@pytest.mark.contract("C33")
def test_the_day_a_line_closes_is_the_nights_own(session: Session, cast: Cast, desk: Desk) -> None:
    """By the order's age, by Called/waiting, or when it is not kept open any more."""
    oats = a_product(session, a_department(session, "Cool"))
    order = an_order(session, viewer_of(cast.taker), [a_wish(oats)])
    (line,), today = order.lines, desk.soon.today
    assert desk.soon.closes_on(line) == today + timedelta(days=90)
    order.ordered_on = today - timedelta(days=85)
    assert desk.soon.closes_on(line) == today + timedelta(days=5)
    order.keep_open_until = today + timedelta(days=9)
    assert desk.soon.closes_on(line) == today + timedelta(days=9)
    assert closing.page(session, desk.soon).lines == []
