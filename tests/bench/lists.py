"""Lists, sorts, counts and searches among all open and closed lines, on either database: what one
of them asks, apart from the page that shows it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders import counting, pages
from app.domain.orders.filters import NEWEST, START, Column, Filters, Sort, plainly
from app.domain.orders.walking import stretches
from app.models import Department, ListedLine, Vendor
from tests.bench.clockwork import Row
from tests.bench.stock import engine_of

BUDGET = 5
TIMES = 15


def measured(url: str) -> Iterator[Row]:
    """Every list, search and count of one database."""
    engine = engine_of(url)
    name = engine.dialect.name
    with Session(engine) as session:
        for what, filters, sort, is_open in _lists(session):
            yield _row(f"{name}: {what}", _page(session, filters, sort, is_open))
        for what, filters, is_open in _counts(session):
            yield _row(f"{name}: numbers, {what}", _count(session, filters, is_open))
    engine.dispose()


def _lists(session: Session) -> Iterator[tuple[str, Filters, Sort, int]]:
    shelf, vendor = _first(session, Department), _first(session, Vendor)
    realm = session.scalar(sa.select(Department.super_department_id).filter_by(id=shelf))
    three = (vendor + 3, vendor + 5, vendor + 9)
    today = session.scalar(sa.select(sa.func.max(ListedLine.ordered_on)))
    assert today is not None
    assert realm is not None
    old = today - timedelta(days=60)
    narrow = Filters(1, (realm,), statuses=("placed",))
    for column in Column:
        if column is not Column.CLOSED:
            yield f"open by {column.label.lower()}", narrow, Sort(column, False), 1
    yield "open, all", Filters(), NEWEST, 1
    yield "open, three vendors", Filters(vendor_ids=three), NEWEST, 1
    yield "open, a rare status", Filters(statuses=("called_waiting",)), Sort(Column.TOTAL), 1
    yield "open, older than 60 days", Filters(ordered_before=old), Sort(Column.ORDERED, False), 1
    yield "open, price needed", Filters(needs_price=True), Sort(Column.CUSTOMER, False), 1
    for is_open, which in ((1, "open"), (0, "closed")):
        for what, text in _texts().items():
            yield f"{which}, {what}", Filters(text=text), NEWEST, is_open
    words = Filters(1, (realm,), text="organic")
    yield "open, a common word in one store and realm", words, NEWEST, 1
    yield "closed, all", Filters(), NEWEST, 0
    yield (
        "closed, one vendor, canceled",
        Filters(vendor_ids=three[:1], statuses=("canceled",)),
        NEWEST,
        0,
    )
    yield "closed, by the night", Filters(by_night=True), Sort(Column.CLOSED), 0
    yield "closed, reopened", Filters(reopened=True), NEWEST, 0


def _texts() -> dict[str, str]:
    return {
        "a name": "ito hana",
        "the beginning of a name": "it",
        "a common word": "organic",
        "a rare word": "batch 777",
        "customer and item": "ito vera roasted",
        "nobody": "zzyzx",
        "digits of a phone": "79190",
        "a whole phone": "2170007919",
        "a UPC": "0000000000103",
        "a SKU": "HX-777",
        "an order": "1000777",
        "a member": "100100",
    }


def _counts(session: Session) -> Iterator[tuple[str, Filters, int]]:
    yield "open, all", Filters(), 1
    yield "open, one store", Filters(store_id=1), 1
    yield "open, one vendor", Filters(vendor_ids=(_first(session, Vendor),)), 1
    yield "open, a common word", Filters(text="organic"), 1
    yield "closed, one store", Filters(store_id=1), 0
    yield "closed, a common word", Filters(text="organic"), 0


def _first(session: Session, model: Any) -> int:
    like = model.name.like("% 00")
    return session.scalar(sa.select(sa.func.min(model.id)).where(like)) or 0


def _page(session: Session, filters: Filters, sort: Sort, is_open: int) -> list[float]:
    sort = plainly(sort, filters)
    asked = pages.Asked(filters, sort, is_open)
    lay = counting.facets(session, filters, is_open=is_open).lay
    way = pages.way_of(session, asked, lay)

    engine = session.get_bind().dialect.name

    def find() -> None:
        for part in stretches(sort, START):
            if session.execute(asked.keys(engine, part, way, asked.most)).all():
                break

    return _times(find)


def _count(session: Session, filters: Filters, is_open: int) -> list[float]:
    return _times(lambda: counting.facets(session, filters, is_open=is_open))


def _times(act: Any) -> list[float]:
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        act()
        taken.append((time.perf_counter() - began) * 1000)
    return sorted(taken[3:])


def _row(what: str, taken: list[float]) -> Row:
    middle = statistics.median(taken)
    return Row(what, f"{taken[0]:.2f} / {middle:.2f} / {taken[-1]:.2f} ms", middle, BUDGET, "ms")
