"""Which rule prices a line, what to do when the catalogue moved, whose order it is."""

from __future__ import annotations

from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.models import MemberRule, OrderEvent
from app.vocabulary.figures import PriceChoice, PriceKind
from tests.blueprints.orders.conftest import Desk
from tests.factories import a_customer, a_member_type, a_wish, an_order
from tests.support.cast import viewer_of
from tests.support.client import Tablet
from tests.support.queries import count_queries

D = Decimal


@pytest.mark.contract("C12", "B2")
def test_a_buyer_chooses_the_rule_of_a_line(desk: Desk, tablet: Tablet) -> None:
    tablet.sign_in(desk.cast.buyer)
    sheet = tablet.get(desk.url("price-choice", desk.first), htmx=True)
    form = desk.form(choice="retail")
    answers = [tablet.post(desk.url("price-choice", desk.first), form) for _ in range(2)]
    line = desk.again().lines[0]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert (line.price_choice, line.price_kind) == (PriceChoice.RETAIL, PriceKind.REGULAR)
    assert "cannot be had" in sheet.text
    page = tablet.get(f"/orders/{desk.order.number}").text
    assert "<b>Regular price</b> chosen by Buyer Person" in page
    chosen = sa.select(sa.func.count()).where(OrderEvent.verb == "price_chosen")
    assert desk.session.scalar(chosen) == 1


@pytest.mark.contract("C12")
def test_a_choice_that_cannot_be_had_needs_a_price(desk: Desk, tablet: Tablet) -> None:
    tablet.sign_in(desk.cast.buyer)
    answer = tablet.post(desk.url("price-choice", desk.first), desk.form(choice="sale"), htmx=True)
    line = desk.again().lines[0]

    assert (line.price_kind, line.total) == (PriceKind.NEEDED, None)
    assert "Rolled oats: 120.00 regular → price needed" in answer.text


@pytest.mark.parametrize("verb", ["price-choice", "price"])
def test_a_choice_works_where_it_stands(desk: Desk, tablet: Tablet, verb: str) -> None:
    """In the dialog its answer goes into the order behind it; on a page of its own there is none,
    and the form is sent plainly."""
    tablet.sign_in(desk.cast.buyer)
    url = desk.url(verb, desk.first)
    parts = [tablet.get(url, htmx=htmx).text.split("price-choices")[1] for htmx in (True, False)]
    assert ["hx-post" in part.split("</div>")[0] for part in parts] == [True, False]
    assert ["formaction" in part.split("</div>")[0] for part in parts] == [True, True]


@pytest.mark.parametrize("choice", ["", "cheapest", "AUTO"])
def test_a_choice_that_is_none_is_refused(desk: Desk, tablet: Tablet, choice: str) -> None:
    tablet.sign_in(desk.cast.buyer)
    answer = tablet.post(desk.url("price-choice", desk.first), desk.form(choice=choice), htmx=True)

    assert answer.status_code == 422
    assert desk.again().lines[0].price_choice is PriceChoice.AUTO


@pytest.mark.contract("C8", "C12", "B1")
def test_what_moved_is_shown_accepted_and_kept(desk: Desk, tablet: Tablet) -> None:
    page = f"/orders/{desk.order.number}"
    desk.oats.retail, desk.milk.retail = D("11.00"), D("12.00")
    tablet.sign_in(desk.cast.taker)
    assert "Catalogue moved" not in tablet.get(page).text
    tablet.sign_in(desk.cast.buyer)
    shown = tablet.get(page).text
    assert 'retail 10.00 <span aria-label="to">→</span> <b>11.00</b>' in shown
    took = tablet.post(desk.url("catalogue", desk.first), desk.form(answer="accept"), htmx=True)
    kept = tablet.post(desk.url("catalogue", desk.second), desk.form(answer="keep"), htmx=True)
    lines = desk.again().lines

    assert "Rolled oats: 120.00 regular → 132.00 regular" in took.text
    assert (lines[0].unit_price, lines[1].unit_price) == (D("11"), D("10"))
    assert "Catalogue moved" not in kept.text
    again = tablet.post(desk.url("catalogue", desk.first), desk.form(answer="accept"), htmx=True)
    assert again.status_code == 409


