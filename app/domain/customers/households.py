"""Households: several people under one member number, each with a person number (C13)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import Customer
from app.vocabulary.errors import Refused

MOST_PEOPLE = 99


def next_person(session: Session, member_number: int) -> int:
    """The person number the next one under `member_number` gets; numbers of people who left are
    not given again. Refused when a household is as large as a household can be."""
    highest = session.scalar(
        sa.select(sa.func.max(Customer.person_number)).where(
            Customer.member_number == member_number
        )
    )
    person = (highest or 0) + 1
    if person > MOST_PEOPLE:
        raise Refused(f"There are {MOST_PEOPLE} people under this member number already.")
    return person


def refuse_alone(customer: Customer) -> None:
    """Refused for somebody without a member number: there is nothing to share."""
    if customer.member_number is None:
        raise Refused("They have no member number to share.")


def others(session: Session, customer: Customer) -> list[Customer]:
    """Everybody else under the customer's member number, by person number; nobody for those who
    are no members."""
    if customer.member_number is None:
        return []
    return list(
        session.scalars(
            sa.select(Customer)
            .where(
                Customer.member_number == customer.member_number,
                Customer.id != customer.id,
                Customer.active.is_(True),
            )
            .order_by(Customer.person_number)
            .limit(MOST_PEOPLE)
        )
    )
