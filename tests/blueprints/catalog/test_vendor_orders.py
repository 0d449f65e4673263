"""What ordering needs to know of a vendor: deadlines, account, minimum, the columns of a file
(B8)."""

from __future__ import annotations

from datetime import time
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.catalog import vendors as trade
from app.domain.purchasing import placing
from app.models import PurchaseOrder, Vendor, VendorCutoff
from app.vocabulary.errors import NotAllowed
from tests.factories import a_vendor
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet

pytestmark = pytest.mark.contract("B8")


@pytest.fixture
def vendor(session: Session) -> Vendor:
    return a_vendor(session, "Prairie Mills")


def form_of(vendor: Vendor, **values: object) -> dict[str, object]:
    return {"name": vendor.name, "version": vendor.version, **values}


def test_what_ordering_needs_is_kept_in_the_vendors_order(
    tablet: Tablet, session: Session, cast: Cast, vendor: Vendor
) -> None:
    tablet.sign_in(cast.buyer)
    form = form_of(
        vendor,
        account="4711",
        order_email="orders@mills.example",
        minimum_amount="250.00",
        minimum_cases="5",
        file_columns="Cases, SKU, Case cost",
    )
    url = f"/catalog/vendors/{vendor.id}"
    assert tablet.post(f"{url}/edit", form).status_code == 303
    session.expire_all()
    assert (vendor.account, vendor.order_email) == ("4711", "orders@mills.example")
    assert (vendor.minimum_amount, vendor.minimum_cases) == (Decimal("250.00"), 5)
    assert vendor.file_columns == ["cases", "sku", "case_cost"]
    assert "Cases, SKU, Case cost" in tablet.get(f"{url}/edit").text
    assert "250.00" in tablet.get(url).text
    wrong = form_of(vendor, file_columns="Colour")
    assert tablet.post(f"{url}/edit", wrong).status_code == 422


def test_the_minimum_is_for_those_who_see_costs(
    tablet: Tablet, session: Session, cast: Cast, vendor: Vendor
) -> None:
    vendor.minimum_amount = Decimal("777.77")
    role = cast.buyer.roles[0]
    role.grants = [g for g in role.grants if g.permission != "costs.see"]
    tablet.sign_in(cast.buyer)
    url = f"/catalog/vendors/{vendor.id}"
    assert "777.77" not in tablet.get(url).text + tablet.get(f"{url}/edit").text
    assert tablet.post(f"{url}/edit", form_of(vendor)).status_code == 303
    forged = form_of(vendor, minimum_amount="1")
    assert tablet.post(f"{url}/edit", forged).status_code == 403
    session.expire_all()
    assert vendor.minimum_amount == Decimal("777.77")


@pytest.mark.contract("B1", "C8")
def test_where_orders_go_is_set_by_those_who_see_costs(
    tablet: Tablet, session: Session, cast: Cast, vendor: Vendor
) -> None:
    """Their e-mails have the costs in them; and the address for everything else is none for it."""
    vendor.email = "hello@mills.example"
    role = cast.buyer.roles[0]
    role.grants = [g for g in role.grants if g.permission != "costs.see"]
    tablet.sign_in(cast.buyer)
    url = f"/catalog/vendors/{vendor.id}/edit"
    assert 'name="order_email"' not in tablet.get(url).text
    sent = {"order_email": "me@home.example"}
    answers = [tablet.post(url, form_of(vendor, **sent)).status_code]
    answers += [tablet.post("/catalog/vendors/new", {"name": "Mine", **sent}).status_code]
    session.expire_all()
    assert (answers, vendor.order_email) == ([403, 403], "")
    with pytest.raises(NotAllowed):
        trade.change_vendor(
            session, vendor, {"name": vendor.name, **sent}, by=viewer_of(cast.buyer)
        )
    assert placing.address_of(PurchaseOrder(vendor=vendor)) == ""


def test_deadlines_are_added_once_and_removed(
    tablet: Tablet, session: Session, cast: Cast, vendor: Vendor
) -> None:
    tablet.sign_in(cast.buyer)
    url = f"/catalog/vendors/{vendor.id}/deadlines"
    form = {"weekday": "0", "at": "12:00", "days_later": "2", "store": ""}
    assert [tablet.post(url, form).status_code for _ in range(2)] == [303, 303]
    other = tablet.post(url, {**form, "at": "13:00"})
    assert other.status_code == 422
    assert "There is a deadline on that day already" in other.text
    own = {**form, "store": str(cast.hill.id), "at": "09:30"}
    assert tablet.post(url, own).status_code == 303
    rows = session.scalars(sa.select(VendorCutoff).order_by(VendorCutoff.id)).all()
    assert [(row.at, row.days_later, row.store_id) for row in rows] == [
        (time(12), 2, None),
        (time(9, 30), 2, cast.hill.id),
    ]
    page = tablet.get(f"/catalog/vendors/{vendor.id}").text
    assert "Monday until 12:00" in page
    assert "Monday 09:30, comes 2 days later (Hill Store)" in page
    first = f"{url}/{rows[0].id}/remove"
    assert tablet.post(first, {"version": "99"}).status_code == 409
    form = {"version": rows[0].version}
    assert [tablet.post(first, form).status_code for _ in range(2)] == [303, 303]
    assert session.scalar(sa.select(sa.func.count(VendorCutoff.id))) == 1


@pytest.mark.parametrize("wrong", [{"weekday": "9"}, {"at": "25:00"}, {"days_later": "99"}])
def test_what_is_no_deadline_is_refused(
    tablet: Tablet, session: Session, cast: Cast, vendor: Vendor, wrong: dict[str, str]
) -> None:
    tablet.sign_in(cast.buyer)
    form = {"weekday": "0", "at": "12:00", "days_later": "2", "store": "", **wrong}
    assert tablet.post(f"/catalog/vendors/{vendor.id}/deadlines", form).status_code == 422
    assert session.scalar(sa.select(sa.func.count(VendorCutoff.id))) == 0
