"""Finishing a new order: call, pickup store, note, and placing it, once."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

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
    usual = {"call_first": "no", "getting": cast.hill.id, "comments": "", "source": "counter"}
    return {**usual, **more}


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
    data = finish(cast, call_first="yes", getting=cast.river.id, comments="Ripe, please")
    placed = tablet.post(url("place"), data, htmx=True)
    [order] = orders(session)
    assert placed.status_code == 200
    assert f'<h1 id="taken-heading">Order {order.number} taken</h1>' in placed.text
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
    assert (first.location, second.location) == (url(), url())
    assert order.one_time_key == KEY
    assert f"Order {order.number} taken" in tablet.get(url()).text
    assert tablet.post(url("add-item"), {"q": product.upc}).location == url()
    late = tablet.post(url("set-finish"), finish(cast), htmx=True)
    assert late.headers["HX-Redirect"] == url()
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


def test_an_item_somebody_is_still_typing_is_not_lost_by_placing(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """The place button sends what stands in the open form; only the finish card is answered."""
    customer, _, product = a_shelf(session)
    tablet.sign_in(cast.taker).post(url("choose-customer"), {"customer": customer.id})
    tablet.post(url("add-item"), {"q": product.upc})
    data = finish(cast, comments="Mind the dog", description="Dried persimmons")
    answer = tablet.post(url("place"), data, htmx=True)
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (422, "#finish")
    assert "“Dried persimmons” is not in the order yet." in answer.text
    assert ("Mind the dog" in answer.text, orders(session)) == (True, [])
    tablet.post(url("place"), finish(cast, description=" "), htmx=True)
    assert len(orders(session)) == 1


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
    data = finish(cast, getting=cast.river.id, comments="Two bags")
    assert tablet.post(url("set-finish"), data, htmx=True).status_code == 200
    assert tablet.post(url("set-finish"), data).location == url()
    content = kept(session)
    assert (content.call_first, content.pickup_store_id) == (False, cast.river.id)
    assert content.comments == "Two bags"


@pytest.mark.parametrize(
    "wrong",
    [
        {"getting": "999999"},
        {"getting": "-1"},
        {"getting": "x"},
        {"getting": "9" * 40},
        {"call_first": "maybe"},
        {"call_first": ""},
        {"comments": "x" * 1001},
        {"source": "pigeon"},
        {"source": ""},
        {"requested_on": "someday"},
        {"requested_on": "2001-01-01"},
        {"requested_on": "2926-01-01"},
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
    assert len(said(answer.text)) >= 1
    assert (orders(session), len(kept(session).items)) == ([], 1)


def test_a_store_that_closed_is_not_offered(session: Session, cast: Cast, tablet: Tablet) -> None:
    """Neither shown nor taken."""
    cast.river.active = False
    page = tablet.sign_in(cast.taker).get(url()).text
    assert "River Store" not in page
    refused = tablet.post(url("set-finish"), finish(cast, getting=cast.river.id))
    assert refused.status_code == 422
