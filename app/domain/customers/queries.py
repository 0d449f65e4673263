"""Finding customers by member number, phone digits or name; what they have ordered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, lazyload

from app.domain.customers.contact import digits_of
from app.domain.words import narrowed, words_of
from app.models import AccountState, Customer, CustomerKind, CustomerReach, Order, User
from app.models.search import SHORTEST_PHONE
from app.vocabulary.errors import NotFound

MOST_FOUND = 12
MOST_COUNTED = 100
PAGE = 50
LARGEST_MEMBER = 2_147_483_647
# Among so many that fit, those who come first by name are shown.
MOST_WEIGHED = 200


class Who(StrEnum):
    """Which customers a list shows."""

    ALL = ""
    MEMBERS = "members"
    OTHERS = "others"
    ORGANIZATIONS = "organizations"
    HOLD = "hold"


@dataclass(frozen=True)
class CustomerPage:
    """One page of customers by name; `after` is the id that leads on, None at the end."""

    customers: list[Customer]
    after: int | None


@dataclass(frozen=True)
class OrderPage:
    """One page of a customer's orders, newest first; `before` is the last one’s id: numbers
    are given again, ids are not."""

    orders: list[Order]
    before: int | None


def by_member_number(session: Session, number: int, who: Who = Who.ALL) -> list[Customer]:
    """Everybody under a member number: one person, or a household in the order of its members."""
    return list(
        session.scalars(
            sa.select(Customer)
            .where(Customer.member_number == number, Customer.active.is_(True), *_of(who))
            .order_by(Customer.person_number)
        )
    )


def find(
    session: Session, text: str, *, most: int = MOST_FOUND, who: Who = Who.ALL
) -> list[Customer]:
    """Active customers that `text` may mean: a member number exactly; else three digits or more
    from anywhere in a phone, or words of name and e-mail, each by its beginning. Further phones and
    e-mails count like the first (M5). By name, at most `most`."""
    wanted = text.strip()
    is_number = wanted.isascii() and wanted.isdecimal() and not wanted.startswith("0")
    if is_number and len(wanted) <= 10 and int(wanted) <= LARGEST_MEMBER:
        members = by_member_number(session, int(wanted), who)
        if members:
            return members
    words = asked_for(wanted)
    if not words:
        return []
    who_else = sa.select(CustomerReach.customer_id)
    further = set(session.scalars(narrowed(session, who_else, CustomerReach, words).limit(most)))
    named = sa.select(Customer.id, Customer.last_name, Customer.first_name, Customer.active)
    named = named.where(*_of(who))
    own = narrowed(session, named.where(Customer.active.is_(True)), Customer, words)
    found = set(session.execute(own.limit(MOST_WEIGHED)))
    if further:
        # Whether they are active is looked at here: SQLite would walk all who are.
        found.update(session.execute(named.where(Customer.id.in_(further))))
    active = (row for row in found if row.active)
    first = sorted(active, key=lambda row: (row[1].casefold(), row[2].casefold(), row[0]))[:most]
    people = {each.id: each for each in _people(session, [row.id for row in first])}
    return [people[row.id] for row in first]


def asked_for(text: str) -> list[str]:
    """The words that a customer or an order is looked up by: the digits of what looks like a
    phone, however it is written, else the words as they are."""
    digits = digits_of(text)
    if len(digits) >= SHORTEST_PHONE and not any(char.isalpha() for char in text):
        return [digits]
    return words_of(text)


def by_name(session: Session, *, after: int | None = None, who: Who = Who.ALL) -> CustomerPage:
    """Active customers by name, a page at a time; `after` continues behind the customer with that
    id, and starts over if there is none."""
    last = session.get(Customer, after) if after is not None else None
    found = list(session.scalars(names(last, who)))
    shown = found[:PAGE]
    return CustomerPage(shown, shown[-1].id if len(found) > PAGE else None)


def names(last: Customer | None = None, who: Who = Who.ALL) -> sa.Select[Customer]:
    """Active customers by name behind `last`: a page and one more, which tells whether it goes
    on."""
    name = sa.tuple_(Customer.last_name, Customer.first_name, Customer.id)
    query = sa.select(Customer).where(Customer.active.is_(True), *_of(who))
    if last is not None:
        query = query.where(name > (last.last_name, last.first_name, last.id))
    ordered = query.order_by(Customer.last_name, Customer.first_name, Customer.id)
    return ordered.limit(PAGE + 1)


def whole(session: Session, customer_id: int) -> Customer:
    """The customer with everything their page shows of them, in one statement; raises NotFound."""
    noted = joinedload(CustomerReach.consent_noted_by)
    further = joinedload(Customer.reaches).options(
        noted.options(lazyload(User.store), lazyload(User.roles))
    )
    query = sa.select(Customer).where(Customer.id == customer_id)
    found = session.scalars(query.options(joinedload(Customer.addresses), further))
    customer = found.unique().one_or_none()
    if customer is None:
        raise NotFound("There is no such customer.")
    return customer


def by_id(session: Session, customer_id: int) -> Customer:
    """The customer; raises NotFound. Every store knows every customer."""
    customer = session.get(Customer, customer_id)
    if customer is None:
        raise NotFound("There is no such customer.")
    return customer


def both_orders_of(
    session: Session, customer_id: int, *, before: int | None = None
) -> tuple[OrderPage, OrderPage]:
    """A customer's open orders, and a page of the past ones `before` an order's id, in one
    statement."""
    of_them = sa.select(Order.id).where(Order.customer_id == customer_id)
    parts = []
    for is_open, from_ in ((1, None), (0, before)):
        some = of_them.where(Order.open == is_open)
        if from_ is not None:
            some = some.where(Order.id < from_)
        part = some.order_by(Order.id.desc()).limit(PAGE + 1).subquery()
        parts.append(sa.select(part.c.id))
    query = sa.select(Order).where(Order.id.in_(sa.union_all(*parts)))
    found = list(session.scalars(query.order_by(Order.id.desc())))
    return _page([o for o in found if o.open]), _page([o for o in found if not o.open])


def open_orders(session: Session, customer_id: int) -> int:
    """How many open orders a customer has; counting stops at a hundred."""
    some = sa.select(Order.id).where(Order.customer_id == customer_id, Order.open == 1)
    counted = sa.select(sa.func.count()).select_from(some.limit(MOST_COUNTED).subquery())
    return session.scalar(counted) or 0


def _people(session: Session, ids: list[int]) -> list[Customer]:
    return list(session.scalars(sa.select(Customer).where(Customer.id.in_(ids)))) if ids else []


def _page(found: list[Order]) -> OrderPage:
    shown = found[:PAGE]
    return OrderPage(shown, shown[-1].id if len(found) > PAGE else None)


def _of(who: Who) -> tuple[sa.ColumnElement[bool], ...]:
    """The conditions of a list: each leads an index, or most rows fulfil it."""
    return {
        Who.ALL: (),
        Who.MEMBERS: (Customer.member_number.is_not(None),),
        Who.OTHERS: (Customer.member_number.is_(None),),
        Who.ORGANIZATIONS: (Customer.kind == CustomerKind.ORGANIZATION,),
        Who.HOLD: (Customer.account_state == AccountState.HOLD,),
    }[who]
