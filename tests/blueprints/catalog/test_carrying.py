"""A new item straight from an order, or while one is taken (P7), over HTTP."""

from __future__ import annotations

from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders import drafts
from app.domain.orders.content import DraftContent, DraftItem
from app.models import Draft, Order, Product, VendorItem
from app.vocabulary.figures import PriceKind
from tests.blueprints.settings.conftest import Clerk
from tests.factories import (
    a_department,
    a_product,
    a_vendor,
    a_vendor_item,
    an_order,
)
from tests.laws.html import Page, words
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet

KEY = "a-draft-of-the-test-1"


@pytest.fixture
def buyer(tablet: Tablet, cast: Cast) -> Clerk:
    """A buyer who fills forms as a browser would."""
    return Clerk(tablet.sign_in(cast.buyer))


@pytest.fixture
def order(session: Session, cast: Cast) -> Order:
    """An order for something that nobody carries."""
    wish = DraftItem(
        0, description="maple syrup", brand="Sugarbush", size="12 oz", upc="0004721355102",
        department_id=a_department(session, "Grocery").id,
    )  # fmt: skip
    made = an_order(session, viewer_of(cast.taker), [wish])
    session.commit()
    return made


@pytest.mark.contract("P7")
def test_the_form_begins_with_what_the_line_knows(
    buyer: Clerk, session: Session, order: Order
) -> None:
    vendor = a_vendor(session)
    session.commit()
    url = f"/catalog/from-order/{order.number}/1"
    links = {a.get("href") for a in Page(buyer.tablet.get(f"/orders/{order.number}").text).all("a")}
    assert url in links
    form = Page(buyer.tablet.get(url).text)
    known = {e.get("name"): e.get("value") for e in form.all("input")}
    assert (known["description"], known["brand"], known["size"], known["upc"]) == (
        "maple syrup", "Sugarbush", "12 oz", "0 47213 55102 8",
    )  # fmt: skip
    answer = buyer.save(url, vendor=vendor.id, sku="M-1", case_size="6", retail="9", cost="5")
    assert (answer.status_code, answer.location) == (303, f"/orders/{order.number}")
    session.expire_all()
    line, product = order.lines[0], session.scalars(sa.select(Product)).one()
    assert (line.product_id, line.sku, line.total) == (product.id, "M-1", Decimal("54.00"))
    assert product.department is not None
    assert session.scalars(sa.select(VendorItem.upc)).one() == product.upc
    page = Page(buyer.tablet.get(answer.location).text)
    assert url not in {a.get("href") for a in page.all("a")}
    assert "in the catalogue now" in words(page.with_id("timeline"))


@pytest.mark.contract("P7")
def test_the_figures_of_the_vendors_catalogue_are_in_the_form(
    buyer: Clerk, session: Session, cast: Cast
) -> None:
    figures = {"cost": Decimal("2.5"), "suggested_retail": Decimal("4.25")}
    item = a_vendor_item(session, a_vendor(session), **figures)
    wish = DraftItem(
        0, description=item.description, vendor_item_id=item.id, case_size=8,
        department_id=a_department(session, "Grocery").id,
    )  # fmt: skip
    made = an_order(session, viewer_of(cast.taker), [wish])
    session.commit()
    form = Page(buyer.tablet.get(f"/catalog/from-order/{made.number}/1").text)
    known = {e.get("name"): e.get("value") for e in form.all("input")}
    assert (known["cost"], known["retail"]) == ("2.50", "4.25")


def test_what_does_not_fit_is_told_and_a_changed_order_too(
    buyer: Clerk, session: Session, order: Order
) -> None:
    url = f"/catalog/from-order/{order.number}/1"
    assert buyer.save(url, upc="none").status_code == 422
    assert "Choose whose number that is." in buyer.save(url, sku="M-1").text
    stale = buyer.save(url, version="0")
    assert (stale.status_code, session.scalars(sa.select(Product)).all()) == (409, [])
    assert 'value="maple syrup"' in stale.text
    fresh = Page(stale.text)
    (version,) = [e.get("value") for e in fresh.all("input") if e.get("name") == "version"]
    assert version == str(order.version)


@pytest.mark.contract("P7")
def test_a_second_tap_leads_to_the_order(buyer: Clerk, session: Session, order: Order) -> None:
    url = f"/catalog/from-order/{order.number}/1"
    form = {"upc": "4011", "description": "Syrup", "version": str(order.version)}
    answers = [buyer.tablet.post(url, form) for _ in range(2)]
    assert [(a.status_code, a.location) for a in answers] == [(303, f"/orders/{order.number}")] * 2
    assert session.scalars(sa.select(Product.upc)).all() == ["0000000004011"]


