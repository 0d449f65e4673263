"""The lists of the catalogue: searched, narrowed, turned; what they cost and to whom they tell."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from app.domain.catalog import listing
from app.models import Sale, SaleItem, SaleType
from app.vocabulary import clock
from tests.factories import a_department, a_product, a_vendor, a_vendor_item
from tests.laws.html import Page, words
from tests.support.cast import Cast
from tests.support.client import Tablet
from tests.support.queries import count_queries


@pytest.fixture
def buyer(tablet: Tablet, cast: Cast) -> Tablet:
    """A buyer at the catalogue."""
    return tablet.sign_in(cast.buyer)


def listed(tablet: Tablet, url: str, *, htmx: bool = True) -> list[str]:
    """What the rows of a list are called, in their order."""
    answer = tablet.get(url, htmx=htmx)
    assert answer.status_code == 200
    page = Page(answer.text, fragment=htmx)
    cells = [td for td in page.all("td") if "what" in (td.get("class") or "")]
    return [words(next(td.iter("b"))) for td in cells]


def on_sale(session: Session, product: object, price: str, **kind: bool) -> None:
    """Put it on a sale that runs today."""
    today = clock.now().date()
    made = SaleType(number=1, name="Deals", **kind)
    item = SaleItem(product=product, price=Decimal(price))
    days = {"starts_on": today - timedelta(days=2), "ends_on": today + timedelta(days=2)}
    session.add(Sale(name="Deals", sale_type=made, items=[item], **days))
    session.flush()


@pytest.mark.contract("C16")
def test_products_are_found_by_code_and_by_words(buyer: Tablet, session: Session) -> None:
    """Newest first; a code means exactly that item; without JavaScript it is the same page."""
    a_product(session, upc="0004721355102", description="Coconut water", brand="Cove")
    a_product(session, upc="0000000004011", description="Bananas")
    assert listed(buyer, "/catalog") == ["Bananas", "Coconut water"]
    assert listed(buyer, "/catalog?q=coco+cove", htmx=False) == ["Coconut water"]
    for code in ("047213551028", "0 47213 55102 8", "4721355102"):
        assert listed(buyer, f"/catalog?q={code}") == ["Coconut water"]
    assert listed(buyer, "/catalog?q=4011") == ["Bananas"]
    assert listed(buyer, "/catalog?q=401") == []


def test_products_are_narrowed(buyer: Tablet, session: Session) -> None:
    bulk, vendor = a_department(session, "Bulk"), a_vendor(session)
    a_product(session, bulk, description="Bulk oats")
    a_product(session, vendor=vendor, description="Mill oats")
    a_product(session, description="Free oats", retail=None)
    a_product(session, description="Loose oats", case_size=None)
    a_product(session, description="Old oats", active=False)
    on_sale(session, a_product(session, description="Sale oats"), "8")
    narrowed = {
        f"department={bulk.id}": ["Bulk oats"],
        f"vendor={vendor.id}": ["Mill oats"],
        "no_price=1": ["Free oats"],
        "no_case=1": ["Loose oats"],
        "withdrawn=1": ["Old oats"],
        "on_sale=1": ["Sale oats"],
        f"department={bulk.id}&vendor={vendor.id}": [],
        "q=loose&no_case=1": ["Loose oats"],
    }
    assert {query: listed(buyer, f"/catalog?{query}") for query in narrowed} == narrowed


def test_a_sale_that_does_not_count_is_none(buyer: Tablet, session: Session) -> None:
    on_sale(session, a_product(session), "8", eligible=False)
    assert listed(buyer, "/catalog?on_sale=1") == []


@pytest.mark.contract("C16")
def test_vendors_items_go_by_their_number_or_by_words(buyer: Tablet, session: Session) -> None:
    """One vendor's catalogue by SKU; a SKU in either case, never its tail."""
    mine, other = a_vendor(session), a_vendor(session)
    for sku in ("B-2", "A-1", "C-3"):
        a_vendor_item(session, mine, sku=sku, description=f"Item {sku}")
    a_vendor_item(session, other, sku="A-1", description="Other", upc="0004721355102")
    own = ["Item A-1", "Item B-2", "Item C-3"]
    assert listed(buyer, f"/catalog/vendor-items?vendor={mine.id}") == own
    assert listed(buyer, f"/catalog/vendor-items?vendor={mine.id}&after=A-1") == own[1:]
    assert listed(buyer, "/catalog/vendor-items?q=b-2") == ["Item B-2"]
    assert listed(buyer, "/catalog/vendor-items?q=A-1") == ["Other", "Item A-1"]
    assert listed(buyer, "/catalog/vendor-items?q=047213551028") == ["Other"]


@pytest.mark.parametrize(
    "words", ["", "?q=oats", "?q=oats&_scheme=javascript&_external=1&endpoint=tags.index"]
)
def test_pages_go_on_where_the_last_ended(buyer: Tablet, session: Session, words: str) -> None:
    for n in range(listing.PAGE + 2):
        a_product(session, description=f"Oats {n:02}")
    first = buyer.get(f"/catalog{words}", htmx=True)
    links = [a.get("href") for a in Page(first.text, fragment=True).all("a")]
    (older,) = [url for url in links if url and "before=" in url]
    assert older.startswith("/catalog?")
    assert listed(buyer, older) == ["Oats 01", "Oats 00"]


@pytest.mark.parametrize(
    "url", ["/catalog", "/catalog?q=4011", "/catalog/vendor-items", "/catalog/vendor-items?q=oats",
            "/catalog/vendors", "/catalog/sales", "/catalog/like-codes", "/catalog/departments"]
)  # fmt: skip
def test_a_list_costs_the_same_with_one_row_and_with_fifty(
    buyer: Tablet, session: Session, url: str
) -> None:
    def cost() -> int:
        session.commit()
        session.expire_all()
        with count_queries() as asked:
            assert buyer.get(url).status_code == 200
        return len(asked)

    department, vendor = a_department(session), a_vendor(session)
    a_product(session, department, vendor=vendor)
    a_vendor_item(session, vendor, department=department)
    few = cost()
    for _ in range(50):
        a_product(session, a_department(session), vendor=a_vendor(session))
        a_vendor_item(session, a_vendor(session), department=department)
    assert cost() == few
    assert few <= 6


@pytest.mark.contract("C8", "B1")
def test_who_takes_orders_has_no_such_room(tablet: Tablet, cast: Cast) -> None:
    rail = Page(tablet.sign_in(cast.taker).get("/orders/new").text)
    assert "/catalog" not in {a.get("href") for a in rail.all("a")}
    for url in ("/catalog", "/catalog/vendor-items", "/catalog/sales", "/catalog/products/new"):
        assert tablet.get(url).status_code == 403


@pytest.mark.parametrize(
    "query",
    [
        "q=%01%02", "q='%20OR%201=1--", "q=" + "x" * 5000, "department=99999999999999999999",
        "vendor=-1", "before=abc", "after=%F0%9F%A5%A3", "q=%22*%22", "q=(((", "of=1e9", "state=no",
    ],
)  # fmt: skip
def test_odd_addresses_are_answered_kindly(buyer: Tablet, query: str) -> None:
    for url in ("", "/vendor-items", "/vendors", "/sales", "/like-codes", "/departments"):
        assert buyer.get(f"/catalog{url}?{query}").status_code == 200
