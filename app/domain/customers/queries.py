"""Finding customers by member number, phone digits or name; what they have ordered."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.customers.contact import digits_of
from app.models import Customer, Order
from app.vocabulary.errors import NotFound
from app.vocabulary.searching import haystack

MOST_FOUND = 12
MOST_COUNTED = 100
PAGE = 50
LARGEST_MEMBER = 2_147_483_647
SHORTEST_PHONE = 4


@dataclass(frozen=True)
class CustomerPage:
    """One page of customers by name; `after` is the id that leads on, None at the end."""

    customers: list[Customer]
    after: int | None


@dataclass(frozen=True)
class OrderPage:
    """One page of a customer's orders, newest first; `before` is the number that leads on."""

    orders: list[Order]
    before: int | None


def by_member_number(session: Session, number: int) -> list[Customer]:
    """Everybody under a member number: one person, or a household in the order of its members."""
    return list(
        session.scalars(
            sa.select(Customer)
            .where(Customer.member_number == number, Customer.active.is_(True))
            .order_by(Customer.person_number)
        )
    )


def find(session: Session, text: str, *, most: int = MOST_FOUND) -> list[Customer]:
    """Active customers that `text` may mean: a member number exactly, else phone digits or words
    of the name; at most `most`."""
    wanted = text.strip()
    is_number = wanted.isascii() and wanted.isdecimal() and len(wanted) <= 10
    if is_number and int(wanted) <= LARGEST_MEMBER:
        members = by_member_number(session, int(wanted))
        if members:
            return members
    clause = _meaning(wanted)
    if clause is None:
        return []
    return list(
        session.scalars(
            sa.select(Customer)
            .where(clause, Customer.active.is_(True))
            .order_by(Customer.last_name, Customer.first_name, Customer.id)
            .limit(most)
        )
    )


def by_name(session: Session, *, after: int | None = None) -> CustomerPage:
    """Active customers by name, a page at a time; `after` continues behind the customer with that
    id, and starts over if there is none."""
    last = session.get(Customer, after) if after is not None else None
    found = list(session.scalars(names(last)))
    shown = found[:PAGE]
    return CustomerPage(shown, shown[-1].id if len(found) > PAGE else None)


def names(last: Customer | None = None) -> sa.Select[Customer]:
    """Active customers by name behind `last`: a page and one more, which tells whether it goes
    on."""
    name = sa.tuple_(Customer.last_name, Customer.first_name, Customer.id)
    query = sa.select(Customer).where(Customer.active.is_(True))
    if last is not None:
        query = query.where(name > (last.last_name, last.first_name, last.id))
    ordered = query.order_by(Customer.last_name, Customer.first_name, Customer.id)
    return ordered.limit(PAGE + 1)


def by_id(session: Session, customer_id: int) -> Customer:
    """The customer; raises NotFound. Every store knows every customer."""
    customer = session.get(Customer, customer_id)
    if customer is None:
        raise NotFound("There is no such customer.")
    return customer


def orders_of(
    session: Session, customer_id: int, *, is_open: bool, before: int | None = None
) -> OrderPage:
    """A customer's open or closed orders, newest first, a page at a time."""
    query = sa.select(Order).where(Order.customer_id == customer_id, Order.open == int(is_open))
    if before is not None:
        query = query.where(Order.number < before)
    found = list(session.scalars(query.order_by(Order.number.desc()).limit(PAGE + 1)))
    shown = found[:PAGE]
    return OrderPage(shown, shown[-1].number if len(found) > PAGE else None)


def open_orders(session: Session, customer_id: int) -> int:
    """How many open orders a customer has; counting stops at a hundred."""
    some = sa.select(Order.id).where(Order.customer_id == customer_id, Order.open == 1)
    counted = sa.select(sa.func.count()).select_from(some.limit(MOST_COUNTED).subquery())
    return session.scalar(counted) or 0


def _meaning(wanted: str) -> sa.ColumnElement[bool] | None:
    digits = digits_of(wanted)
    if len(digits) >= SHORTEST_PHONE and not any(c.isalpha() for c in wanted):
        return Customer.phone_digits.endswith(digits)
    words = haystack(wanted).split()[:5]
    if not words:
        return None
    return sa.and_(*(Customer.search_text.contains(w, autoescape=True) for w in words))
