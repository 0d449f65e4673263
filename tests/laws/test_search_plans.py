"""Searches never read a table through, on both databases: every statement that one sends is looked
up in an index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.catalog import lookup
from app.domain.customers import queries as customers
from app.models import CustomerReach, Product, ReachKind
from tests.factories import a_customer, a_department, a_product, a_vendor, a_vendor_item


@pytest.fixture
def some(session: Session) -> Session:
    """A few of everything, so that the planner has something to think about."""
    vendor, shelf = a_vendor(session), a_department(session)
    for number in range(6):
        product = a_product(session, shelf, vendor=vendor, upc=f"000123456{number:04d}")
        a_vendor_item(session, vendor, sku=f"HX-11{number}", upc=product.upc)
        person = a_customer(session, member_number=208 + number)
        reach = CustomerReach(kind=ReachKind.PHONE, value="+12175550100", digits="2175550100")
        person.reaches = [reach]
    session.flush()
    return session


SEARCHES = {
    "a UPC": (lookup.find, "0001234567890"),
    "a PLU": (lookup.find, "4011"),
    "a SKU": (lookup.find, "HX-118"),
    "its ending": (lookup.find, "118"),
    "a long ending": (lookup.find, "234567890"),
    "a word": (lookup.find, "oats"),
    "two words": (lookup.find, "rol oat"),
    "a letter and a word": (lookup.find, "o rolled"),
    "a member": (customers.find, "208"),
    "a phone": (customers.find, "555-0100"),
    "part of a phone": (customers.find, "0100"),
    "a name": (customers.find, "quill ada"),
    "the beginning of a name": (customers.find, "qu"),
    "an e-mail": (customers.find, "ada@example.org"),
}


@pytest.mark.parametrize("what", SEARCHES)
def test_no_search_scans(some: Session, what: str) -> None:
    """Whatever is typed at entry is looked up: each statement that a search really sends. The index
    of words comes first: a walk along all who are active, asking each for its words, is a scan."""
    find, text = SEARCHES[what]
    with count_queries_with_values() as sent:
        find(some, text)
    if some.get_bind().dialect.name != "sqlite":
        some.execute(sa.text("SET LOCAL enable_seqscan = off"))
    assert len(sent) > 0
    assert [plan for plan in plans_of(some, sent) if SCANS.search(plan)] == []


# Words are asked of an index (`SCAN … VIRTUAL TABLE INDEX` is how SQLite calls that, `0:M1` that it
# is asked once, `=` that it is asked for one row); a table is never walked, nor all active rows.
SCANS = re.compile(
    r"SCAN (products|vendor_items|customers|customer_reaches|departments|vendors)\b|VIRTUAL TABLE "
    r"INDEX 0:=|\(active=\?\)|Seq Scan on (?!departments|vendors|member_types)"
)


@contextmanager
def count_queries_with_values() -> Iterator[list[tuple[str, Any]]]:
    """The statements executed inside the block with what they were given."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if statement.startswith("SELECT"):
            sent.append((statement, values))

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)


def plans_of(session: Session, sent: list[tuple[str, Any]]) -> list[str]:
    """How the database would carry out each of them."""
    connection = session.connection()
    word = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    return [
        "\n".join(str(row[-1]) for row in connection.exec_driver_sql(f"{word} {asked}", values))
        for asked, values in sent
    ]


def test_the_law_sees_a_search_that_scans(some: Session) -> None:
    """A word inside a word has no index."""
    with count_queries_with_values() as sent:
        some.scalars(sa.select(Product).where(Product.search_text.contains("at"))).all()
    if some.get_bind().dialect.name != "sqlite":
        some.execute(sa.text("SET LOCAL enable_seqscan = off"))
    assert len([plan for plan in plans_of(some, sent) if SCANS.search(plan)]) == 1
