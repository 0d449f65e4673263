"""Sales: what is on them, what overlaps, and what they make of a line (C6, C10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.catalog import editing, listing, previewing, sales
from app.domain.catalog import vendors as trade
from app.models import MemberRule, Sale, SaleItem, SaleType
from app.vocabulary.errors import Invalid, NotAllowed
from app.vocabulary.figures import PriceKind
from app.vocabulary.permissions import Permission as P
from tests.factories import a_member_type, a_product
from tests.support.cast import Cast, viewer_of

DAY = date(2026, 11, 22)


def a_sale(session: Session, cast: Cast, **values: Any) -> Sale:
    """A sale of the last week of November, everywhere, for everybody, unless said otherwise."""
    kind = {k: values.pop(k) for k in ("member_only", "eligible", "is_sale") if k in values}
    number = 1 + (session.query(SaleType).count())
    made = SaleType(number=number, name="Deals", **kind)
    session.add(made)
    session.flush()
    usual = {"name": "Deals", "store_id": None, "starts_on": DAY, "ends_on": date(2026, 11, 28)}
    usual["sale_type"] = made
    return sales.add_sale(session, {**usual, **values}, by=viewer_of(cast.buyer))


@pytest.mark.contract("C10")
def test_an_item_is_put_on_priced_again_and_taken_off(session: Session, cast: Cast) -> None:
    buyer, sale, product = viewer_of(cast.buyer), a_sale(session, cast), a_product(session)
    before = sale.version
    assert sales.put_on(session, sale, product, Decimal("8.00"), by=buyer) == "added"
    session.flush()
    assert sale.version > before
    assert sales.put_on(session, sale, product, Decimal("8.00"), by=buyer) == ""
    assert sales.put_on(session, sale, product, Decimal("7.50"), by=buyer) == "repriced"
    (item,) = sales.items_of(session, sale).items
    assert item.price == Decimal("7.50")
    on = listing.on_sale(DAY, cast.hill.id)
    assert session.scalars(on).all() == [product.id]
    assert sales.take_off(session, sale, item.id, by=buyer) == "Rolled oats"
    assert sales.take_off(session, sale, item.id, by=buyer) == ""
    assert session.scalars(on).all() == []


def test_the_same_thing_stands_on_a_sale_once(session: Session, cast: Cast) -> None:
    """Whatever writes there: the database itself refuses a second price."""
    sale, product = a_sale(session, cast), a_product(session)
    for target in ({"product_id": product.id}, {"like_code": 12}):
        session.add(SaleItem(sale_id=sale.id, price=Decimal("8"), **target))
        session.flush()
        with pytest.raises(IntegrityError), session.begin_nested():
            session.add(SaleItem(sale_id=sale.id, price=Decimal("7"), **target))
    other = a_sale(session, cast)
    assert sales.put_on(session, other, product, Decimal("7"), by=viewer_of(cast.buyer)) == "added"


@pytest.mark.contract("C8")
def test_only_who_sets_prices_touches_a_sale(session: Session, cast: Cast) -> None:
    sale, product, buyer = a_sale(session, cast), a_product(session), viewer_of(cast.buyer)
    unpriced = replace(buyer, permissions=buyer.permissions - {P.PRICES_EDIT})
    for by in (viewer_of(cast.taker), unpriced):
        with pytest.raises(NotAllowed):
            sales.put_on(session, sale, product, Decimal("8"), by=by)
        with pytest.raises(NotAllowed):
            sales.change_sale(session, sale, {"name": "Other"}, by=by)
        with pytest.raises(NotAllowed):
            editing.withdraw(session, sale, by=by)
        with pytest.raises(NotAllowed):
            sales.take_off(session, sale, 1, by=by)
    assert (sale.active, sale.name) == (True, "Deals")


def test_days_the_wrong_way_round_are_refused(session: Session, cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        a_sale(session, cast, ends_on=date(2026, 11, 1))
    assert refused.value.fields == {"ends_on": "The last day is before the first."}


def test_the_same_form_makes_one_sale(session: Session, cast: Cast) -> None:
    first = a_sale(session, cast)
    values = {"name": "X", "sale_type": first.sale_type, "store_id": None, "starts_on": DAY}
    values["ends_on"] = DAY
    buyer = viewer_of(cast.buyer)
    made = [sales.add_sale(session, values, by=buyer, once="key-of-this-form-1") for _ in "12"]
    assert made[0] is made[1]
    assert sales.add_sale(session, values, by=buyer, once="key-of-this-form-2") is not made[0]


def test_sales_that_price_the_same_thing_on_the_same_days_are_told(
    session: Session, cast: Cast
) -> None:
    """Itself or by its like code; not those of other days, other stores, or switched off."""
    buyer, product = viewer_of(cast.buyer), a_product(session, like_code=310)
    code = trade.add_like_code(session, 310, "Oats", by=buyer)
    sale, alike = a_sale(session, cast), a_sale(session, cast, name="Alike")
    off, later = a_sale(session, cast, name="Off"), a_sale(session, cast, name="Later")
    later.starts_on, later.ends_on = date(2027, 1, 1), date(2027, 1, 2)
    elsewhere = a_sale(session, cast, name="River", store_id=cast.river.id)
    sale.store_id = cast.hill.id
    for other in (off, later, elsewhere):
        sales.put_on(session, other, product, Decimal("6"), by=buyer)
    sales.put_on(session, alike, code, Decimal("6"), by=buyer)
    sales.put_on(session, sale, product, Decimal("7"), by=buyer)
    editing.withdraw(session, off, by=buyer)
    session.flush()
    items = sales.items_of(session, sale).items
    told = sales.overlaps(session, sale, items)
    assert [other.name for other in told[items[0].id]] == ["Alike"]


@pytest.mark.contract("C6", "C10")
@pytest.mark.parametrize(
    ("kind", "anybody", "member"),
    [
        ({}, PriceKind.SALE, PriceKind.SALE),
        ({"member_only": True}, PriceKind.REGULAR, PriceKind.SALE),
        ({"eligible": False}, PriceKind.REGULAR, PriceKind.REGULAR),
        ({"is_sale": False}, PriceKind.REGULAR, PriceKind.REGULAR),
    ],
)
def test_the_example_is_priced_by_the_rules(
    session: Session, cast: Cast, kind: dict[str, bool], anybody: PriceKind, member: PriceKind
) -> None:
    a_member_type(session, MemberRule.NONE, name="Owner")
    sale, buyer = a_sale(session, cast, **kind), viewer_of(cast.buyer)
    sales.put_on(session, sale, a_product(session), Decimal("8"), by=buyer)
    session.flush()
    (one,) = previewing.examples(session, sale, sales.items_of(session, sale).items, buyer)
    assert one.member is not None
    assert (one.anybody.kind, one.member.kind, one.member_type) == (anybody, member, "Owner")
    assert one.member.figures["total"] == Decimal("96.00" if member is PriceKind.SALE else "120.00")
    blind = viewer_of(cast.taker)
    (seen,) = previewing.examples(session, sale, sales.items_of(session, sale).items, blind)
    assert dict(seen.anybody.figures) == {}


def test_a_switched_off_sale_prices_nothing(session: Session, cast: Cast) -> None:
    sale, buyer = a_sale(session, cast), viewer_of(cast.buyer)
    sales.put_on(session, sale, a_product(session), Decimal("8"), by=buyer)
    editing.withdraw(session, sale, by=buyer)
    session.flush()
    (one,) = previewing.examples(session, sale, sales.items_of(session, sale).items, buyer)
    assert one.anybody.kind is PriceKind.REGULAR
