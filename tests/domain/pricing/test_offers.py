"""Which sales count for which products on a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.domain.pricing.offers import offers_for
from tests.domain.pricing.shop import FIRST, LAST
from tests.domain.pricing.worlds import D

DAY = timedelta(days=1)


def prices(shop, *products, on: date = FIRST):
    found = offers_for(shop.session, products, on=on, store_id=shop.here.id)
    return {product.upc[-1]: [str(one.price) for one in found[product.id]] for product in products}


@pytest.mark.contract("C10")
@pytest.mark.parametrize(
    ("on", "expected"),
    [(FIRST - DAY, []), (FIRST, ["8.0000"]), (LAST, ["8.0000"]), (LAST + DAY, [])],
)
def test_a_sale_runs_from_its_first_to_its_last_day(shop, on, expected):
    oats = shop.product()
    shop.sale("8.00", product_id=oats.id)

    assert prices(shop, oats, on=on) == {"1": expected}


@pytest.mark.contract("C6")
@pytest.mark.parametrize(
    ("is_sale", "eligible", "expected"),
    [(True, True, ["8.0000"]), (True, False, []), (False, True, []), (False, False, [])],
)
def test_only_an_eligible_type_that_is_a_sale_counts(shop, is_sale, eligible, expected):
    oats = shop.product()
    shop.sale("8.00", product_id=oats.id, type={"is_sale": is_sale, "eligible": eligible})

    assert prices(shop, oats) == {"1": expected}


@pytest.mark.contract("C10")
def test_a_sale_is_of_one_store_or_of_all(shop):
    oats = shop.product()
    shop.sale("8.00", product_id=oats.id, store=shop.here)
    shop.sale("7.00", product_id=oats.id, store=shop.there)
    shop.sale("9.00", product_id=oats.id)

    assert prices(shop, oats) == {"1": ["8.0000", "9.0000"]}


@pytest.mark.contract("C10")
def test_a_like_code_puts_every_product_of_it_on_sale(shop):
    red, green = (shop.product(upc, like_code=77) for upc in "12")
    other, plain = shop.product("3", like_code=78), shop.product("4")
    shop.sale("8.00", like_code=77)

    assert prices(shop, red, green, other, plain) == {
        "1": ["8.0000"],
        "2": ["8.0000"],
        "3": [],
        "4": [],
    }


@pytest.mark.contract("C10")
def test_a_sale_that_names_a_product_twice_offers_its_lower_price_once(shop):
    oats = shop.product(like_code=77)
    sale = shop.sale("8.00", product_id=oats.id)
    sale.items.append(type(sale.items[0])(price=D("7.50"), like_code=77))
    shop.session.flush()

    assert prices(shop, oats) == {"1": ["7.5000"]}


@pytest.mark.contract("C10")
def test_an_offer_says_which_sale_and_for_whom(shop):
    oats = shop.product()
    sale = shop.sale("8.00", product_id=oats.id, type={"member_only": True})
    (found,) = offers_for(shop.session, [oats], on=FIRST, store_id=shop.here.id)[oats.id]

    assert (found.sale_id, found.name, found.price, found.member_only) == (
        (sale.id, "Oats week", D("8.00"), True)
    )


def test_one_statement_however_many_products(shop, statements):
    products = [shop.product(str(number), like_code=number) for number in range(1, 31)]
    for product in products:
        shop.sale("8.00", product_id=product.id)
    statements.count = 0
    found = offers_for(shop.session, products, on=FIRST, store_id=shop.here.id)

    assert (len(found), {len(one) for one in found.values()}, statements.count) == (30, {1}, 1)


def test_no_product_no_statement(shop, statements):
    statements.count = 0

    assert offers_for(shop.session, [], on=FIRST, store_id=shop.here.id) == {}
    assert statements.count == 0
