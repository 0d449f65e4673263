"""Pages of the lists that people work from: pending (C22) and closed (C32, C34).

A row is a line. A page is found among narrow rows (`walking.py`) and read in the same statement.
Lists never count or skip their way through: a page goes on behind the last line of the one before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload, load_only, with_expression

from app.domain.orders import ways
from app.domain.orders.filters import (
    NEWEST,
    OF_CLOSED,
    OF_OPEN,
    PAGE,
    START,
    TOGETHER,
    Column,
    Filters,
    Page,
    Place,
    Sort,
    plainly,
)
from app.domain.orders.walking import COLUMNS, Limit, Stretch, Way, keys, place_value, stretches
from app.domain.orders.ways import Lay
from app.domain.pickup.sold import has_left
from app.domain.words import First
from app.models import Department, ListedLine, Order, OrderLine, Vendor
from app.vocabulary.barcodes import LAST_LINE_NUMBER

# What a row shows. Lines and orders have many columns more, and reading fifty of each whole takes
# longer than finding them; what is not named here is read when it is asked for, line by line.
_ROW = (
    OrderLine.order_id, OrderLine.number, OrderLine.list_key, OrderLine.kind, OrderLine.vendor_id,
    OrderLine.department_id, OrderLine.sku, OrderLine.description, OrderLine.cases,
    OrderLine.case_size, OrderLine.unit_price, OrderLine.total, OrderLine.price_kind,
    OrderLine.status, OrderLine.stage, OrderLine.status_since, OrderLine.open,
    OrderLine.expected_on, OrderLine.copies, OrderLine.bin, OrderLine.store_id,
)  # fmt: skip
_ROW_OF_CLOSED = (*_ROW, OrderLine.closed_at, OrderLine.by_night, OrderLine.moved_to_id)
_ORDER = (
    Order.number, Order.first_name, Order.last_name, Order.member_number, Order.ordered_on,
    Order.open, Order.merged_into_id,
)  # fmt: skip
_SHOWN = (
    contains_eager(OrderLine.order).load_only(*_ORDER),
    joinedload(OrderLine.vendor).load_only(Vendor.name),
    joinedload(OrderLine.department).load_only(Department.name),
)
# Where a line went that is in another order now.
_WENT = (
    joinedload(OrderLine.moved_to)
    .load_only(OrderLine.number)
    .joinedload(OrderLine.order)
    .load_only(Order.number)
)


def pending_page(
    session: Session,
    filters: Filters,
    place: Place = START,
    sort: Sort = NEWEST,
    *,
    by_order: bool = False,
    lay: Lay | None = None,
) -> Page:
    """A page of open lines (C22), sorted, with what was sold of them; with `by_order` of whole
    orders, for sorts that keep them together (TOGETHER). `lay`: what `counting.facets` knows, or
    it is counted once more where that is needed to choose the way."""
    sort = plainly(sort if sort.column in OF_OPEN else NEWEST, filters)
    asked = Asked(filters, sort, 1, _together(sort, by_order=by_order))
    return _page(session, asked, place, lay)


def closed_page(
    session: Session,
    filters: Filters,
    place: Place = START,
    sort: Sort = NEWEST,
    *,
    by_order: bool = False,
    lay: Lay | None = None,
) -> Page:
    """A page of closed lines (C32, C34), by one of OF_CLOSED; else like `pending_page`. What more
    than MOST_COUNTED lines have in words stands newest order first in any case: to sort that much
    of all history takes seconds."""
    sort = sort if sort.column in OF_CLOSED else NEWEST
    if filters.text and sort.column is not Column.NUMBER:
        lay = lay or ways.lay_of(session, filters, is_open=0)
        sort = NEWEST if lay.bounded else sort
    asked = Asked(filters, sort, 0, _together(sort, by_order=by_order))
    return _page(session, asked, place, lay)


def line_ids(
    session: Session, filters: Filters, *, is_open: int = 1, most: int = 100_000
) -> list[int]:
    """Ids of the lines that the filters leave, newest order first, at most `most`."""
    asked = Asked(filters, NEWEST, is_open)
    way = way_of(session, asked, None) if most <= PAGE else Way()
    query = asked.keys(session.get_bind().dialect.name, Stretch(NEWEST, START), way, most)
    return [row.line_id for row in session.execute(query)]


def neighbours(
    session: Session, filters: Filters, sort: Sort, line: OrderLine
) -> tuple[OrderLine | None, OrderLine | None]:
    """The next lines of other orders before and after `line` in a list of open lines, None at its
    ends; `line` itself need not fit the filters any more."""
    sort = plainly(sort if sort.column in OF_OPEN else NEWEST, filters)
    asked = Asked(filters, sort, 1)
    column = COLUMNS[sort.column]
    here = session.execute(
        sa.select(ListedLine.id, column.label("value")).where(ListedLine.line_id == line.id)
    ).one_or_none()
    if here is None:
        return None, None
    value = place_value(sort, here.value)
    places = (Place(after=here.id, value=value), Place(before=here.id, value=value))
    way = way_of(session, asked, None)
    before, after = (_next_order(session, asked, place, way, line) for place in places)
    return before, after


def _next_order(
    session: Session, asked: Asked, place: Place, way: Way, line: OrderLine
) -> OrderLine | None:
    dialect = session.get_bind().dialect.name
    for stretch in stretches(asked.sort, place):
        for row in session.execute(asked.keys(dialect, stretch, way, LAST_LINE_NUMBER + 1)):
            if row.key // 100 != line.order_id:
                return session.get(OrderLine, row.line_id)
    return None


@dataclass(frozen=True)
class Asked:
    """A list: its filters and its order, of open lines or of closed ones, by line or by order."""

    filters: Filters
    sort: Sort
    is_open: int
    by_order: bool = False

    @property
    def most(self) -> int:
        """How many lines must be read to know where a page ends: one more than it has, or, of whole
        orders, one more than the longest order could add."""
        return PAGE + 1 + (LAST_LINE_NUMBER if self.by_order else 0)

    def keys(
        self, dialect: str, stretch: Stretch, way: Way, limit: Limit
    ) -> sa.Select[int, int, Any]:
        """The statement that finds lines of a stretch."""
        return keys(
            stretch, self.filters, is_open=self.is_open, way=way, limit=limit, dialect=dialect
        )


def way_of(session: Session, asked: Asked, lay: Lay | None) -> Way:
    """The cheaper way, counting only where that is not plain."""
    way = ways.known(asked.filters, asked.sort, asked.is_open)
    if way is None:
        lay = lay or ways.lay_of(session, asked.filters, is_open=asked.is_open)
        way = ways.choose(asked.filters, asked.sort, lay, asked.is_open)
    return way


@lru_cache(256)
def reading(
    asked: Asked, parts: tuple[Stretch, ...], way: Way, limit: int, dialect: str
) -> sa.Select[OrderLine, int, Any, int]:
    """The statement for `limit` lines of one stretch or two with all that a list shows of them;
    kept like that of the numbers. Its last column says which stretch a line is of."""
    found = keys_of(asked, parts, way, limit, dialect).subquery("found")
    lines = sa.inspect(OrderLine).local_table
    query = (
        sa.select(OrderLine, found.c.key, found.c.value, found.c.part)
        # Left to right on SQLite: the few that were found lead to their lines.
        .select_from(First(found, lines, lines.c.id == found.c.line_id))
        .join(OrderLine.order)
        .options(*_SHOWN)
    )
    if asked.is_open:
        query = query.options(load_only(*_ROW), with_expression(OrderLine.sold_quantity, _SOLD))
    else:
        query = query.options(load_only(*_ROW_OF_CLOSED), _WENT)
    by = [found.c.value, found.c.key]
    if len(parts) == 1 and parts[0].by_key:
        by = [found.c.key]
    turned = [one.desc() if parts[0].down else one for one in by]
    return query.order_by(*([found.c.part] if len(parts) > 1 else []), *turned)


def keys_of(
    asked: Asked, parts: tuple[Stretch, ...], way: Way, limit: int, dialect: str
) -> sa.Select[int, int, Any, int] | sa.CompoundSelect[int, int, Any, int]:
    """The statement that finds the lines of a page. Of a second stretch it takes what the first
    leaves room for: when the page is full already, nothing is looked for."""
    first = asked.keys(dialect, parts[0], way, limit)
    if len(parts) == 1:
        return first.add_columns(sa.literal_column("0", sa.Integer).label("part"))
    filled = first.cte("filled").prefix_with("MATERIALIZED")
    there = sa.select(sa.func.count()).select_from(filled).scalar_subquery()
    rest = asked.keys(dialect, parts[1], way, limit - there).subquery("rest")
    found = [
        sa.select(rows.c.key, rows.c.line_id, rows.c.value, sa.literal_column(which).label("part"))
        for rows, which in ((filled, "0"), (rest, "1"))
    ]
    return sa.union_all(*found)


# What was sold of a line, by the register or at the desk.
_SOLD = has_left()
_Read = list[tuple[OrderLine, Place]]


def _found(session: Session, asked: Asked, place: Place, way: Way) -> _Read:
    """The lines from the place on, in the direction of reading, each with its own place."""
    parts = tuple(stretches(asked.sort, place))
    query = reading(asked, parts, way, asked.most, session.get_bind().dialect.name)
    return [
        (line, Place(before=key, value=place_value(asked.sort, value) if parts[n].filled else ""))
        for line, key, value, n in session.execute(query)
    ]


def _page(session: Session, asked: Asked, place: Place, lay: Lay | None) -> Page:
    way = way_of(session, asked, lay)
    rows = _found(session, asked, place, way)
    here = _cut(rows, by_order=asked.by_order)
    more = len(here) < len(rows)
    if place.after is not None:
        if not more:
            # Fewer than a page are before: that is the start of the list, shown whole.
            return _page(session, asked, START, lay)
        here.reverse()
        return Page(_in_order(here), _before(here[0][1]), here[-1][1])
    newer = None
    if place.before is not None:
        newer = _before(here[0][1] if here else Place(before=place.before - 1, value=place.value))
    return Page(_in_order(here), newer, here[-1][1] if more else None)


def _cut(rows: _Read, *, by_order: bool) -> _Read:
    """What of `rows` is on the page: PAGE lines, or the whole orders that fill it."""
    if not by_order or len(rows) <= PAGE:
        return rows[:PAGE]
    end = PAGE
    while end < len(rows) and rows[end][0].order_id == rows[end - 1][0].order_id:
        end += 1
    return rows[:end]


def _before(place: Place) -> Place:
    return Place(after=place.before, value=place.value)


def _in_order(rows: Sequence[tuple[OrderLine, Place]]) -> list[OrderLine]:
    """The lines, those of one order that stand together by their numbers, also in a list that shows
    the oldest first."""
    lines: list[OrderLine] = []
    last: tuple[int, str] | None = None
    run = 0
    for line, place in rows:
        together = (line.order_id, place.value)
        run = run if together == last else len(lines)
        last = together
        at = run
        while at < len(lines) and lines[at].number < line.number:
            at += 1
        lines.insert(at, line)
    return lines


def _together(sort: Sort, *, by_order: bool) -> bool:
    return by_order and sort.column in TOGETHER
