"""Who somebody may already be: asked while a new customer is typed, so that nobody is made twice.

Bounded and found along indexes: a phone by its digits, an e-mail and a name by the words that
searching knows. Nothing here ever refuses; it asks.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.customers.phones import digits_of
from app.domain.words import matching
from app.models import Customer, CustomerReach, ReachKind
from app.vocabulary.searching import haystack

MOST = 3
_LOOKED_AT = 24
_WHOLE_PHONE = 7
_SHORTEST_NAME = 2


@dataclass(frozen=True)
class Typed:
    """What has been typed so far of somebody new; anything may still be empty."""

    first_name: str = ""
    last_name: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Alike:
    """Somebody who may be meant. `why` says what is the same; `strong`: phone or e-mail."""

    customer: Customer
    why: str
    strong: bool


def alike(session: Session, typed: Typed, *, but: int | None = None) -> list[Alike]:
    """At most three customers who may be the one typed, the likeliest first; `but` is not one of
    them (the customer being changed)."""
    found: dict[int, Alike] = {}
    for why, strong, query in _questions(typed):
        if len(found) >= MOST:
            break
        for customer in session.scalars(query.limit(_LOOKED_AT)):
            if customer.id == but or customer.id in found:
                continue
            if strong or _same_name(customer, typed):
                found[customer.id] = Alike(customer, why, strong)
    return list(found.values())[:MOST]


def _questions(typed: Typed) -> list[tuple[str, bool, sa.Select[Customer]]]:
    asked: list[tuple[str, bool, sa.Select[Customer]]] = []
    digits = digits_of(typed.phone)
    if len(digits) >= _WHOLE_PHONE:
        further = _reached(CustomerReach.kind == ReachKind.PHONE, CustomerReach.digits == digits)
        asked.append(("same phone", True, _active(Customer.phone_digits == digits)))
        asked.append(("same phone", True, _active(Customer.id.in_(further))))
    email = typed.email.strip().lower()
    if "@" in email.strip("@"):
        further = _reached(CustomerReach.kind == ReachKind.EMAIL, CustomerReach.value == email)
        same = sa.func.lower(Customer.email) == email
        asked.append(("same e-mail", True, _active(matching(Customer, email), same)))
        asked.append(("same e-mail", True, _active(Customer.id.in_(further))))
    name = haystack(typed.first_name, typed.last_name)
    if len(haystack(typed.last_name)) >= _SHORTEST_NAME:
        asked.append(("same name", False, _active(matching(Customer, name))))
    return asked


def _active(*conditions: sa.ColumnElement[bool]) -> sa.Select[Customer]:
    return sa.select(Customer).where(*conditions, Customer.active.is_(True))


def _reached(*conditions: sa.ColumnElement[bool]) -> sa.Select[int]:
    return sa.select(CustomerReach.customer_id).where(*conditions).limit(_LOOKED_AT)


def _same_name(customer: Customer, typed: Typed) -> bool:
    """Whether the names are the same, or the first name typed begins theirs or the other way."""
    last, theirs = haystack(typed.last_name), haystack(customer.last_name)
    first, given = haystack(typed.first_name), haystack(customer.first_name)
    return last == theirs and (given.startswith(first) or first.startswith(given))
