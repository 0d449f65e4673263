"""Every page of every list, in every order, both ways: nothing twice, nothing left out (C22)."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders import actions, counting, pages, queries, ways
from app.domain.orders.filters import (
    NEWEST,
    OF_CLOSED,
    OF_OPEN,
    START,
    TOGETHER,
    Column,
    Filters,
    Page,
    Place,
    Sort,
)
from app.domain.orders.statuses import StatusBook
from app.domain.orders.walking import COLUMNS
from app.models import ListedLine, OrderLine, Store
from app.vocabulary.figures import PriceKind
from app.vocabulary.statuses import Stage
from tests.factories import a_customer, a_department, a_product, a_vendor, a_wish, an_order
from tests.support.cast import Cast, viewer_of

ORDERS = 16


@pytest.fixture
def shop(
    session: Session, cast: Cast, statuses: StatusBook, monkeypatch: pytest.MonkeyPatch
) -> Session:
    """Forty lines that differ in everything, in small pages; every fourth order is closed."""
    monkeypatch.setattr(pages, "PAGE", 5)
    by = viewer_of(cast.manager)
    shelves = [a_department(session, name) for name in ("Bulk", "Cool", "Deli")]
    vendors = [a_vendor(session, name) for name in ("Mill", "Farm")]
    goods = [a_product(session, shelf, vendor=vendors[0]) for shelf in shelves]
    for n in range(ORDERS):
        number = 200 + n if n % 3 else None
        person = a_customer(session, last_name="VALE"[n % 4], member_number=number)
        order = an_order(session, by, [a_wish(goods[n % 3])] * (1 + n % 4), person)
        order.ordered_on, order.call_first = date(2026, 3, 1 + n // 2), n % 5 == 0
        order.store_id = cast.buyer.store_id
        for line in order.lines:
            line.bin, line.cases = ("", "A", "B")[n % 3], 1 + n % 2
            line.total = Decimal(n) if n % 4 else None
            line.expected_on = date(2026, 4, 1) + timedelta(n) if n % 2 else None
            line.vendor = vendors[n % 2] if n % 5 else None
            line.vendor_id = vendors[n % 2].id if n % 5 else None
            line.price_kind = PriceKind.NEEDED if n % 6 == 0 else PriceKind.REGULAR
        session.flush()
        if n % 3 == 1:
            actions.move(order.lines[0], "arrived", by=by, book=statuses, sure=True)
        if n % 4 == 3:
            actions.close(order, "canceled", by=by, book=statuses)
    session.commit()
    return session


def walk(
    session: Session, filters: Filters, sort: Sort, is_open: int, by_order: bool
) -> list[Page]:
    """All pages from the first to the last; each leads back to the one before it."""
    read = queries.pending_page if is_open else queries.closed_page
    seen, place = [], START
    while True:
        page = read(session, filters, place, sort, by_order=by_order)
        seen.append(page)
        if page.older is None:
            break
        place = page.older
    for before, page in itertools.pairwise(seen):
        assert page.newer is not None
        back = read(session, filters, page.newer, sort, by_order=by_order)
        # Of whole orders as many fit as fill it from there.
        assert back.lines[-1] == before.lines[-1]
        assert by_order or back.lines == before.lines
    return seen


def expected(session: Session, filters: Filters, is_open: int) -> set[int]:
    """What the filters leave, asked of the database without any of our ways."""
    rows = sa.select(OrderLine.id).join(ListedLine, ListedLine.line_id == OrderLine.id)
    query = rows.where(ListedLine.open == is_open)
    if filters.store_id:
        query = query.where(OrderLine.store_id == filters.store_id)
    if filters.statuses:
        query = query.where(OrderLine.status.in_(filters.statuses))
    if filters.vendor_ids:
        query = query.where(OrderLine.vendor_id.in_(filters.vendor_ids))
    return set(session.scalars(query))


@pytest.mark.contract("C22")
@pytest.mark.parametrize(
    ("columns", "by_order"),
    [(list(Column)[:5], False), (list(Column)[5:9], False), (list(Column)[9:], False),
     (TOGETHER, True)],
)  # fmt: skip
def test_pages_in_every_order(shop: Session, columns: Sequence[Column], by_order: bool) -> None:
    """Each line once, in order; what has nothing in the column stands last either way; the lines of
    an order stand by their numbers."""
    lists = [(column, 1) for column in columns if column in OF_OPEN]
    lists += [(column, 0) for column in columns if column in OF_CLOSED]
    for column, is_open in lists:
        for descending in (True, False):
            sort = Sort(column, descending)
            pages_seen = walk(shop, Filters(), sort, is_open, by_order)
            lines = [line for page in pages_seen for line in page.lines]
            assert len(lines) == len({line.id for line in lines})
            assert {line.id for line in lines} == expected(shop, Filters(), is_open)
            values = [value_of(shop, line, column) for line in lines]
            filled = [value for value in values if value not in (None, "")]
            assert values[: len(filled)] == filled
            assert filled == sorted(filled, reverse=descending)
            if by_order and column in TOGETHER:
                orders = [[line.order_id for line in page.lines] for page in pages_seen]
                assert sum(len(set(page)) for page in orders) == len({i for p in orders for i in p})


def value_of(session: Session, line: OrderLine, column: Column) -> object:
    """What a line has in a column."""
    listed = sa.select(COLUMNS[column]).where(ListedLine.line_id == line.id)
    value = session.scalar(listed)
    return value // 100 if column is Column.NUMBER else value


@pytest.mark.contract("C22")
def test_filters_together_with_orders_and_counts(
    shop: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever way is taken, what is found is what fits, and the numbers beside the filters are
    what each choice would leave."""
    vendor = shop.scalar(sa.select(sa.func.min(OrderLine.vendor_id))) or 0
    store = shop.scalar(sa.select(sa.func.min(Store.id))) or 0
    for filters in (
        Filters(store, vendor_ids=(vendor,)),
        Filters(store, statuses=("arrived", "new_call")),
        Filters(vendor_ids=(vendor,), statuses=("new_no_call",)),
    ):
        for risk in (0, 10**9):
            monkeypatch.setattr(ways, "_RISK", risk)
            for column in (Column.NUMBER, Column.CUSTOMER, Column.TOTAL):
                seen = walk(shop, filters, Sort(column), 1, by_order=False)
                found = {line.id for page in seen for line in page.lines}
                assert found == expected(shop, filters, 1)
        facets = counting.facets(shop, filters)
        assert (
            facets.total == len(expected(shop, filters, 1)) == len(queries.line_ids(shop, filters))
        )
        for key, number in facets.statuses.items():
            narrowed = Filters(filters.store_id, vendor_ids=filters.vendor_ids, statuses=(key,))
            assert (key, number) == (key, len(expected(shop, narrowed, 1)))


