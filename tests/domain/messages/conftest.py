"""A customer with an e-mail and a mobile phone, and an order of two lines that stand somewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.orders import lifecycle
from app.domain.orders.statuses import StatusBook, book
from app.models import ContactWay, MessageTemplate, Order, OrderLine
from app.vocabulary.occasions import MessageWay, Occasion
from app.vocabulary.statuses import Key
from tests.factories import a_customer, a_department, a_product, a_wish, an_order
from tests.support.cast import Cast, viewer_of

Template = Callable[..., MessageTemplate]
Moved = Callable[..., None]


@pytest.fixture
def buyer(cast: Cast) -> Viewer:
    """Who writes to customers."""
    return viewer_of(cast.buyer)


@pytest.fixture
def statuses(session: Session, cast: Cast) -> StatusBook:
    """The book of statuses."""
    return book(session)


@pytest.fixture
def order(session: Session, cast: Cast) -> Order:
    """Oats and milk for Hana Ito, who likes e-mail."""
    cast.hill.phone, cast.hill.address = "555-0133", "1 Hill Road"
    department = a_department(session)
    oats = a_product(session, department, description="Rolled oats", size="16 oz")
    milk = a_product(session, department, description="Oat milk")
    hana = a_customer(
        session, first_name="Hana", last_name="Ito", email="hana@example.org",
        phone="217 555 0142", contact_way=ContactWay.EMAIL,
    )  # fmt: skip
    made = an_order(
        session, viewer_of(cast.taker), [a_wish(oats, cases=2, size="16 oz"), a_wish(milk)], hana
    )
    session.flush()
    return made


@pytest.fixture
def moved(buyer: Viewer, statuses: StatusBook) -> Moved:
    """Move lines, or the whole order."""

    def move(what: Order | OrderLine, key: Key) -> None:
        lines = what.lines if isinstance(what, Order) else [what]
        for line in lines:
            lifecycle.move(line, statuses[key], by=buyer, book=statuses)

    return move


@pytest.fixture
def template(session: Session) -> Template:
    """A template of a store, or of every store."""

    def make(
        occasion: Occasion = Occasion.ARRIVED, way: MessageWay = MessageWay.EMAIL, **values: Any
    ) -> MessageTemplate:
        usual = {"store_id": 0, "subject": "Order {order}", "body": "{items}", "active": True}
        made = MessageTemplate(occasion=occasion, way=way, **{**usual, **values})
        session.add(made)
        session.flush()
        return made

    return make
