"""Adding items to an order, and turning notes into items."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.models import LineKind
from app.vocabulary.figures import PriceKind
from tests.blueprints.orders.conftest import WISH, Desk
from tests.factories import a_department, a_product, a_vendor_item
from tests.support.client import Tablet
from tests.support.queries import count_queries


def last(desk: Desk) -> tuple[int, str, object]:
    """The newest line: number, description, total."""
    line = desk.again().lines[-1]
    return line.number, line.description, line.total


@pytest.mark.contract("C16")
def test_an_item_is_added_by_its_code(desk: Desk, tablet: Tablet) -> None:
    """Scanned: one exact item needs no choice; it gets the next number and its price."""
    bread = a_product(desk.session, desk.grocery, description="Rye bread", case_size=4)
    tablet.sign_in(desk.cast.buyer)
    answer = tablet.post(desk.url("add-line"), desk.form(q=bread.upc))

    assert (answer.status_code, answer.headers["Location"]) == (303, f"/orders/{desk.order.number}")
    assert last(desk) == (4, "Rye bread", Decimal("40.00"))
    assert desk.order.lines[-1].status == "new_no_call"


@pytest.mark.contract("C16")
def test_an_item_of_a_catalogue_is_chosen_from_the_list(desk: Desk, tablet: Tablet) -> None:
    """By its vendor's SKU; what the catalogue does not say is asked."""
    wraps = a_vendor_item(desk.session, desk.northern, sku="NN-77")
    tablet.sign_in(desk.cast.buyer)
    found = tablet.get(desk.url("add-line") + "?q=NN-77", htmx=True).text
    key = f"v{wraps.id}"
    asked = tablet.post(desk.url("add-line"), desk.form(key=key, cases="2"))
    form = desk.form(key=key, cases="2", department_id=desk.cool.id)
    added = tablet.post(desk.url("add-line"), form)

    assert f'name="key" value="{key}"' in found
    assert asked.status_code == 422
    assert "Choose the department that will look after it." in asked.text
    assert (added.status_code, last(desk)) == (303, (4, "Coconut wraps", Decimal("128.00")))


@pytest.mark.contract("C18", "C20")
def test_what_no_catalogue_has_is_described(desk: Desk, tablet: Tablet) -> None:
    """With a department, else it is refused; its price is needed."""
    tablet.sign_in(desk.cast.buyer)
    url = desk.url("add-line")
    refused = tablet.post(url, desk.form(description="Sea salt, grey"))
    form = desk.form(description="Sea salt, grey", department_id=desk.grocery.id)
    added = tablet.post(url, form)

    assert (refused.status_code, added.status_code) == (422, 303)
    assert last(desk) == (4, "Sea salt, grey", None)
    assert desk.order.lines[-1].price_kind is PriceKind.NEEDED


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"q": "zebra"},
        {"q": "o"},
        {"key": "p999999"},
        {"key": "v-1"},
        {"key": "x1"},
        {"key": "p" + "9" * 40},
        {"description": "x" * 201, "department_id": "1"},
        {"description": "Salt", "department_id": "999999"},
        {"description": "Salt", "department_id": "nothing"},
        {"q": "oats", "cases": "0"},
        {"q": "oats", "cases": "many"},
    ],
)
def test_nonsense_adds_nothing(desk: Desk, tablet: Tablet, typed: dict[str, str]) -> None:
    """422 with what was typed, and three lines as before."""
    tablet.sign_in(desk.cast.buyer)
    answer = tablet.post(desk.url("add-line"), desk.form(**typed))

    assert (answer.status_code, len(desk.again().lines)) == (422, 3)


