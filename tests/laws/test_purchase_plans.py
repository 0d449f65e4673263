"""What buyers and the receiving desk ask never scans lines or orders, on both databases."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.domain.purchasing import finding, queries, undoing, waiting
from app.domain.purchasing.leaving import let_go_lines
from app.models import PurchaseOrder
from tests.laws.test_query_plans import BIG_TABLES
from tests.support.buying import an_order_of, in_purchase
from tests.support.cast import Cast, viewer_of

GROWING = BIG_TABLES | {"purchase_lines", "receivings", "put_aways", "register_sales"}


@pytest.fixture
def some(session: Session, cast: Cast) -> Session:
    """A few lines to order and some that were ordered."""
    buyer = viewer_of(cast.buyer)
    for _ in range(4):
        an_order_of(session, buyer, lines=2)
        in_purchase(session, an_order_of(session, buyer, lines=2).lines)
    session.commit()
    return session


def scanned(session: Session, ask: object) -> set[str]:
    """The growing tables that something reads from end to end, in any of its statements."""
    asked: list[tuple[str, object]] = []

    def note(_c: object, _cur: object, statement: str, values: object, *_: object) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, values))

    event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        ask()  # type: ignore[operator]
    finally:
        event.remove(sa.Engine, "before_cursor_execute", note)
    connection, found = session.connection(), set()
    lite = connection.dialect.name == "sqlite"
    if not lite:
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    for statement, values in asked:
        words = "EXPLAIN QUERY PLAN" if lite else "EXPLAIN"
        rows = connection.exec_driver_sql(f"{words} {statement}", values)  # type: ignore[arg-type]
        plan = "\n".join(str(row[3] if lite else row[0]) for row in rows)
        found |= set(re.findall(r"SCAN (\w+)" if lite else r"Seq Scan on (\w+)", plan))
    assert asked
    return found & GROWING


@pytest.mark.contract("C25", "B8", "B10")
def test_no_list_of_the_buyers_scans(some: Session, cast: Cast) -> None:
    by, hill = viewer_of(cast.buyer), cast.hill.id
    order = some.scalars(sa.select(PurchaseOrder.id).limit(1)).one()
    asks = {
        "overview": lambda: waiting.with_sums(some, waiting.overview(some).groups),
        "lines of a vendor": lambda: waiting.page_of(some, 1, hill),
        "all of a vendor": lambda: waiting.ready_ids(some, 1, hill, 300),
        "lines without vendor": lambda: waiting.page_of(some, waiting.NO_VENDOR, hill),
        "register": lambda: queries.register(some, store_id=hill, vendor_id=None, is_open=True),
        "a purchase order": lambda: queries.purchase_order(some, order),
        "a code": lambda: finding.find(some, "850000010125", hill),
        "a purchase order's number": lambda: finding.find(some, "PO 7001", hill),
        "words": lambda: finding.search(some, "oats", hill),
        "what I received": lambda: undoing.doing(some, by),
        "what leaves": lambda: let_go_lines(some, [1, 2]),
    }
    assert {name: scanned(some, ask) for name, ask in asks.items()} == {
        name: set() for name in asks
    }
