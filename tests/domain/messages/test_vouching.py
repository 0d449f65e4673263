"""To whom a message that nobody looks at may say amounts (B1)."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.customers import actions as customers
from app.domain.customers import merging
from app.domain.customers.contact import contact_of
from app.domain.customers.details import Details
from app.domain.messages import vouching
from app.domain.messages.vouching import may_be_told_amounts
from app.domain.orders import actions
from app.domain.orders.splitting import split_off
from app.domain.orders.statuses import StatusBook
from app.models import ContactWay, Message, Order
from app.vocabulary.occasions import MessageWay
from app.vocabulary.statuses import Key
from tests.domain.messages.conftest import Moved, Template
from tests.factories import a_customer, a_department, a_product, a_wish, an_order
from tests.support.cast import Cast, viewer_of

pytestmark = pytest.mark.contract("B1")
OWN = {"email": "taker@example.org", "phone": "217 555 0199"}
MAIL = MessageWay.EMAIL


def edited(order: Order, by: Viewer, **values: str) -> None:
    """Another contact, for this order only."""
    actions.edit_contact(order, contact_of(order) | values, by=by)


@pytest.fixture
def walk_in(session: Session, cast: Cast) -> Order:
    """An order without a record, by somebody who sees no price and typed their own address."""
    wish = a_wish(a_product(session, a_department(session, "Bulk")))
    order = an_order(session, viewer_of(cast.taker), [wish], None)
    order.contact_way = ContactWay.EMAIL
    for name, value in OWN.items():
        setattr(order, name, value)
    session.flush()
    return order


def test_an_address_of_the_store_s_own_is_told_amounts(session: Session, order: Order) -> None:
    """Nobody in the house wrote it down: it came with the record."""
    assert [may_be_told_amounts(session, order, way) for way in MessageWay] == [True, True]


def test_an_address_that_a_taker_typed_is_told_none(
    session: Session, walk_in: Order, moved: Moved, template: Template
) -> None:
    template(by_itself=True, body="{first_name}\n{prices}\nAll: {total}", shows_prices=True)
    moved(walk_in, Key.ARRIVED)
    [sent] = session.scalars(sa.select(Message))
    assert (sent.sent_to, sent.shows_figures) == (OWN["email"], False)
    assert sent.body.split("\n")[1:] == ["- Rolled oats", "All: (please ask us)"]
    assert [may_be_told_amounts(session, walk_in, way) for way in MessageWay] == [False, False]


def test_a_record_that_a_taker_wrote_tells_nothing_either(
    session: Session, cast: Cast, order: Order, buyer: Viewer
) -> None:
    """Order takers write records too: with their own address in one they would be told."""
    customers.change(session, order.customer, Details(**OWN), by=viewer_of(cast.taker))
    order.email = order.customer.email
    session.flush()
    assert may_be_told_amounts(session, order, MAIL) is False
    edited(order, buyer, email="")
    edited(order, buyer, email="Taker@example.org")
    session.flush()
    assert may_be_told_amounts(session, order, MAIL) is True


@pytest.mark.parametrize("person", ["taker", "buyer"])
def test_it_is_whoever_wrote_it_into_the_order(
    session: Session, cast: Cast, order: Order, person: str
) -> None:
    editing = viewer_of(cast.buyer)
    by = Viewer(getattr(cast, person).id, "", editing.permissions, editing.store_id)
    edited(order, by, **OWN)
    session.flush()
    sees = person == "buyer"
    assert [may_be_told_amounts(session, order, way) for way in MessageWay] == [sees, sees]


@pytest.mark.parametrize("person", ["taker", "buyer"])
def test_a_part_of_an_order_is_as_the_order_was(
    session: Session, cast: Cast, order: Order, buyer: Viewer, statuses: StatusBook, person: str
) -> None:
    order.customer, order.customer_id = None, None
    order.taken_by_id = getattr(cast, person).id
    part = split_off(session, order, order.lines[:1], by=buyer, book=statuses, one_time_key="part")
    assert may_be_told_amounts(session, part, MAIL) is (person == "buyer")
    part.email = "another@example.org"
    assert may_be_told_amounts(session, part, MAIL) is False


def test_who_took_it_counts_no_more_when_the_customer_was_changed(
    session: Session, order: Order, buyer: Viewer
) -> None:
    order.taken_by_id, order.email = buyer.user_id, "typed@example.org"
    assert may_be_told_amounts(session, order, MAIL) is True
    actions.note(order, "customer_changed", buyer)
    session.flush()
    assert may_be_told_amounts(session, order, MAIL) is False


def test_a_contact_keeps_its_writer_through_merges(
    session: Session, cast: Cast, order: Order
) -> None:
    """The record in the middle says nothing of who wrote what it was given."""
    manager, taker = viewer_of(cast.manager), viewer_of(cast.taker)
    stays, between, goes = [a_customer(session, email="") for _ in range(3)]
    customers.change(session, goes, Details(**OWN), by=taker)
    for kept, merged in ((between, goes), (stays, between)):
        session.flush()
        merging.merge(session, merging.pair(session, kept.id, merged.id), {"email"}, manager)
    order.customer, order.customer_id, order.email = stays, stays.id, stays.email
    session.flush()
    assert (order.email, may_be_told_amounts(session, order, MAIL)) == (OWN["email"], False)


def test_nobody_hides_behind_a_long_trail(
    session: Session, order: Order, buyer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vouching, "_MOST_EVENTS", 2)
    answers = []
    for name in ("Hanako", "Hanna", "Hana"):
        edited(order, buyer, first_name=name)
        session.flush()
        answers.append(may_be_told_amounts(session, order, MAIL))
    assert answers == [True, False, False]