@pytest.mark.contract("B1")
def test_the_timeline_tells_takers_not_even_that_it_moved(desk: Desk, tablet: Tablet) -> None:
    desk.oats.retail = D("11.00")
    tablet.sign_in(desk.cast.buyer)
    tablet.post(desk.url("catalogue", desk.first), desk.form(answer="keep"))
    page = f"/orders/{desk.order.number}"
    assert "kept as quoted, though the catalogue moved" in tablet.get(page).text
    seen = tablet.sign_in(desk.cast.taker).get(page).text

    assert ("price checked" in seen, "moved" in seen.partition('id="timeline"')[2]) == (True, False)


@pytest.mark.contract("C8")
@pytest.mark.parametrize("verb", ["price-choice", "catalogue"])
def test_prices_are_for_those_who_may(desk: Desk, tablet: Tablet, verb: str) -> None:
    tablet.sign_in(desk.cast.taker)
    form = desk.form(choice="retail", answer="accept")

    assert tablet.get(desk.url(verb, desk.first)).status_code == 403
    assert tablet.post(desk.url(verb, desk.first), form).status_code == 403


@pytest.mark.contract("C11", "C13")
def test_another_customer_brings_their_prices(desk: Desk, tablet: Tablet) -> None:
    of = a_member_type(desk.session, MemberRule.MARKDOWN, "10", name="Owner")
    owner = a_customer(desk.session, last_name="Okafor", member_number=311, member_type=of)
    tablet.sign_in(desk.cast.buyer)
    found = tablet.get(f"{desk.url('customer')}?q=okafor", htmx=True)
    answer = tablet.post(desk.url("customer"), desk.form(customer=owner.id))
    order = desk.again()

    assert f'value="{owner.id}"' in found.text
    assert (answer.status_code, order.last_name, order.member_number) == (303, "Okafor", 311)
    assert order.lines[0].total == D("108.00")
    page = tablet.get(f"/orders/{order.number}").text
    assert "Rolled oats: 120.00 regular → 108.00 member price" in page


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"q": "nobody at all"}, 422),
        ({}, 422),
        ({"customer": "99999"}, 404),
        ({"version": "0"}, 409),
    ],
)
def test_a_customer_that_is_none_changes_nothing(
    desk: Desk, tablet: Tablet, typed: dict[str, str], status: int
) -> None:
    tablet.sign_in(desk.cast.buyer)
    answer = tablet.post(desk.url("customer"), {**desk.form(), **typed})

    assert answer.status_code == status
    assert desk.again().lines[0].price_kind is PriceKind.REGULAR


@pytest.mark.contract("C8", "C22")
def test_buyers_have_a_queue_of_prices_that_are_needed(desk: Desk, tablet: Tablet) -> None:
    """Counted in the statement that counts the statuses; set in place."""
    desk.oats.retail = desk.oats.cost = None
    desk.session.flush()
    by = viewer_of(desk.cast.taker)
    late = an_order(desk.session, by, [a_wish(desk.oats)])
    tablet.sign_in(desk.cast.buyer)
    with count_queries() as asked:
        page = tablet.get("/pending").text
    queue = tablet.get("/pending?price=needed").text

    assert "Price needed <b>1</b>" in page
    assert (f"/orders/{late.number}" in queue, f"/orders/{desk.order.number}" in queue) == (
        True,
        False,
    )
    assert f"/orders/{late.number}/lines/1/price?view=first" in queue
    assert len(asked) <= 6
    form = {"version": late.version, "per": "unit", "amount": "4", "view": "first"}
    row = tablet.post(f"/orders/{late.number}/lines/1/price", form, htmx=True)
    assert row.text.startswith(f'<tr id="line-{late.lines[0].id}">')
    assert "48.00" in row.text
    assert "Price needed" not in tablet.sign_in(desk.cast.taker).get("/pending").text
