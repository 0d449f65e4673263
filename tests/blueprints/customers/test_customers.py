"""The customers desk over HTTP: looking people up, and starting an order for them."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import Draft
from tests.blueprints.entry.desk import kept
from tests.factories import (
    a_customer,
    a_department,
    a_member_type,
    a_product,
    a_wish,
    an_order,
)
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet
from tests.support.queries import count_queries


def names(page: str) -> list[str]:
    """The names of the list, from top to bottom."""
    return re.findall(r'href="/customers/\d+"><b>([^<]+)</b>', page)


def test_customers_are_listed_by_name_and_lead_on(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """Fifty at a time, with a link to more names."""
    for number in range(60):
        a_customer(session, first_name="Pat", last_name=f"Quill {number:02d}")
    first = tablet.sign_in(cast.taker).get("/customers").text
    assert names(first)[:2] == ["Quill 00, Pat", "Quill 01, Pat"]
    assert len(names(first)) == 50
    [more] = re.findall(r'href="(/customers\?after=\d+)"', first)
    assert names(tablet.get(more).text)[0] == "Quill 50, Pat"
    for wrong in ("0", "-3", "x", "9" * 40, "2147483647"):
        assert len(names(tablet.get(f"/customers?after={wrong}").text)) == 50, wrong


def test_a_search_answers_as_a_page_and_as_a_part(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """By member number; nobody is said kindly."""
    a_customer(session, member_number=208)
    a_customer(session, first_name="Ivo", last_name="Marsh")
    tablet.sign_in(cast.taker)
    assert names(tablet.get("/customers?q=208").text) == ["Quill, Ada"]
    part = tablet.get("/customers?q=marsh", htmx=True).text
    assert (names(part), "<html" in part) == (["Marsh, Ivo"], False)
    assert "Nobody is known by that" in tablet.get("/customers?q=zzyzx").text


@pytest.mark.parametrize("text", ["<script>x</script>", "%", "نور", "' OR 1=1 --", "x" * 5000])
def test_hostile_searches_are_only_searches(
    session: Session, cast: Cast, tablet: Tablet, text: str
) -> None:
    """Nothing found, nothing run."""
    a_customer(session)
    answer = tablet.sign_in(cast.taker).get("/customers", query_string={"q": text})
    assert (answer.status_code, names(answer.text)) == (200, [])
    assert "<script>x" not in answer.text


def test_a_customer_is_shown_with_orders_and_terms(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """Contact, note, member type; orders are links, without any figure."""
    terms = a_member_type(session, name="Working owner")
    ada = a_customer(session, member_number=208, member_type=terms, note="Rings <twice>")
    product = a_product(session, a_department(session))
    order = an_order(session, viewer_of(cast.taker), [a_wish(product)], ada)
    page = tablet.sign_in(cast.taker).get(f"/customers/{ada.id}").text
    for words in ("Member 208", "Working owner", "Rings &lt;twice&gt;", "555-0100", "None so far."):
        assert words in page, words
    assert f'href="/orders/{order.number}"' in page
    assert "120.00" not in page


def test_one_tap_starts_an_order_for_the_customer(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """The button posts to a fresh draft; looking at the page writes nothing."""
    ada = a_customer(session, member_number=208)
    page = tablet.sign_in(cast.taker).get(f"/customers/{ada.id}").text
    assert session.scalar(sa.select(sa.func.count()).select_from(Draft)) == 0
    [(action, key)] = re.findall(r'action="(/orders/new/([\w-]+)/choose-customer)"', page)
    started = tablet.post(action, {"customer": ada.id})
    assert started.location == f"/orders/new/{key}"
    assert kept(session, key).customer_id == ada.id


def test_who_may_not_look_people_up_gets_nowhere(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """Outsiders are refused, strangers are sent to sign in, nobody is not there."""
    ada = a_customer(session)
    tablet.sign_in(cast.outsider)
    assert tablet.get("/customers").status_code == 403
    assert tablet.get(f"/customers/{ada.id}").status_code == 403
    tablet.client.delete_cookie("caselot")
    assert tablet.get("/customers").location.startswith("/sign-in")
    tablet.sign_in(cast.taker)
    for wrong in ("0", "2147483647", "99999999999", "x"):
        assert tablet.get(f"/customers/{wrong}").status_code == 404, wrong


def test_lists_ask_few_questions(session: Session, cast: Cast, tablet: Tablet) -> None:
    """Six statements at most for the list, eight for a customer; the same with many (design 7)."""
    ada = a_customer(session)
    product = a_product(session, a_department(session))
    tablet.sign_in(cast.buyer)
    counts = []
    for more in (1, 20):
        for number in range(more):
            a_customer(session, last_name=f"Quill {number}")
            an_order(session, viewer_of(cast.taker), [a_wish(product)], ada)
        session.commit()
        with count_queries() as listed:
            assert tablet.get("/customers").status_code == 200
        with count_queries() as shown:
            assert tablet.get(f"/customers/{ada.id}").status_code == 200
        counts.append((len(listed), len(shown)))
    assert counts[0] == counts[1]
    assert (counts[0][0] <= 6, counts[0][1] <= 8) == (True, True)
