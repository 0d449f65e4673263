"""The little shop the journeys take place in: who works there, what can be ordered, who orders.

Its amounts are like no other number on a page, so that a test can look for them.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.people.passwords import hash_of
from app.models import MemberRule, Order, User
from app.vocabulary.barcodes import check_digit
from tests.factories import (
    a_customer,
    a_department,
    a_member_type,
    a_product,
    a_vendor,
    a_vendor_item,
    a_wish,
    an_order,
)
from tests.support.cast import make_cast, viewer_of

PASSWORD = "oats in the morning"

MEMBER = 208
MEMBER_NAME = "Hana Ito"
OATS = "Rolled oats, organic"
OATS_CODE = "04721355102"
OATS_UPC = f"{OATS_CODE}{check_digit(OATS_CODE)}"
WRAPS = "Coconut wraps, turmeric"
WRAPS_SKU = "NN-118204"
MILK = "Almond milk, unsweetened"
MILK_CODE = "04721355200"
MILK_UPC = f"{MILK_CODE}{check_digit(MILK_CODE)}"
GROCERY = "Grocery"
OTHER_ORDERS = 56


@cache
def password_hash() -> str:
    """One hash for everybody: making it takes a while by design."""
    return hash_of(PASSWORD)


def furnish(session: Session) -> None:
    """People, departments, vendors, items and members, and enough orders for two pages."""
    cast = make_cast(session)
    session.execute(sa.update(User).values(password_hash=password_hash()))
    session.refresh(cast.buyer)
    bulk, grocery = a_department(session, "Bulk"), a_department(session, GROCERY)
    mills = a_vendor(session, "Prairie Mills", phone="555-0150")
    natural = a_vendor(session, "Northern Natural")
    a_product(
        session,
        bulk,
        upc=OATS_CODE.zfill(13),
        description=OATS,
        brand="Prairie Mills",
        size="25 lb",
        vendor=mills,
        retail=Decimal("41.87"),
        cost=Decimal("29.13"),
        case_size=1,
    )
    milk = a_product(
        session,
        grocery,
        upc=MILK_CODE.zfill(13),
        description=MILK,
        size="32 oz",
        vendor=natural,
        retail=Decimal("3.69"),
        cost=Decimal("2.23"),
        case_size=12,
    )
    a_vendor_item(
        session,
        natural,
        sku=WRAPS_SKU,
        description=WRAPS,
        size="5 ct",
        department=grocery,
        cost=Decimal("3.97"),
        suggested_retail=Decimal("6.43"),
        case_size=8,
    )
    members = a_member_type(session, MemberRule.MARKDOWN, "10", name="Member owner")
    first, last = MEMBER_NAME.split()
    a_customer(
        session,
        member_number=MEMBER,
        first_name=first,
        last_name=last,
        phone="555-0142",
        phone_digits="5550142",
        email="hana.ito@example.org",
        member_type=members,
    )
    regular = a_customer(session, first_name="Rosa", last_name="Vale", member_number=311)
    for _ in range(OTHER_ORDERS):
        an_order(session, viewer_of(cast.buyer), [a_wish(milk)], regular)


def newest_order(session: Session) -> Order:
    """The order that was placed last."""
    return session.scalars(sa.select(Order).order_by(Order.number.desc()).limit(1)).one()


def person(session: Session, name: str) -> User:
    """Somebody of the cast, by the name of their part."""
    return session.scalars(sa.select(User).filter_by(username=name)).one()
