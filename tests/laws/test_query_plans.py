"""Lists never scan orders or lines, on both databases: they walk an index to their first page."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders import again, counting, queries
from app.domain.orders.content import DraftItem
from app.domain.orders.queries import Filters, Place
from app.models import OrderLine
from app.vocabulary import clock
from tests.factories import a_customer, a_department, a_product, a_vendor, a_wish, an_order
from tests.support.cast import Cast, viewer_of

BIG_TABLES = {
    "orders",
    "order_lines",
    "products",
    "vendor_items",
    "customers",
    "customer_reaches",
}
NARROWED = {
    "all": Filters(),
    "store": Filters(store_id=1),
    "super department": Filters(super_department_id=1),
    "vendor": Filters(vendor_id=1),
    "status": Filters(status="placed"),
    "no department": Filters(no_department=True),
    "price needed": Filters(needs_price=True),
    "words": Filters(text="rolled oats"),
    "number": Filters(text="208"),
    "phone": Filters(text="555-0100"),
    "part of a phone": Filters(text="5550"),
    "one word": Filters(text="oa"),
    "many words": Filters(text="ada quill rolled oats"),
    "tag": Filters(text="45400000101"),
    "everything": Filters(1, 1, 1, "placed", "oats"),
}
PLACES = {"start": Place(), "older": Place(before=500), "newer": Place(after=100)}


def scanned(session: Session, query: sa.Executable) -> set[str]:
    """The big tables that the plan of `query` reads from end to end."""
    dialect = session.get_bind().dialect
    written = query.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    if dialect.name == "sqlite":
        rows = session.execute(sa.text(f"EXPLAIN QUERY PLAN {_bare(written)}"))
        plan = "\n".join(row[3] for row in rows)
        return set(re.findall(r"SCAN (\w+)", plan)) & BIG_TABLES
    # A small table is scanned because that is cheaper: forbid it, and see what has no other way.
    session.execute(sa.text("SET LOCAL enable_seqscan = off"))
    rows = session.execute(sa.text(f"EXPLAIN {_bare(written)}"))
    return set(re.findall(r"Seq Scan on (\w+)", "\n".join(row[0] for row in rows))) & BIG_TABLES


def _bare(written: sa.Compiled) -> str:
    return str(written).replace(":", "\\:")


@pytest.fixture
def some(session: Session, cast: Cast) -> Session:
    """A few orders, so that the planner has something to think about."""
    by = viewer_of(cast.taker)
    product = a_product(session, a_department(session), vendor=a_vendor(session))
    customer = a_customer(session, member_number=208)
    for _ in range(5):
        an_order(session, by, [a_wish(product), a_wish(product)], customer)
    session.commit()
    return session


def test_the_law_sees_a_scan(some: Session) -> None:
    """It would notice one."""
    assert scanned(some, sa.select(OrderLine.id, OrderLine.bin).where(OrderLine.bin == "x")) == {
        "order_lines"
    }


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("narrowed", NARROWED)
@pytest.mark.parametrize("rows", [queries.pending_rows, queries.closed_rows])
def test_no_list_scans(some: Session, rows, narrowed: str, place: str) -> None:
    """Pending and closed, under every filter, on every page."""
    query = queries.paged(rows(NARROWED[narrowed]), PLACES[place])

    assert scanned(some, query) == set()


@pytest.mark.parametrize("narrowed", NARROWED)
@pytest.mark.parametrize("is_open", [0, 1])
def test_no_count_scans(some: Session, narrowed: str, is_open: int) -> None:
    """The numbers on the chips."""
    query = counting.counting(NARROWED[narrowed], ["placed", "arrived"], is_open)

    assert query is not None
    assert scanned(some, query) == set()


@pytest.mark.parametrize("rows", [queries.pending_rows, queries.closed_rows])
@pytest.mark.parametrize("narrowed", ["all", "store", "super department", "vendor", "status"])
def test_a_page_is_read_in_its_order(some: Session, rows, narrowed: str) -> None:
    """No sorting: the index holds the lines as the list shows them."""
    if some.get_bind().dialect.name != "sqlite":
        some.execute(sa.text("SET LOCAL enable_sort = off"))
    query = queries.paged(rows(NARROWED[narrowed]), PLACES["older"])
    written = query.compile(dialect=some.get_bind().dialect, compile_kwargs={"literal_binds": True})
    word = "EXPLAIN QUERY PLAN" if some.get_bind().dialect.name == "sqlite" else "EXPLAIN"
    plan = "\n".join(str(row) for row in some.execute(sa.text(f"{word} {_bare(written)}")))

    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan


def test_other_reads_of_the_desk_do_not_scan(some: Session) -> None:
    """Lines that wait for a tag, a member who waits, what a customer ordered before."""
    wishes = [DraftItem(ref=1, product_id=1), DraftItem(ref=2, description="Jam")]
    reads = [
        again.lines_of(1).limit(20),
        again.like(wishes, 1, clock.now().date()),
        queries.arrived_untagged(1),
        queries.waiting_member(208),
    ]

    assert [scanned(some, query) for query in reads] == [set()] * len(reads)
