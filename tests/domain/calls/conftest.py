"""A caller, and wishes of several people that wait for a call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.calls import actions
from app.domain.calls.actions import Said
from app.domain.customers.contact import write_contact
from app.domain.orders.statuses import StatusBook, book
from app.models import Call, CallOutcome, Customer, Order, OrderLine, Product
from app.vocabulary import clock
from tests.factories import a_customer, a_department, a_product, a_wish, an_order
from tests.support.cast import Cast, viewer_of

# A Tuesday, 10:30 in Chicago.
TUESDAY = datetime(2026, 3, 10, 15, 30, tzinfo=UTC)

Ask = Callable[..., Order]
Tap = Callable[..., Call]


@pytest.fixture
def buyer(cast: Cast) -> Viewer:
    """Who calls."""
    return viewer_of(cast.buyer)


@pytest.fixture
def statuses(session: Session, cast: Cast) -> StatusBook:
    """The book of statuses."""
    return book(session)


@pytest.fixture
def ada(session: Session) -> Customer:
    """Somebody in the file."""
    return a_customer(session, phone="+12175550142", phone_digits="2175550142")


@pytest.fixture
def oats(session: Session) -> Product:
    """12 units at 10.00."""
    return a_product(session, a_department(session))


@pytest.fixture
def ask(session: Session, cast: Cast, oats: Product) -> Ask:
    """`ask(customer, items=1)`: an order of so many lines that wait for a call."""

    def make(customer: Customer | None = None, items: int = 1, **values: Any) -> Order:
        wishes = [a_wish(values.pop("product", oats)) for _ in range(items)]
        taker = viewer_of(cast.taker)
        contact = values.pop("contact", None)
        made = an_order(session, taker, wishes, customer, **{"call_first": True, **values})
        if contact is not None:
            write_contact(made, contact)
        session.commit()
        return made

    return make


@pytest.fixture
def tap(session: Session, buyer: Viewer, statuses: StatusBook) -> Tap:
    """`tap(lines, "voicemail", at=…)`: a call, noted once for each key."""
    made: list[str] = []

    def note(lines: list[OrderLine], outcome: str, at: datetime = TUESDAY, **said: Any) -> Call:
        key = said.pop("key", f"key-of-a-tap-{len(made)}")
        by = said.pop("by", buyer)
        made.append(key)
        with clock.set_to(at):
            call = actions.record(
                session,
                lines,
                Said(CallOutcome(outcome), **said),
                by=by,
                book=statuses,
                one_time_key=key,
            )
            session.commit()
        return call

    return note