@pytest.mark.contract("P7")
def test_what_is_carried_by_now_is_linked(buyer: Clerk, session: Session, order: Order) -> None:
    product = a_product(session, upc="0004721355102", description="Syrup")
    url = f"/catalog/from-order/{order.number}/1"
    assert "Syrup has this code already" in buyer.tablet.get(url).text
    assert buyer.tablet.post(f"{url}/link", {"version": "0"}).status_code == 409
    answer = buyer.tablet.post(f"{url}/link", {"version": str(order.version)})
    assert answer.status_code == 303
    session.expire_all()
    line = order.lines[0]
    assert (line.product_id, line.price_kind) == (product.id, PriceKind.REGULAR)


@pytest.mark.contract("P7", "C8")
def test_takers_have_no_such_link_and_no_such_page(
    tablet: Tablet, cast: Cast, order: Order
) -> None:
    tablet.sign_in(cast.taker)
    assert "/catalog/" not in tablet.get(f"/orders/{order.number}").text
    url = f"/catalog/from-order/{order.number}/1"
    assert [tablet.get(url).status_code, tablet.post(url).status_code] == [403, 403]


def test_a_line_that_is_carried_or_not_there_is_refused(
    buyer: Clerk, session: Session, order: Order
) -> None:
    order.lines[0].product_id = a_product(session).id
    assert buyer.tablet.get(f"/catalog/from-order/{order.number}/1").status_code == 409
    assert buyer.tablet.get(f"/catalog/from-order/{order.number}/9").status_code == 404
    assert buyer.tablet.get("/catalog/from-order/99999/1").status_code == 404


@pytest.mark.contract("P7")
def test_an_item_is_added_while_an_order_is_taken(
    buyer: Clerk, session: Session, cast: Cast
) -> None:
    """It goes into the catalogue and into the draft, once."""
    draft = drafts.open_draft(session, KEY, viewer_of(cast.buyer))
    drafts.keep(session, draft, DraftContent(comments="x"))
    session.commit()
    new = f"/catalog/products/new?draft={KEY}&q=maple"
    form = Page(buyer.tablet.get(new).text)
    known = {e.get("name"): e.get("value") for e in form.all("input")}
    assert (known["draft"], known["description"]) == (KEY, "maple")
    for _ in range(2):
        answer = buyer.tablet.post(
            "/catalog/products/new",
            {"upc": "4011", "description": "Syrup", "draft": KEY,
             "one_time_key": "a-key-of-one-time-only"},
        )  # fmt: skip
        assert (answer.status_code, answer.location) == (303, f"/orders/new/{KEY}")
    session.expire_all()
    kept = session.scalars(sa.select(Draft).where(Draft.key == KEY)).one()
    assert [(i.description, i.cases) for i in drafts.content_of(kept).items] == [("Syrup", 1)]


@pytest.mark.contract("P7")
def test_an_item_that_comes_after_the_order_was_placed_makes_no_second_draft(
    buyer: Clerk, session: Session, order: Order
) -> None:
    """Its key is the order's by now: what stood in such a draft would never be placed."""
    key = order.one_time_key
    answer = buyer.tablet.post(
        "/catalog/products/new",
        {"upc": "4011", "description": "Syrup", "draft": key,
         "one_time_key": "a-key-of-one-time-only"},
    )  # fmt: skip
    assert answer.status_code == 303
    assert answer.location.startswith("/catalog/products/")
    assert session.query(Draft).count() == 0


@pytest.mark.contract("P7")
def test_an_item_is_not_lost_with_a_draft_of_another_store(
    buyer: Clerk, session: Session, cast: Cast
) -> None:
    """Somebody else's by now, as one stands in another store."""
    draft = drafts.open_draft(session, KEY, viewer_of(cast.taker))
    drafts.keep(session, draft, DraftContent(comments="x"))
    draft.store_id = cast.river.id
    session.commit()
    answer = buyer.tablet.post(
        "/catalog/products/new",
        {"upc": "4011", "description": "Syrup", "draft": KEY,
         "one_time_key": "a-key-of-one-time-only"},
    )  # fmt: skip
    assert answer.location.startswith("/catalog/products/")
    assert session.query(Product).count() == 1
