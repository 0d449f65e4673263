"""Prices on order lines: made by the rules."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.pricing.lines import price_lines, retotal, set_case_price
from app.domain.pricing.snapshot import candidates_of, case_of
from app.domain.pricing.values import Precedence
from app.models import LineKind, OrderLine
from app.vocabulary.figures import PriceKind
from tests.domain.pricing.shop import BUYER, FIRST, LAST, OWNER, STAFF, price, snapshot
from tests.domain.pricing.worlds import D

# By the rules


@pytest.mark.contract("C7", "C11")
@pytest.mark.parametrize(
    ("member_type", "expected"),
    [
        (None, ("regular", "5.00", "10.00", "10.00", "120.00")),
        (OWNER, ("member", "5.00", "10.00", "9.00", "108.00")),
        (STAFF, ("member", "5.00", "10.00", "7.50", "90.00")),
    ],
)
def test_a_product_is_priced_for_the_type_of_the_customer(shop, member_type, expected):
    line = shop.line(shop.product(), case_size=6, cases=2)

    assert price(shop, line, member_type=member_type) == [expected]


@pytest.mark.contract("C9")
def test_neither_the_product_nor_the_line_may_refuse_discounts(shop):
    fixed, plain = shop.product("1", discountable=False), shop.product("2")
    lines = shop.line(fixed), shop.line(plain, discountable=False), shop.line(plain)

    assert [one[0] for one in price(shop, *lines, member_type=OWNER)] == (
        ["regular", "regular", "member"]
    )


@pytest.mark.contract("C6", "C10")
def test_a_running_sale_prices_the_line(shop):
    oats = shop.product()
    shop.sale("8.00", product_id=oats.id)
    shop.sale("1.00", product_id=oats.id, type={"eligible": False})
    shop.sale("7.00", product_id=oats.id, type={"member_only": True})
    line = shop.line(oats)

    assert price(shop, line) == [("sale", "5.00", "10.00", "8.00", "8.00")]
    assert line.price_why["sale"] == "8.0000"
    assert price(shop, line, member_type=OWNER) == [("sale", "5.00", "10.00", "7.00", "7.00")]
    assert price(shop, line, on=LAST + timedelta(days=1))[0][0] == "regular"


@pytest.mark.contract("C9", "C10")
def test_the_precedence_of_the_store_is_followed(shop):
    oats = shop.product(discountable=False)
    shop.sale("8.00", product_id=oats.id)

    assert [price(shop, shop.line(oats), precedence=one)[0][0] for one in Precedence] == (
        ["regular", "sale"]
    )


@pytest.mark.contract("C11", "C16")
def test_a_catalogue_item_is_priced_from_what_its_vendor_says(shop):
    told, untold = shop.vendor_item("A1", retail="6.00"), shop.vendor_item("A2", cost="4.00")

    assert price(shop, shop.line(item=told), shop.line(item=untold)) == [
        ("regular", "4.00", "6.00", "6.00", "6.00"),
        ("needed", "4.00", None, None, None),
    ]
    assert price(shop, shop.line(item=untold), member_type=STAFF)[0][3] == "6.00"


@pytest.mark.contract("C7")
def test_what_files_write_for_no_price_is_no_price(shop):
    oats = shop.product(retail="-1.00", cost="0.00")

    for member_type in (None, OWNER, STAFF):
        assert price(shop, shop.line(oats), member_type=member_type) == (
            [("needed", None, None, None, None)]
        )


@pytest.mark.contract("C7")
def test_a_product_without_a_cost_takes_its_catalogue_items_cost(shop):
    upc = "0000000000001"
    own, other = shop.product("1", cost=None), shop.product("2", cost="-1.00")
    named = shop.vendor_item("A1", cost="4.20")
    shop.vendor_item("A2", cost="3.10", upc=upc)
    by_name = shop.line(own, named)
    by_code = shop.line(own, vendor_id=shop.vendor.id)
    lines = [by_name, by_code, shop.line(own), shop.line(other, vendor_id=shop.vendor.id)]

    assert [one[1] for one in price(shop, *lines)] == ["4.20", "3.10", None, None]


@pytest.mark.contract("C7")
def test_two_costs_for_one_code_are_no_cost(shop):
    oats = shop.product("1", cost=None, vendor_id=shop.vendor.id)
    shop.vendor_item("A1", cost="3.10", upc=oats.upc)
    shop.vendor_item("A2", cost="0.00", upc=oats.upc)
    shop.vendor_item("A3", cost="9.10", upc=oats.upc, active=False)
    assert price(shop, shop.line(oats))[0][1] == "3.10"

    shop.vendor_item("A4", cost="3.20", upc=oats.upc)
    assert price(shop, shop.line(oats), member_type=STAFF)[0] == (
        ("needed", None, "10.00", None, None)
    )


@pytest.mark.contract("C18", "C21")
def test_a_wish_in_words_needs_a_price_and_a_note_is_left_alone(shop):
    wish, note = shop.line(), OrderLine(kind=LineKind.NOTE, description="Something for tea")

    price(shop, wish, member_type=STAFF)
    price_lines(
        shop.session,
        [note],
        member_type=STAFF,
        on=FIRST,
        store_id=shop.here.id,
        precedence=Precedence.RETAIL_FIRST,
    )

    assert snapshot(wish) == ("needed", None, None, None, None)
    assert (note.price_kind, note.price_why, note.total) == (None, None, None)


@pytest.mark.contract("C2")
def test_an_unknown_case_size_leaves_the_kind_and_no_total(shop):
    line = shop.line(shop.product(), case_size=None)
    assert price(shop, line) == [("regular", "5.00", "10.00", "10.00", None)]

    line.case_size = 12
    retotal(line)
    assert snapshot(line) == ("regular", "5.00", "10.00", "10.00", "120.00")


def test_the_statements_do_not_grow_with_the_lines(shop, statements):
    def spent(count: int) -> int:
        lines = []
        for number in range(count):
            code = f"{count}{number}"
            oats = shop.product(code, cost=None, vendor_id=shop.vendor.id, like_code=number)
            item = shop.vendor_item(code, cost=None)
            shop.sale("8.00", product_id=oats.id)
            lines += [shop.line(oats, item), shop.line(item=item)]
        shop.session.expunge_all()
        statements.count = 0
        price(shop, *lines)
        return statements.count

    assert (spent(1), spent(25)) == (3, 3)


def test_the_reasons_survive_json_without_a_float(shop):
    line = shop.line(shop.product())
    price(shop, line, member_type=OWNER)
    set_case_price(line, D("7.25"), BUYER)
    stored = json.loads(json.dumps(line.price_why), parse_float=pytest.fail)
    before = candidates_of(line)
    line.price_why = stored

    assert candidates_of(line) == before
    assert [one.rule for one in before] == ["manual", "retail", "markdown"]


# Stored


@pytest.mark.contract("C12", "B2")
def test_a_stored_line_keeps_its_price_to_the_last_place(shop):
    line = shop.line(shop.product(retail="1.2345"), case_size=24, **unsaved(shop))
    price(shop, line, member_type=OWNER)
    shop.add(line)
    candidates = candidates_of(line)
    shop.session.expire(line)

    assert (line.retail, line.unit_price, line.total) == (D("1.2345"), D("1.1111"), D("26.67"))
    assert (line.price_kind, candidates_of(line)) == (PriceKind.MEMBER, candidates)


@pytest.mark.contract("B2")
def test_a_price_by_hand_on_a_stored_line_is_stored(shop):
    line = shop.line(shop.product(), case_size=3, **unsaved(shop))
    price(shop, line)
    shop.add(line)
    set_case_price(line, D("10.00"), BUYER)
    shop.session.flush()
    shop.session.expire(line)

    assert (line.unit_price, case_of(line), line.total) == (D("3.3333"), D("10.00"), D("10.00"))
    assert [one.rule for one in candidates_of(line)] == ["manual", "retail"]


def test_pricing_does_not_write_lines_that_are_still_being_made(shop):
    line = shop.line(shop.product())
    shop.session.add(line)
    price(shop, line)

    assert (line.id, line.price_kind) == (None, PriceKind.REGULAR)


def unsaved(shop) -> dict[str, object]:
    """What a line needs beside its price to be stored."""
    return {
        "order_id": 1,
        "number": 1,
        "list_key": 198,
        "store_id": shop.here.id,
        "status": "pending",
        "status_since": datetime(2024, 5, 1, tzinfo=UTC),
    }
