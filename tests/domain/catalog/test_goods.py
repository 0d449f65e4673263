"""Products and vendors' items: added once, under one code, changed by those who may."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.catalog import editing, goods, lookup
from app.domain.catalog import vendors as trade
from app.models import Product
from app.vocabulary.errors import Invalid, NotAllowed
from app.vocabulary.permissions import Permission as P
from tests.factories import a_department, a_product, a_vendor, a_vendor_item
from tests.support.cast import Cast, viewer_of

OATS = {"description": "Rolled Oats", "brand": "Millrace", "size": "42 oz"}


def without(by: Viewer, *permissions: P) -> Viewer:
    """The same person with fewer permissions."""
    return replace(by, permissions=by.permissions - {*permissions})


@pytest.mark.contract("C16")
@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("047213551028", "0004721355102"),
        ("04721355102", "0004721355102"),
        ("0 47213 55102 8", "0004721355102"),
        ("4011", "0000000004011"),
        ("4006381333931", "0400638133393"),
    ],
)
def test_a_code_is_kept_as_registers_keep_it(
    session: Session, cast: Cast, typed: str, stored: str
) -> None:
    """With or without check digit, spaced or not; a short PLU is fine."""
    made = goods.add_product(session, typed, OATS, by=viewer_of(cast.buyer))
    assert made.upc == stored
    assert made.search_text == "rolled oats millrace 42 oz"
    assert [hit.description for hit in lookup.find(session, typed)] == ["Rolled Oats"]


@pytest.mark.parametrize("typed", ["", "oats", "123456789012345678", "0000"])
def test_what_is_no_code_is_refused(session: Session, cast: Cast, typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        goods.add_product(session, typed, OATS, by=viewer_of(cast.buyer))
    assert refused.value.fields == {"upc": editing.NO_CODE}


def test_a_taken_code_is_refused_by_name_and_the_same_form_is_not(
    session: Session, cast: Cast
) -> None:
    """A second tap of one form finds what the first made."""
    buyer = viewer_of(cast.buyer)
    made = goods.add_product(session, "4011", OATS, by=buyer, once="key-of-this-form-1")
    assert goods.add_product(session, "4011", OATS, by=buyer, once="key-of-this-form-1") is made
    for once in ("", "key-of-another-form"):
        with pytest.raises(Invalid) as refused:
            goods.add_product(session, "4011", OATS, by=buyer, once=once)
        assert refused.value.fields == {"upc": "Rolled Oats has this code already."}
    editing.withdraw(session, made, by=buyer)
    with pytest.raises(Invalid, match="is withdrawn: bring it back"):
        goods.add_product(session, "4011", OATS, by=buyer)


@pytest.mark.contract("C16")
def test_a_vendors_number_is_its_own(session: Session, cast: Cast) -> None:
    """Another vendor may use the same; the code may be of something the store carries."""
    buyer, one, other = viewer_of(cast.buyer), a_vendor(session), a_vendor(session)
    values = {**OATS, "upc": "047213551028"}
    made = goods.add_vendor_item(session, one, "A1", values, by=buyer, once="key-of-this-form-1")
    assert (made.upc, made.vendor) == ("0004721355102", one)
    again = goods.add_vendor_item(session, one, "A1", values, by=buyer, once="key-of-this-form-1")
    assert again is made
    assert goods.add_vendor_item(session, other, "A1", {**OATS, "upc": ""}, by=buyer).upc is None
    with pytest.raises(Invalid) as refused:
        goods.add_vendor_item(session, one, "A1", values, by=buyer)
    assert refused.value.fields == {"sku": "Rolled Oats has this number already."}


def test_searching_follows_a_change(session: Session, cast: Cast) -> None:
    buyer = viewer_of(cast.buyer)
    product, row = a_product(session), a_vendor_item(session, a_vendor(session))
    goods.change_product(session, product, {"brand": "Crème Cove"}, by=buyer)
    goods.change_vendor_item(session, row, {"description": "Kelp"}, by=buyer)
    assert product.search_text == "rolled oats creme cove"
    assert row.search_text == "kelp"


@pytest.mark.contract("C8")
@pytest.mark.parametrize(
    "values",
    [
        {"retail": Decimal("1")},
        {"cost": Decimal("1")},
        {"discountable": False},
        {"like_code": None},
    ],
)
def test_what_makes_a_price_needs_the_pricing_permission(
    session: Session, cast: Cast, values: dict[str, object]
) -> None:
    """Whatever a form sends; a cost needs the right to see costs as well."""
    product, buyer = a_product(session), viewer_of(cast.buyer)
    with pytest.raises(NotAllowed):
        goods.change_product(session, product, values, by=without(buyer, P.PRICES_EDIT))
    with pytest.raises(NotAllowed):
        goods.add_product(session, "4011", {**OATS, **values}, by=without(buyer, P.PRICES_EDIT))
    with pytest.raises(NotAllowed):
        goods.change_product(session, product, OATS, by=viewer_of(cast.taker))
    if "cost" in values:
        with pytest.raises(NotAllowed):
            goods.change_product(session, product, values, by=without(buyer, P.COSTS_SEE))
    assert (product.retail, product.cost, product.discountable) == (
        Decimal("10.00"), Decimal("5.00"), True,
    )  # fmt: skip


@pytest.mark.parametrize("amount", ["-1", "99999999999", "1.23456", "NaN"])
def test_an_amount_that_nobody_means_is_refused(session: Session, cast: Cast, amount: str) -> None:
    with pytest.raises(Invalid) as refused:
        goods.change_product(
            session, a_product(session), {"retail": Decimal(amount)}, by=viewer_of(cast.buyer)
        )
    assert list(refused.value.fields) == ["retail"]


def test_withdrawn_goods_are_not_found_and_come_back(session: Session, cast: Cast) -> None:
    """Nothing is deleted; a second tap changes nothing."""
    product, buyer = a_product(session, upc="0000000004011"), viewer_of(cast.buyer)
    for _ in range(2):
        editing.withdraw(session, product, by=buyer)
    assert lookup.find(session, "4011") == []
    editing.bring_back(session, product, by=buyer)
    assert [hit.product for hit in lookup.find(session, "4011")] == [product]
    assert session.get(Product, product.id) is product


def test_a_vendors_name_is_taken_once_in_any_case(session: Session, cast: Cast) -> None:
    buyer = viewer_of(cast.buyer)
    values = {"name": "Prairie Mills", "phone": "", "email": "", "order_days": "Mon"}
    made = trade.add_vendor(session, values, by=buyer, once="key-of-this-form-1")
    assert trade.add_vendor(session, values, by=buyer, once="key-of-this-form-1") is made
    with pytest.raises(Invalid, match="Prairie Mills is there already"):
        trade.add_vendor(session, {**values, "name": "prairie MILLS"}, by=buyer)
    other = a_vendor(session, "Cove")
    with pytest.raises(Invalid) as refused:
        trade.change_vendor(session, other, {**values, "name": "Prairie mills"}, by=buyer)
    assert refused.value.fields == trade.NAME_TAKEN
    assert trade.change_vendor(session, made, {**values, "name": "PRAIRIE Mills"}, by=buyer)


def test_a_product_goes_from_one_like_code_to_another(session: Session, cast: Cast) -> None:
    """It decides which sales price it, so it takes the pricing permission."""
    buyer = viewer_of(cast.buyer)
    product = a_product(session, a_department(session))
    one = trade.add_like_code(session, 310, "Yoghurt", by=buyer, once="key-of-this-form-1")
    other = trade.add_like_code(session, 311, "Kefir", by=buyer)
    assert trade.add_like_code(session, 310, "Yoghurt", by=buyer, once="key-of-this-form-1") is one
    with pytest.raises(Invalid, match="310 is Yoghurt already"):
        trade.add_like_code(session, 310, "Other", by=buyer)
    assert trade.put_in(session, one, product, by=buyer)
    assert not trade.put_in(session, one, product, by=buyer)
    assert trade.put_in(session, other, product, by=buyer)
    assert not trade.take_out(session, one, product, by=buyer)
    assert product.like_code == 311
    with pytest.raises(NotAllowed):
        trade.take_out(session, other, product, by=without(buyer, P.PRICES_EDIT))
    assert trade.take_out(session, other, product, by=buyer)
    assert product.like_code is None
    with pytest.raises(Invalid, match="no like code 5 yet"):
        goods.change_product(session, product, {"like_code": 5}, by=buyer)
