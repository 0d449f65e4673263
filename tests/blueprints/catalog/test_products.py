"""Products and vendors' items over HTTP: looked at, added, changed, withdrawn."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.models import Product, Role, RolePermission, User, Vendor, VendorItem
from app.vocabulary.permissions import Permission as P
from tests.blueprints.settings.conftest import Clerk
from tests.factories import a_department, a_product, a_vendor, a_vendor_item, a_wish, an_order
from tests.laws.html import Page, words
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet


@pytest.fixture
def buyer(tablet: Tablet, cast: Cast) -> Clerk:
    """A buyer who fills forms as a browser would."""
    return Clerk(tablet.sign_in(cast.buyer))


def blind(session: Session, cast: Cast) -> User:
    """Somebody who edits the catalogue and may know no figure."""
    grants = viewer_of(cast.admin).permissions - {P.PRICES_SEE, P.PRICES_EDIT, P.COSTS_SEE}
    role = Role(name="Blind", grants=[RolePermission(permission=p) for p in sorted(grants)])
    user = User(username="blind", name="Blind Person", store_id=cast.hill.id, roles=[role])
    session.add(user)
    session.commit()
    return user


def one(session: Session) -> Product:
    """The only product."""
    session.expire_all()
    return session.scalars(sa.select(Product)).one()


def errors(answer: Any) -> list[str]:
    """The messages beside the fields."""
    spans = Page(answer.text).all("span")
    return [words(e) for e in spans if (e.get("class") or "") == "error"]


@pytest.mark.contract("C16", "L7")
def test_a_product_is_added_with_everything_that_is_known(buyer: Clerk, session: Session) -> None:
    bulk, vendor = a_department(session, "Bulk"), a_vendor(session)
    session.commit()
    answer = buyer.save(
        "/catalog/products/new", upc="047213551028", description="Coconut water", brand="Cove",
        size="1 l", department=bulk.id, vendor=vendor.id, case_size="12", retail="$4.49",
        cost="2.1234", by_weight="y",
    )  # fmt: skip
    made = one(session)
    assert (answer.status_code, answer.location) == (303, f"/catalog/products/{made.id}")
    assert (made.upc, made.department, made.vendor, made.case_size) == (
        "0004721355102", bulk, vendor, 12,
    )  # fmt: skip
    assert (made.retail, made.cost) == (Decimal("4.49"), Decimal("2.1234"))
    assert (made.by_weight, made.discountable, made.search_text) == (
        True, True, "coconut water cove 1 l",
    )  # fmt: skip
    text = buyer.tablet.get(answer.location).text
    assert "0 47213 55102 8" in text
    assert "4.49" in text
    assert "2.1234" in text


def test_a_form_that_does_not_fit_keeps_what_was_typed(buyer: Clerk, session: Session) -> None:
    a_product(session, upc="0000000004011", description="Bananas")
    session.commit()
    answer = buyer.save(
        "/catalog/products/new", upc="no code", description="", retail="four", case_size="0"
    )
    assert answer.status_code == 422
    assert errors(answer) == [
        "Say what it is.",
        "Write a number from 1 to 9,999.",
        "Write an amount in figures, like 12.50.",
    ]
    for typed in ('value="no code"', 'value="four"'):
        assert typed in answer.text
    answer = buyer.save("/catalog/products/new", upc="4011", description="Kelp")
    assert (answer.status_code, errors(answer)) == (422, ["Bananas has this code already."])
    assert one(session).description == "Bananas"


def test_two_taps_make_one(buyer: Clerk, session: Session) -> None:
    form = {"upc": "4011", "description": "Bananas", "one_time_key": "a-key-of-one-time-only"}
    first = buyer.tablet.post("/catalog/products/new", form)
    second = buyer.tablet.post("/catalog/products/new", form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert one(session).description == "Bananas"


@pytest.mark.contract("L7")
def test_a_change_is_checked_against_its_version_and_remembered(
    buyer: Clerk, session: Session
) -> None:
    product = a_product(session)
    session.commit()
    url = f"/catalog/products/{product.id}"
    assert buyer.save(f"{url}/edit", description="Oats", retail="9").status_code == 303
    late = buyer.save(f"{url}/edit", description="Late oats", version="1")
    assert late.status_code == 409
    assert "Saved meanwhile: Oats" in late.text
    assert 'value="Late oats"' in late.text
    assert (one(session).description, one(session).retail) == ("Oats", Decimal(9))
    told = words(Page(buyer.tablet.get(url).text).with_id("history"))
    assert "Rolled oats → became Oats" in told
    assert "10.00 → became 9.00" in told
    assert "Buyer Person" in told


def test_it_is_withdrawn_and_comes_back(buyer: Clerk, session: Session) -> None:
    product = a_product(session)
    session.commit()
    url = f"/catalog/products/{product.id}/active"
    stale = buyer.tablet.post(url, {"active": "no", "version": "7"})
    assert (stale.status_code, one(session).active) == (409, True)
    for _ in range(2):
        answer = buyer.tablet.post(url, {"active": "no", "version": "1"})
        assert (answer.status_code, one(session).active) == (303, False)
    assert "Withdrawn: it cannot" in buyer.tablet.get(answer.location).text
    buyer.tablet.post(url, {"active": "yes", "version": "2"})
    assert one(session).active is True


@pytest.mark.contract("C8", "B1")
def test_who_may_know_no_figure_sees_and_sets_none(
    tablet: Tablet, session: Session, cast: Cast
) -> None:
    """No field, no amount, and a crafted one is refused or ignored."""
    product = a_product(session, retail=Decimal("610013.37"), cost=Decimal("310017.41"))
    tablet.sign_in(cast.buyer).post(
        f"/catalog/products/{product.id}/edit",
        {"description": "Oats", "version": "1", "retail": "620013.37", "cost": "320017.41",
         "discountable": "y"},
    )  # fmt: skip
    tablet.sign_in(blind(session, cast))
    url = f"/catalog/products/{product.id}"
    told = "".join(tablet.get(at).text for at in ("/catalog", url, f"{url}/edit"))
    for amount in ("610013", "610,013", "310017", "310,017", "620,013", "320,017"):
        assert amount not in told
    assert "An amount changed." in told
    names = {e.get("name") for e in Page(tablet.get(f"{url}/edit").text).all("input")}
    assert names & {"retail", "cost", "discountable", "like_code"} == set()
    crafted = {"description": "Mine", "version": "2", "retail": "1", "cost": "1"}
    assert tablet.post(f"{url}/edit", crafted).status_code == 403
    kind = {"description": "Mine", "version": "2"}
    assert tablet.post(f"{url}/edit", kind).status_code == 303
    kept = one(session)
    assert (kept.description, kept.retail, kept.discountable) == (
        "Mine", Decimal("620013.37"), True,
    )  # fmt: skip


def test_a_product_says_who_sells_it_and_who_waits(
    buyer: Clerk, session: Session, cast: Cast
) -> None:
    product = a_product(session, a_department(session))
    mill = a_vendor(session, "Prairie Mills")
    row = a_vendor_item(session, mill, upc=product.upc, sku="P-7")
    order = an_order(session, viewer_of(cast.taker), [a_wish(product)])
    session.commit()
    page = Page(buyer.tablet.get(f"/catalog/products/{product.id}").text)
    assert "Prairie MillsSKU P-7" in words(page.with_id("sellers"))
    assert str(order.number) in words(page.with_id("waiting"))
    page = Page(buyer.tablet.get(f"/catalog/vendor-items/{row.id}").text)
    assert "Rolled oats" in words(page.with_id("carried"))


@pytest.mark.contract("C16")
def test_a_vendors_item_is_added_and_changed(buyer: Clerk, session: Session) -> None:
    vendor = a_vendor(session)
    session.commit()
    new = "/catalog/vendor-items/new"
    form = {"vendor": vendor.id, "sku": "W-1", "description": "Wraps", "upc": "047213551028"}
    made = buyer.save(f"{new}?vendor={vendor.id}", **form, suggested_retail="8", cost="4")
    assert made.status_code == 303
    twice = buyer.save(new, **form)
    assert (twice.status_code, errors(twice)) == (422, ["Wraps has this number already."])
    assert errors(buyer.save(new, sku="W-2", description="X")) == ["Choose the vendor."]
    assert buyer.save(f"{made.location}/edit", description="Coconut wraps").status_code == 303
    session.expire_all()
    row = session.scalars(sa.select(VendorItem)).one()
    assert (row.description, row.upc, row.suggested_retail, row.cost) == (
        "Coconut wraps", "0004721355102", Decimal(8), Decimal(4),
    )  # fmt: skip
    buyer.tablet.post(f"{made.location}/active", {"active": "no", "version": str(row.version)})
    session.expire_all()
    assert row.active is False


def test_a_vendor_is_added_changed_and_withdrawn(buyer: Clerk, session: Session) -> None:
    made = buyer.save("/catalog/vendors/new", name="Prairie Mills", order_days="Mon")
    assert made.status_code == 303
    twice = buyer.save("/catalog/vendors/new", name="PRAIRIE mills")
    assert errors(twice) == ["Prairie Mills is there already."]
    assert buyer.save(f"{made.location}/edit", phone="555-0100").status_code == 303
    session.expire_all()
    row = session.scalars(sa.select(Vendor)).one()
    assert (row.name, row.phone, row.order_days) == ("Prairie Mills", "555-0100", "Mon")
    buyer.tablet.post(f"{made.location}/active", {"active": "no", "version": str(row.version)})
    assert "Prairie Mills" in buyer.tablet.get("/catalog/vendors?withdrawn=1").text


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "'; DROP TABLE products;--", "‮evil"])
def test_odd_words_stay_words(buyer: Clerk, session: Session, text: str) -> None:
    answer = buyer.save("/catalog/products/new", upc="4011", description=text, retail="1")
    assert answer.status_code == 303
    shown = buyer.tablet.get(answer.location).text
    assert "<script>alert" not in shown
    assert one(session).description == text.replace("\u202e", "")


def test_lookers_may_not_touch(tablet: Tablet, session: Session, cast: Cast) -> None:
    """Seeing the catalogue is a permission of its own."""
    grants = [RolePermission(permission=P.CATALOG_SEE)]
    user = User(username="looker", name="Looker", store_id=cast.hill.id,
                roles=[Role(name="Looker", grants=grants)])  # fmt: skip
    session.add(user)
    product = a_product(session, retail=Decimal("610013.37"))
    session.commit()
    assert isinstance(viewer_of(user), Viewer)
    tablet.sign_in(user)
    shown = tablet.get(f"/catalog/products/{product.id}")
    assert shown.status_code == 200
    assert "610,013" not in shown.text
    for path in ("/edit", "/active"):
        answer = tablet.post(f"/catalog/products/{product.id}{path}", {"active": "no"})
        assert answer.status_code == 403
