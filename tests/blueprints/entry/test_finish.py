"""Finishing a new order: call, pickup store, note, and placing it, once."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.models import Role, RolePermission
from app.vocabulary.permissions import Permission
from tests.blueprints.entry.desk import (
    KEY,
    SECRET,
    a_shelf,
    invalid,
    kept,
    orders,
    said,
    url,
)
from tests.factories import a_department, a_product, a_vendor, a_vendor_item
from tests.support.cast import Cast
from tests.support.client import Tablet


def finish(cast: Cast, **more: object) -> dict[str, object]:
    """What the finish card sends."""
    return {"call_first": "no", "pickup_store_id": cast.hill.id, "comments": "", **more}


@pytest.mark.contract("C13", "C15", "C21", "C8")
def test_a_taker_places_an_order_without_seeing_a_price(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """Customer, two items, call, another store, a note: all of it reaches the order."""
    customer, department, product = a_shelf(session)
    other = a_product(session, department, description="Kelp")
    tablet.sign_in(cast.taker).post(url("choose-customer"), {"customer": customer.id})
    tablet.post(url("add-item"), {"q": product.upc})
    tablet.post(url("add-item"), {"q": other.upc})
    tablet.post(url("set-quantity", ref=2), {"cases": "3", "case_size": "6"})
    data = finish(cast, call_first="yes", pickup_store_id=cast.river.id, comments="Ripe, please")
    placed = tablet.post(url("place"), data, htmx=True)
    [order] = orders(session)
    assert placed.headers["HX-Redirect"] == f"/orders/{order.number}"
    assert (placed.status_code, placed.text) == (204, "")
    assert (order.call_first, order.pickup_store_id) == (True, cast.river.id)
    assert (order.comments, order.taken_by_id) == ("Ripe, please", cast.taker.id)
    assert [(li.cases, li.case_size, li.status) for li in order.lines] == [
        (1, 12, "new_call"),
        (3, 6, "new_call"),
    ]
    assert order.lines[0].total == SECRET * 12
    assert kept(session).empty is True


def test_two_taps_or_a_resend_make_one_order_and_back_leads_to_it(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """The draft's key is the order's one-time key (decision 9)."""
    customer, _, product = a_shelf(session)
    tablet.sign_in(cast.taker).post(url("choose-customer"), {"customer": customer.id})
    tablet.post(url("add-item"), {"q": product.upc})
    first = tablet.post(url("place"), finish(cast))
    second = tablet.post(url("place"), finish(cast))
    [order] = orders(session)
    there = f"/orders/{order.number}"
    assert (first.location, second.location) == (there, there)
    assert order.one_time_key == KEY
    assert tablet.get(url()).location == there
    assert tablet.post(url("add-item"), {"q": product.upc}).location == there
    late = tablet.post(url("set-finish"), finish(cast), htmx=True)
    assert late.headers["HX-Redirect"] == there
    assert (len(orders(session)), kept(session).empty) == (1, True)


@pytest.mark.contract("C13", "C15")
def test_what_is_missing_is_said_in_order_beside_the_fields(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """First the customer, then the items; what was typed stays; nothing is written."""
    data = finish(cast, comments="Mind the dog")
    answer = tablet.sign_in(cast.taker).post(url("place"), data, htmx=True)
    assert answer.status_code == 422
    assert invalid(answer.text) == ["customer-q", "item-q"]
    assert said(answer.text) == [
        "Choose a customer, or type a name.",
        "Add at least one item or a note.",
    ]
    assert "Mind the dog" in answer.text
    assert (orders(session), kept(session).empty) == ([], True)


@pytest.mark.contract("C5", "C17", "C20")
def test_open_questions_of_items_keep_the_order_from_being_placed(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """The unreachable customer, the quantity and the department, each at its place."""
    bulk = a_product(session, a_department(session, "Bulk", always_ask=True))
    row = a_vendor_item(session, a_vendor(session))
    tablet.sign_in(cast.taker).post(
        url("write-contact"), {"last_name": "Field", "contact_way": "call"}
    )
    tablet.post(url("add-item"), {"q": bulk.upc})
    tablet.post(url("add-item"), {"hit": f"v{row.id}"})
    answer = tablet.post(url("place"), finish(cast), htmx=True)
    assert answer.status_code == 422
    assert invalid(answer.text) == ["phone", "case-size-1", "department-2"]
    assert said(answer.text) == [
        "Add a phone number or an e-mail, so that we can say when it is here.",
        "Confirm how many.",
        "Choose the department that will look after it.",
    ]
    assert orders(session) == []


def test_the_finish_card_is_kept_as_it_is_typed(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """Quietly with htmx; as a page without."""
    tablet.sign_in(cast.taker)
    data = finish(cast, pickup_store_id=cast.river.id, comments="Two bags")
    assert tablet.post(url("set-finish"), data, htmx=True).status_code == 204
    assert tablet.post(url("set-finish"), data).location == url()
    content = kept(session)
    assert (content.call_first, content.pickup_store_id) == (False, cast.river.id)
    assert content.comments == "Two bags"


@pytest.mark.parametrize(
    "wrong",
    [
        {"pickup_store_id": "999999"},
        {"pickup_store_id": "-1"},
        {"pickup_store_id": "x"},
        {"pickup_store_id": "9" * 40},
        {"call_first": "maybe"},
        {"call_first": ""},
        {"comments": "x" * 1001},
    ],
)
@pytest.mark.parametrize("verb", ["set-finish", "place"])
def test_a_forged_finish_is_refused(
    session: Session, cast: Cast, tablet: Tablet, verb: str, wrong: dict[str, str]
) -> None:
    """With the page as it was, and a message."""
    customer, _, product = a_shelf(session)
    tablet.sign_in(cast.taker).post(url("choose-customer"), {"customer": customer.id})
    tablet.post(url("add-item"), {"q": product.upc})
    answer = tablet.post(url(verb), finish(cast, **wrong))
    assert answer.status_code == 422
    assert len(invalid(answer.text)) >= 1
    assert (orders(session), len(kept(session).items)) == ([], 1)


def test_a_store_that_closed_is_not_offered(session: Session, cast: Cast, tablet: Tablet) -> None:
    """Neither shown nor taken."""
    cast.river.active = False
    page = tablet.sign_in(cast.taker).get(url()).text
    assert "River Store" not in page
    refused = tablet.post(url("set-finish"), finish(cast, pickup_store_id=cast.river.id))
    assert refused.status_code == 422


def test_who_may_not_look_at_orders_takes_the_next_one(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """The order is taken; nobody is led to a page that refuses them, nor offered a search."""
    grants = [RolePermission(permission=Permission.ORDERS_TAKE)]
    cast.outsider.roles = [Role(name="Phone", purpose="", grants=grants)]
    customer, _, product = a_shelf(session)
    tablet.sign_in(cast.outsider).post(url("choose-customer"), {"customer": customer.id})
    tablet.post(url("add-item"), {"q": product.upc})
    placed = tablet.post(url("place"), finish(cast))
    again = tablet.get(url())

    assert len(orders(session)) == 1
    assert (placed.location, again.location) == ("/orders/new", "/orders/new")
    page = tablet.get(url(key="another-key-of-an-order")).text
    assert f"Order {orders(session)[0].number} taken." in page
    assert 'id="scan"' not in page
