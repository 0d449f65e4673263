"""Lists of the catalogue never scan products, vendors' items or their history, on both
databases."""

from __future__ import annotations

import re
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.catalog import listing
from app.domain.catalog.listing import Wanted
from app.models import CatalogChange, CatalogThing, OrderLine, Product, SaleItem, VendorItem
from tests.factories import a_department, a_product, a_vendor, a_vendor_item

BIG = {"products", "vendor_items", "catalog_changes", "order_lines", "sale_items"}
DAY = date(2026, 11, 22)
NARROWED = {
    "all": Wanted(),
    "department": Wanted(department_id=1),
    "vendor": Wanted(vendor_id=1),
    "words": Wanted(text="rolled oats"),
    "code": Wanted(text="0000000000123"),
    "words of a vendor": Wanted(text="rolled", vendor_id=1),
    "withdrawn": Wanted(withdrawn=True),
    "no price": Wanted(no_price=True),
    "no case size": Wanted(no_case=True),
    "on sale": Wanted(on_sale=True),
    "everything": Wanted("rolled", 1, 1, True, True, True, True),
}


def scanned(session: Session, query: sa.Executable) -> set[str]:
    """The big tables that the plan of `query` reads from end to end. A walk along an index that
    begins at a row and stops when the page is full is none."""
    dialect = session.get_bind().dialect
    written = query.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    text = str(written).replace(":", "\\:")
    if dialect.name == "sqlite":
        rows = session.execute(sa.text(f"EXPLAIN QUERY PLAN {text}"))
        return set(re.findall(r"SCAN (\w+)", "\n".join(row[3] for row in rows))) & BIG
    session.execute(sa.text("SET LOCAL enable_seqscan = off"))
    rows = session.execute(sa.text(f"EXPLAIN {text}"))
    return set(re.findall(r"Seq Scan on (\w+)", "\n".join(row[0] for row in rows))) & BIG


@pytest.fixture
def some(session: Session) -> Session:
    """A few goods, so that the planner has something to think about."""
    department, vendor = a_department(session), a_vendor(session)
    for _ in range(5):
        a_product(session, department, vendor=vendor)
        a_vendor_item(session, vendor, department=department)
    session.commit()
    return session


def test_the_law_sees_a_scan(some: Session) -> None:
    """It would notice one."""
    assert scanned(some, sa.select(Product.id, Product.size).where(Product.size == "x")) == {
        "products"
    }


@pytest.mark.parametrize("narrowed", NARROWED)
@pytest.mark.parametrize("before", [listing.NEWEST, 400])
def test_no_list_of_goods_scans(some: Session, narrowed: str, before: int) -> None:
    """Under every filter, on every page."""
    want = NARROWED[narrowed]
    lists = [
        listing.products(some, want, before=before, on=DAY, store_id=1),
        listing.vendor_items(some, want, before=before, after="S1"),
    ]
    assert [scanned(some, query) for query in lists] == [set(), set()]


# PostgreSQL sorts what its index of words found; there is nothing to prove there.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("narrowed", ["all", "words"])
def test_a_page_is_read_in_its_order(some: Session, narrowed: str) -> None:
    """SQLite sorts nothing: rows come as the index has them, and reading stops with the page."""
    want = NARROWED[narrowed]
    for query in (
        listing.products(some, want, before=400, on=DAY, store_id=1),
        listing.vendor_items(some, want, before=400),
        listing.vendor_items(some, NARROWED["vendor"], after="S1"),
    ):
        written = query.compile(some.get_bind(), compile_kwargs={"literal_binds": True})
        text = str(written).replace(":", "\\:")
        plan = "\n".join(str(row) for row in some.execute(sa.text(f"EXPLAIN QUERY PLAN {text}")))
        assert "TEMP B-TREE" not in plan


def test_what_stands_on_a_things_page_does_not_scan(some: Session) -> None:
    """Its history, its open lines, who sells it, what a like code holds, the items of a sale."""
    reads = [
        sa.select(CatalogChange)
        .where(CatalogChange.thing == CatalogThing.PRODUCT, CatalogChange.thing_id == 1)
        .where(CatalogChange.id < 99)
        .order_by(CatalogChange.id.desc()),
        sa.select(OrderLine).where(OrderLine.product_id == 1, OrderLine.open == 1),
        sa.select(VendorItem).where(VendorItem.upc == "0000000004011"),
        listing.alike(310, before=99),
        sa.select(SaleItem).where(SaleItem.sale_id == 1, SaleItem.id < 99).limit(50),
    ]
    assert [scanned(some, query) for query in reads] == [set()] * len(reads)
