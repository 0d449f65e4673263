"""The customer of a new order: found, typed, overridden for this order, changed."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.models import Customer
from tests.blueprints.entry.desk import a_shelf, invalid, kept, said, url
from tests.factories import a_customer
from tests.support.cast import Cast
from tests.support.client import Tablet

TYPED = {"first_name": "Noa", "last_name": "Field", "phone": "217 555 0111", "contact_way": "text"}


@pytest.mark.parametrize("asked", ["208", "quill", "ADA", "0142", "(217) 555-0142"])
def test_customers_are_found_by_number_name_and_phone(
    session: Session, cast: Cast, tablet: Tablet, asked: str
) -> None:
    """As one types: each hit is a button that takes them."""
    customer, *_ = a_shelf(session)
    customer.phone_digits = "2175550142"
    found = tablet.sign_in(cast.taker).get(url(f"find-customer?q={asked}"), htmx=True).text
    assert f'name="customer" value="{customer.id}"' in found
    assert "Member 208" in found
    assert "<main" not in found


@pytest.mark.contract("C13")
def test_a_member_number_fills_every_contact_field(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """Typed and sent, the only match is taken; the answer shows them."""
    customer, *_ = a_shelf(session)
    customer.email, customer.city = "ada@example.org", "Alder"
    answer = tablet.sign_in(cast.taker).post(url("choose-customer"), {"q": "208"}, htmx=True)
    assert answer.status_code == 200
    assert "Member 208 · Ada Quill" in answer.text
    contact = kept(session).contact
    assert (kept(session).customer_id, contact["phone"]) == (customer.id, "217-555-0142")
    assert (contact["email"], contact["city"]) == ("ada@example.org", "Alder")
    plain = tablet.post(url("choose-customer"), {"customer": customer.id})
    assert (plain.status_code, plain.location) == (303, url())


def test_a_household_is_chosen_from_and_nobody_is_said_kindly(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """Two under one number are a question; none is a message, and what was typed stays."""
    a_shelf(session)
    a_customer(session, first_name="Ivo", member_number=208, person_number=2)
    tablet.sign_in(cast.taker)
    both = tablet.post(url("choose-customer"), {"q": "208"})
    assert (both.status_code, said(both.text)) == (422, ["Choose one of these."])
    assert both.text.count('name="customer"') == 2
    nobody = tablet.post(url("choose-customer"), {"q": "zzyzx"})
    assert (nobody.status_code, invalid(nobody.text)) == (422, ["customer-q"])
    assert 'value="zzyzx"' in nobody.text
    assert kept(session).chosen is False


@pytest.mark.parametrize("forged", ["2147483", "-4", "0", "1e9", "99999999999999999999", "<b>"])
def test_a_forged_customer_is_refused(
    session: Session, cast: Cast, tablet: Tablet, forged: str
) -> None:
    """Cleanly, and nothing stays of it."""
    answer = tablet.sign_in(cast.taker).post(url("choose-customer"), {"customer": forged})
    assert answer.status_code in (404, 422)
    assert kept(session).empty is True


def test_an_inactive_customer_cannot_be_taken(session: Session, cast: Cast, tablet: Tablet) -> None:
    """Not even by their number in a form that was open."""
    gone = a_customer(session, active=False)
    answer = tablet.sign_in(cast.taker).post(url("choose-customer"), {"customer": gone.id})
    assert answer.status_code == 404


@pytest.mark.contract("C13")
def test_the_contact_of_a_non_member_is_typed(session: Session, cast: Cast, tablet: Tablet) -> None:
    """The form starts with what was searched for."""
    tablet.sign_in(cast.taker)
    form = tablet.get(url("write-contact?q=Noa Field"), htmx=True).text
    assert 'value="Noa"' in form
    assert 'value="Field"' in form
    assert 'value="217 555' in tablet.get(url("write-contact?q=217 555"), htmx=True).text
    answer = tablet.post(url("write-contact"), TYPED, htmx=True)
    assert answer.status_code == 200
    assert "Noa Field" in answer.text
    assert "prefers a text" in answer.text
    assert (kept(session).customer_id, kept(session).contact["last_name"]) == (None, "Field")


@pytest.mark.contract("C14")
def test_overriding_a_members_contact_changes_this_order_only(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """The card says so, and the member's record stays as it was."""
    customer, *_ = a_shelf(session)
    tablet.sign_in(cast.taker).post(url("choose-customer"), {"customer": customer.id})
    form = tablet.get(url("write-contact"), htmx=True).text
    assert "Contact for this order only" in form
    answer = tablet.post(
        url("write-contact"),
        {"first_name": "Ada", "last_name": "Quill", "phone": "312 555 0199", "contact_way": "call"},
        htmx=True,
    )
    assert "For this order only: phone." in answer.text
    assert kept(session).contact["phone"] == "312 555 0199"
    assert kept(session).customer_id == customer.id
    assert session.get(Customer, customer.id).phone == "217-555-0142"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"last_name": ""}, "last_name"),
        ({"phone": "12"}, "phone"),
        ({"phone": "call me"}, "phone"),
        ({"phone": "217 555 0142 0142 0142"}, "phone"),
        ({"email": "noa at example"}, "email"),
        ({"email": "a@b"}, "email"),
        ({"first_name": "x" * 61}, "first_name"),
        ({"street": "🏠" * 121}, "street"),
        ({"contact_way": "pigeon"}, "contact_way-0"),
    ],
)
def test_a_contact_nobody_could_use_is_said_beside_the_field(
    session: Session, cast: Cast, tablet: Tablet, wrong: dict[str, str], field: str
) -> None:
    """What was typed stays, and nothing is kept."""
    answer = tablet.sign_in(cast.taker).post(url("write-contact"), {**TYPED, **wrong}, htmx=True)
    assert answer.status_code == 422
    assert invalid(answer.text)[0] == field
    assert 'value="Noa"' in answer.text or "first_name" in wrong
    assert kept(session).empty is True


def test_strange_writing_is_kept_as_it_is_meant(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """Right-to-left names and quotes are fine; controls and overrides go; markup is shown as
    text."""
    name = "نور <script>alert(1)</script> O'Neil'; DROP TABLE orders;--"
    data = {**TYPED, "first_name": name[:4], "last_name": f"\u202e{name}\x07"}
    answer = tablet.sign_in(cast.taker).post(url("write-contact"), data, htmx=True)
    assert answer.status_code == 200
    assert "<script>" not in answer.text
    assert kept(session).contact["last_name"] == name


def test_a_null_character_is_refused_whole(session: Session, cast: Cast, tablet: Tablet) -> None:
    """No database takes one."""
    data = {**TYPED, "last_name": "Fi\x00eld"}
    assert tablet.sign_in(cast.taker).post(url("write-contact"), data).status_code == 400


def test_changing_the_customer_starts_over_and_keeps_the_items(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """Sent twice, nothing more happens."""
    customer, _, product = a_shelf(session)
    tablet.sign_in(cast.taker).post(url("choose-customer"), {"customer": customer.id})
    tablet.post(url("add-item"), {"q": product.upc})
    first = tablet.post(url("forget-customer"), htmx=True)
    assert 'id="customer-q"' in first.text
    assert tablet.post(url("forget-customer")).status_code == 303
    assert (kept(session).chosen, len(kept(session).items)) == (False, 1)
