"""The field at the top of every page."""

from __future__ import annotations

import pytest

from app.vocabulary.barcodes import tag_code
from tests.blueprints.orders.conftest import Desk
from tests.factories import a_customer, a_wish, an_order
from tests.support.cast import viewer_of
from tests.support.client import Tablet


def led(tablet: Tablet, text: str) -> str:
    """Where `text` leads."""
    answer = tablet.get("/find", query_string={"q": text})
    assert answer.status_code == 303
    return answer.headers["Location"]


@pytest.mark.parametrize("digits", [11, 12])
def test_a_tag_leads_to_pickup(desk: Desk, tablet: Tablet, digits: int) -> None:
    """With or without its check digit; without the right to hand over, to the order."""
    code = tag_code(desk.order.number, 1)[:digits]

    assert led(tablet.sign_in(desk.cast.taker), code) == f"/pickup?q={code}"


def test_a_number_leads_to_its_order(desk: Desk, tablet: Tablet) -> None:
    """And to the list when an owner with that number waits for something, or nothing has it."""
    tablet.sign_in(desk.cast.buyer)
    number = desk.order.number

    assert led(tablet, str(number)) == f"/orders/{number}"
    assert led(tablet, f"0{number}") == f"/pending?q=0{number}&store=all"
    assert led(tablet, "208") == "/pending?q=208&store=all"
    owner = a_customer(desk.session, member_number=number)
    other = an_order(desk.session, viewer_of(desk.cast.taker), [a_wish(desk.oats)], owner)
    assert led(tablet, str(number)) == f"/pending?q={number}&store=all"
    assert led(tablet, str(other.number)) == f"/orders/{other.number}"
    # An order that gave its number to a new one has one above those of barcodes.
    other.number += 1_000_000
    desk.session.commit()
    assert led(tablet, str(other.number)) == f"/orders/{other.number}"


@pytest.mark.parametrize(
    "text", ["oats", "999999", "9" * 70, "454999999998", "0", "-1", "' OR 1=1 --", "<b>", "٣"]
)
def test_anything_else_leads_to_the_list(desk: Desk, tablet: Tablet, text: str) -> None:
    """Which says when nothing is found."""
    tablet.sign_in(desk.cast.buyer)

    assert led(tablet, text).startswith("/pending?q=")
    assert tablet.get(led(tablet, text)).status_code == 200


def test_nothing_leads_to_the_list(desk: Desk, tablet: Tablet) -> None:
    """An empty field is no question."""
    assert led(tablet.sign_in(desk.cast.buyer), "  ") == "/pending"
