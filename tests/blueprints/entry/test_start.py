"""Starting a new order, going on with a draft, leaving one."""

from __future__ import annotations

import re

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import Draft
from tests.blueprints.entry.desk import KEY, a_shelf, kept, orders, url
from tests.factories import a_product, a_vendor
from tests.support.cast import Cast
from tests.support.client import Tablet
from tests.support.queries import count_queries


def test_a_new_order_gets_a_key_of_its_own_and_nothing_is_written(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """Looking writes nothing; two looks give two keys."""
    tablet.sign_in(cast.taker)
    first, second = tablet.get("/orders/new"), tablet.get("/orders/new")
    assert (first.status_code, second.status_code) == (303, 303)
    assert re.fullmatch(r"/orders/new/[\w-]{24}", first.location)
    assert first.location != second.location
    assert tablet.get(first.location).status_code == 200
    assert session.scalar(sa.select(sa.func.count()).select_from(Draft)) == 0


def test_drafts_of_the_store_are_offered_with_whose_they_are(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """A colleague finds the draft on the empty page, goes on with it, and discards it."""
    a_shelf(session)
    tablet.sign_in(cast.taker).post(url("choose-customer"), {"q": "208"})
    page = tablet.sign_in(cast.buyer).get("/orders/new", follow_redirects=True).text
    assert "Ada Quill" in page
    assert "0 items · Taker Person" in page
    assert f'href="{url()}"' in page
    assert tablet.post(url("discard")).status_code == 303
    assert kept(session).chosen is False
    assert tablet.post(url("discard")).status_code == 303


def test_drafts_of_another_store_are_not_there(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """Neither in the list nor at their address, to read or to write."""
    a_shelf(session)
    tablet.sign_in(cast.taker).post(url("choose-customer"), {"q": "208"})
    cast.buyer.store_id = cast.river.id
    tablet.sign_in(cast.buyer)
    assert "Ada Quill" not in tablet.get("/orders/new", follow_redirects=True).text
    assert tablet.get(url()).status_code == 404
    verbs = ("choose-customer", "write-contact", "forget-customer", "add-item", "describe-item")
    for verb in (*verbs, "write-note", "set-finish", "place", "discard"):
        assert tablet.post(url(verb), {"q": "x"}).status_code == 404, verb
    for verb in ("set-quantity", "set-department", "remove-item"):
        assert tablet.post(url(verb, ref=1), {"cases": "1"}).status_code == 404, verb
    assert kept(session).customer_id is not None


def test_who_may_not_take_orders_gets_nowhere(cast: Cast, tablet: Tablet) -> None:
    """Outsiders are refused, strangers are sent to sign in."""
    tablet.sign_in(cast.outsider)
    assert tablet.get("/orders/new").status_code == 403
    assert tablet.get(url()).status_code == 403
    assert tablet.post(url("add-item"), {"q": "1"}).status_code == 403
    tablet.client.delete_cookie("caselot")
    assert tablet.get(url()).location.startswith("/sign-in")
    assert tablet.post(url("place")).location.startswith("/sign-in")


def test_a_customer_can_be_suggested_by_the_address(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """The page offers them; only the tap takes them."""
    customer, *_ = a_shelf(session)
    tablet.sign_in(cast.taker)
    led = tablet.get(f"/orders/new?customer={customer.id}")
    assert led.location.endswith(f"?customer={customer.id}")
    page = tablet.get(led.location).text
    assert "Take this order for them?" in page
    assert f'name="customer" value="{customer.id}"' in page
    for wrong in ("0", "-1", "999999999999999", "x", "2147483647"):
        answer = tablet.get(f"{url()}?customer={wrong}")
        assert (answer.status_code, "Take this order" in answer.text) == (200, False), wrong
    assert orders(session) == []


def test_the_page_asks_the_same_number_of_questions_for_one_item_as_for_many(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """Its statements do not grow with the items."""
    customer, department, product = a_shelf(session)
    tablet.sign_in(cast.buyer).post(url("choose-customer"), {"customer": customer.id})
    tablet.post(url("add-item"), {"q": product.upc})
    session.expire_all()
    with count_queries() as one:
        assert tablet.get(url()).status_code == 200
    for number in range(20):
        more = a_product(session, department, vendor=a_vendor(session), description=f"No {number}")
        tablet.post(url("add-item"), {"hit": f"p{more.id}"})
    session.expire_all()
    with count_queries() as many:
        assert tablet.get(url()).status_code == 200
    assert len(kept(session, KEY).items) == 21
    assert len(many) == len(one)
    assert len(many) <= 14


def test_keeping_a_draft_says_so(session: Session, cast: Cast, tablet: Tablet) -> None:
    a_shelf(session)
    tablet.sign_in(cast.taker).post(url("choose-customer"), {"q": "208"})
    assert "/orders/new?kept=1" in tablet.get(url()).text
    page = tablet.get("/orders/new?kept=1", follow_redirects=True).text
    assert "Kept as a draft" in page
    assert "Ada Quill" in page
