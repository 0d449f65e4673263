"""Another customer, other prices: said to those who may see prices, to nobody else (C8, C11)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from app.models import Customer, MemberRule
from tests.blueprints.entry.desk import kept, url
from tests.factories import a_customer, a_department, a_member_type, a_product
from tests.support.cast import Cast
from tests.support.client import Tablet


def a_member_with_less(session: Session) -> Customer:
    """Somebody whose type takes ten percent off."""
    terms = a_member_type(session, MemberRule.MARKDOWN, "10", name="Owner")
    return a_customer(session, member_number=208, member_type=terms)


@pytest.mark.contract("C8", "C11", "C13")
def test_what_another_customer_changes_is_told_to_who_may_know(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """From regular to member price and back; the taker learns nothing of it."""
    member = a_member_with_less(session)
    product = a_product(
        session, a_department(session), description="Oats", retail=Decimal(12), case_size=1
    )
    there = "1 price changed. Oats: 12.00 regular → 10.80 member price."
    back = "1 price changed. Oats: 10.80 member price → 12.00 regular."
    for person, sees in ((cast.buyer, True), (cast.taker, False)):
        key = f"a-key-for-the-{person.username}"
        tablet.sign_in(person).post(url("add-item", key=key), {"q": product.upc})
        chosen = tablet.post(url("choose-customer", key=key), {"customer": member.id}, htmx=True)
        assert (there in chosen.text, " changed." in chosen.text) == (sees, sees)
        gone = tablet.post(url("forget-customer", key=key), htmx=True)
        assert (back in gone.text, " changed." in gone.text) == (sees, sees)
        assert [item.description for item in kept(session, key).items] == ["Oats"]


@pytest.mark.contract("C8", "C11")
def test_without_scripts_it_is_told_on_the_next_page(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """And nothing is said when nothing changed."""
    member = a_member_with_less(session)
    product = a_product(session, a_department(session), retail=Decimal(12), case_size=1)
    tablet.sign_in(cast.buyer).post(url("add-item"), {"q": product.upc})
    tablet.post(url("choose-customer"), {"customer": member.id})
    assert "1 price changed." in tablet.get(url()).text
    tablet.post(url("choose-customer"), {"customer": member.id})
    assert " changed." not in tablet.get(url()).text
