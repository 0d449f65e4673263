"""Two people and an order of two lines."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.orders.statuses import StatusBook, book
from app.models import Order
from tests.factories import a_customer, a_department, a_product, a_wish, an_order
from tests.support.cast import Cast, viewer_of


@pytest.fixture
def buyer(cast: Cast) -> Viewer:
    """Who moves, edits and closes."""
    return viewer_of(cast.buyer)


@pytest.fixture
def taker(cast: Cast) -> Viewer:
    """Who may do none of it."""
    return viewer_of(cast.taker)


@pytest.fixture
def statuses(session: Session, cast: Cast) -> StatusBook:
    """The book of statuses."""
    return book(session)


@pytest.fixture
def order(session: Session, taker: Viewer) -> Order:
    """Oats and milk for Ada Quill."""
    oats = a_product(session, a_department(session))
    milk = a_product(session, a_department(session, "Cool"), description="Almond milk", case_size=6)
    made = an_order(session, taker, [a_wish(oats), a_wish(milk)], a_customer(session))
    session.commit()
    return made
