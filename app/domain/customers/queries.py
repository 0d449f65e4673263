"""Finding customers by member number, phone digits or name."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.customers.contact import digits_of
from app.models import Customer
from app.vocabulary.searching import haystack

MOST_FOUND = 12
LARGEST_MEMBER = 2_147_483_647


def by_member_number(session: Session, number: int) -> list[Customer]:
    """Everybody under a member number: one person, or a household in the order of its members."""
    return list(
        session.scalars(
            sa.select(Customer)
            .where(Customer.member_number == number, Customer.active.is_(True))
            .order_by(Customer.person_number)
        )
    )


def find(session: Session, text: str) -> list[Customer]:
    """Active customers that `text` may mean: a member number exactly, else phone digits or words
    of the name; at most a dozen."""
    wanted = text.strip()
    is_number = wanted.isascii() and wanted.isdecimal() and len(wanted) <= 10
    if is_number and int(wanted) <= LARGEST_MEMBER:
        members = by_member_number(session, int(wanted))
        if members:
            return members
    digits = digits_of(wanted)
    letters = any(c.isalpha() for c in wanted)
    if len(digits) >= 4 and not letters:
        clause = Customer.phone_digits.endswith(digits)
    else:
        words = haystack(wanted).split()[:5]
        if not words:
            return []
        clause = sa.and_(*(Customer.search_text.contains(w, autoescape=True) for w in words))
    return list(
        session.scalars(
            sa.select(Customer)
            .where(clause, Customer.active.is_(True))
            .order_by(Customer.last_name, Customer.first_name, Customer.id)
            .limit(MOST_FOUND)
        )
    )