@pytest.mark.contract("C4", "C5")
def test_the_department_map_and_its_minimum_hold(desk: Desk, tablet: Tablet) -> None:
    """As at entry: mapped, and not fewer than the department takes."""
    bulk = a_department(desk.session, "Bulk", minimum_quantity=24)
    desk.grocery.ordered_as = bulk
    flour = a_product(desk.session, desk.grocery, description="Flour", case_size=6)
    tablet.sign_in(desk.cast.buyer)
    few = tablet.post(desk.url("add-line"), desk.form(q=flour.upc))
    enough = tablet.post(desk.url("add-line"), desk.form(q=flour.upc, cases="4"))

    assert (few.status_code, enough.status_code) == (422, 303)
    assert "This department takes 24 or more at a time." in few.text
    assert desk.again().lines[-1].department_id == bulk.id


def test_a_second_tap_adds_nothing_more(desk: Desk, tablet: Tablet) -> None:
    """The first counted the version up: the second is told what happened."""
    tablet.sign_in(desk.cast.buyer)
    form = desk.form(q=desk.milk.upc)
    first = tablet.post(desk.url("add-line"), form)
    second = tablet.post(desk.url("add-line"), form)

    assert (first.status_code, second.status_code) == (303, 409)
    assert "Added Almond milk" in second.text
    assert len(desk.again().lines) == 4


@pytest.mark.contract("C19", "C25")
def test_a_note_becomes_the_item_that_was_meant(desk: Desk, tablet: Tablet) -> None:
    """The line keeps its number and place; the words stay in the timeline."""
    bread = a_product(desk.session, desk.grocery, description="Rye bread", case_size=4)
    tablet.sign_in(desk.cast.buyer)
    page = tablet.get(desk.url("turn-note", desk.note)).text
    answer = tablet.post(desk.url("turn-note", desk.note), desk.form(q=bread.upc, cases="3"))
    line = desk.again().lines[2]

    assert WISH in page
    assert answer.status_code == 303
    assert (line.kind, line.number, line.description) == (LineKind.ITEM, 3, "Rye bread")
    assert (line.total, line.super_department_id) == (
        Decimal("120.00"),
        desk.grocery.super_department_id,
    )
    order = tablet.get(f"/orders/{desk.order.number}").text
    assert f"Note “{WISH}” became Rye bread" in order


@pytest.mark.contract("C19")
def test_a_note_may_hold_several_items(desk: Desk, tablet: Tablet) -> None:
    """Kept while there is more in it: the item is a line of its own."""
    bread = a_product(desk.session, desk.grocery, description="Rye bread")
    tablet.sign_in(desk.cast.buyer)
    url = desk.url("turn-note", desk.note)
    answer = tablet.post(url, desk.form(q=bread.upc, keep_note="y"))

    assert (answer.status_code, answer.headers["Location"]) == (303, url)
    assert [line.kind.value for line in desk.again().lines] == ["item", "item", "note", "item"]


def test_an_item_is_not_turned_again(desk: Desk, tablet: Tablet) -> None:
    """Only notes wait to become items."""
    tablet.sign_in(desk.cast.buyer)
    answer = tablet.post(desk.url("turn-note", desk.first), desk.form(q=desk.milk.upc))

    assert answer.status_code == 409
    assert "This line is an item already." in answer.text
    assert desk.again().lines[0].description == "Rolled oats"


@pytest.mark.contract("C8", "B1")
def test_hits_tell_no_price(desk: Desk, tablet: Tablet) -> None:
    """Finding an item betrays no figure, to nobody."""
    tablet.sign_in(desk.cast.buyer)

    assert "10.00" not in tablet.get(desk.url("add-line") + "?q=oats", htmx=True).text


def test_adding_an_item_asks_ten_things(desk: Desk, tablet: Tablet) -> None:
    """However many lines the order has."""
    tablet.sign_in(desk.cast.buyer)
    url = desk.url("add-line")
    form = desk.form(key=f"p{desk.milk.id}")
    with count_queries() as few:
        assert tablet.post(url, form).status_code == 303
    for _ in range(5):
        tablet.post(desk.url("add-line"), desk.form(key=f"p{desk.oats.id}"))
    form = desk.form(key=f"p{desk.milk.id}")
    with count_queries() as more:
        assert tablet.post(url, form).status_code == 303

    assert (len(few), len(more)) == (10, 10)