NARROWED = (
    Filters(needs_price=True),
    Filters(no_department=True),
    Filters(notes=True),
    Filters(printed=False),
    Filters(call_first=True),
    Filters(call_first=False),
    Filters(members=False),
    Filters(member_number=201),
    Filters(ordered_before=date(2026, 3, 4)),
    Filters(ordered_from=date(2026, 3, 4)),
    Filters(stage=Stage.ARRIVED),
    Filters(mine=()),
    Filters(text="ada"),
    Filters(text="oats v"),
    Filters(text="201"),
)


@pytest.mark.contract("C22")
def test_a_filter_leaves_what_its_number_says(shop: Session) -> None:
    """The same lines whichever column sorts them, as many as are counted."""
    for filters in NARROWED:
        ids = [
            {line.id for page in walk(shop, filters, Sort(column), 1, False) for line in page.lines}
            for column in (Column.NUMBER, Column.VENDOR)
        ]
        facets = counting.facets(shop, filters)
        told = (filters, facets.total, facets.bounded, ids[1])
        assert told == (filters, len(ids[0]), False, set(queries.line_ids(shop, filters)))
        assert ids[0] == ids[1]


def test_what_is_common_is_counted_up_to_a_bound(
    shop: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And said so; the pages are whole all the same, also where PostgreSQL asks the newest lines
    whether a word is common."""
    for module in (ways, counting):
        monkeypatch.setattr(module, "MOST_COUNTED", 7)
        monkeypatch.setattr(module, "PAGE", 5)
    # Statements that were put together with other bounds.
    counting.facet_rows.cache_clear()
    monkeypatch.setattr(counting, "facet_rows", counting.facet_rows.__wrapped__)
    for is_open in (1, 0):
        facets = counting.facets(shop, Filters(text="ada"), is_open=is_open)
        assert (facets.total, facets.bounded) == (7, True)
        seen = walk(shop, Filters(text="ada"), NEWEST, is_open, by_order=False)
        found = [line.id for page in seen for line in page.lines]
        assert found == queries.line_ids(shop, Filters(text="ada"), is_open=is_open)
        assert set(found) == expected(shop, Filters(), is_open)


def test_neighbours_lead_through_the_list(shop: Session) -> None:
    """From order to order, from the first to the last and back."""
    for sort in (NEWEST, Sort(Column.CUSTOMER, False), Sort(Column.ORDERED)):
        lines = [line for page in walk(shop, Filters(), sort, 1, False) for line in page.lines]
        orders = list(dict.fromkeys(line.order_id for line in lines))
        there: list[OrderLine] = [lines[0]]
        while (after := pages.neighbours(shop, Filters(), sort, there[-1])[1]) is not None:
            there.append(after)
        assert [line.order_id for line in there] == orders
        back = [there[-1]]
        while (before := pages.neighbours(shop, Filters(), sort, back[-1])[0]) is not None:
            back.append(before)
        assert [line.order_id for line in back] == orders[::-1]


@pytest.mark.parametrize("value", ["x", "9" * 40, "2026-13-01", "NaN", "1.234", "\x00", "-1"])
def test_a_place_that_nobody_gave_is_a_page_all_the_same(
    session: Session, cast: Cast, value: str
) -> None:
    """What stands in an address may be anything."""
    place = Place(before=10**15, value=value)
    found = [queries.pending_page(session, Filters(), place, Sort(column)) for column in Column]
    assert [page.lines for page in found] == [[]] * len(Column)
