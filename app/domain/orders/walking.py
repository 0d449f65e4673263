"""How a page of a list is found among a million lines without reading them through.

There are two ways. *Walking*: along the index that is sorted as the list is, from the place of the
page on, until the page is full; cheap when much of what is passed fits. *Gathering*: all that fits
by the index of the narrowest filter, sorted then; cheap when that is little. `ways.py` says which.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, TypeVarTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlalchemy.sql.util import ClauseAdapter

from app.domain.orders import narrowing
from app.domain.orders.asking import LARGEST, question
from app.domain.orders.filters import NEWEST, Column, Filters, Place, Sort
from app.domain.words import First
from app.models import ListedLine
from app.models.listed import FLAGGED, NARROWED
from app.models.listed_upkeep import CLOSED_WORDS, OPEN_WORDS

Columns = TypeVarTuple("Columns")
Limit = int | sa.ColumnElement[int]
COLUMNS: dict[Column, Any] = {
    Column.NUMBER: ListedLine.id,
    Column.CUSTOMER: ListedLine.customer,
    Column.ITEM: ListedLine.item,
    Column.CASES: ListedLine.cases,
    Column.VENDOR: ListedLine.vendor,
    Column.DEPARTMENT: ListedLine.department,
    Column.STATUS: ListedLine.status_at,
    Column.SINCE: ListedLine.since,
    Column.ORDERED: ListedLine.ordered_on,
    Column.EXPECTED: ListedLine.expected_on,
    Column.BIN: ListedLine.bin,
    Column.TOTAL: ListedLine.total,
    Column.CLOSED: ListedLine.closed_at,
}
# Where a line may have nothing, and what it has then: such lines come last either way.
_NOTHING: dict[Column, str | None] = {
    Column.VENDOR: "",
    Column.DEPARTMENT: "",
    Column.BIN: "",
    Column.EXPECTED: None,
    Column.TOTAL: None,
}
WORDS, MEMBER = "words", "member_number"


@dataclass(frozen=True)
class Way:
    """How a page is found: `gather` what fits and sort it, or walk; by the index of `dimension`, a
    column of listed lines, or with none named by the one that is sorted as the list."""

    gather: bool = False
    dimension: str = ""


@dataclass(frozen=True)
class Stretch:
    """A part of a list that one statement reads: behind the place, or with `back` in front of it
    and from there on backwards. `filled`: lines that have something in the sorted column."""

    sort: Sort
    place: Place
    filled: bool = True

    @property
    def back(self) -> bool:
        """Whether it is read backwards."""
        return self.place.after is not None

    @property
    def by_key(self) -> bool:
        """Whether the list keys alone sort it."""
        return not self.filled or self.sort.column is Column.NUMBER

    @property
    def down(self) -> bool:
        """Whether the largest comes first, in the direction of reading."""
        return self.sort.descending != self.back


def stretches(sort: Sort, place: Place) -> list[Stretch]:
    """The parts of a list from the place on, in the direction of reading."""
    if sort.column not in _NOTHING:
        return [Stretch(sort, place)]
    back = place.after is not None
    first, last = (False, True) if back else (True, False)
    if place == Place() or bool(place.value) is first:
        beyond = Place(after=-1) if back else Place()
        return [Stretch(sort, place, first), Stretch(sort, beyond, last)]
    return [Stretch(sort, place, last)]


def place_value(sort: Sort, value: Any) -> str:
    """What a line has in the sorted column, as a place keeps it."""
    if sort.column is Column.NUMBER or value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def keys(
    stretch: Stretch, filters: Filters, *, is_open: int, way: Way, limit: Limit, dialect: str
) -> sa.Select[int, int, Any]:
    """The statement for up to `limit` lines of a stretch: columns `key`, `line_id`, `value`, in the
    direction of reading."""
    column = COLUMNS[stretch.sort.column]
    sqlite = dialect == "sqlite"
    by_words = way.gather and way.dimension == WORDS
    along = _has_words(filters, dialect) and stretch.by_key and (by_words or not way.gather)
    # Read along the index of words, whose own row ids are the list keys; or along closed lines.
    own = stretch.sort.column is Column.NUMBER and not is_open and not way.dimension
    key: Any = ListedLine.closed_key if own else ListedLine.id
    key = _words_of(is_open).c.rowid if along else key
    query: sa.Select[int, int, Any] = sa.select(
        ListedLine.id.label("key"), ListedLine.line_id.label("line_id"), column.label("value")
    ).where(
        *narrowing.conditions(
            filters, is_open, words=not along, walked=not sqlite and not way.gather
        ),
        *_of_stretch(stretch),
        *_behind(stretch, key),
    )
    if along:
        query = _along_words(query, filters.text, is_open)
    elif sqlite:
        query = query.with_hint(ListedLine, _hint(stretch.sort, is_open, way), "sqlite")
    by = [column, key]
    if way.gather and not sqlite:
        # All found first, and sorted then, whatever the planner thinks of walking.
        some = query.cte("some" if stretch.filled else "others").prefix_with("MATERIALIZED")
        query = sa.select(some.c.key, some.c.line_id, some.c.value)
        by = [some.c.value, some.c.key]
    # Also where all have nothing: PostgreSQL knows its index by both.
    by = by[1:] if along or stretch.sort.column is Column.NUMBER else by
    return query.order_by(*(one.desc() if stretch.down else one for one in by)).limit(limit)


def _of_stretch(stretch: Stretch) -> list[sa.ColumnElement[bool]]:
    if stretch.sort.column not in _NOTHING:
        return []
    column, nothing = COLUMNS[stretch.sort.column], _NOTHING[stretch.sort.column]
    if nothing is None:
        return [column.is_not(None) if stretch.filled else column.is_(None)]
    return [column > nothing if stretch.filled else column == nothing]


def _behind(stretch: Stretch, by: Any) -> list[sa.ColumnElement[bool]]:
    key = stretch.place.after if stretch.back else stretch.place.before
    if key is None or key < 0:
        return []
    column = COLUMNS[stretch.sort.column]
    value = None if stretch.by_key else _read(stretch.sort, stretch.place.value)
    if stretch.by_key:
        return [by < key if stretch.down else by > key]
    if value is None:
        return []
    ours, theirs = sa.tuple_(column, ListedLine.id), sa.tuple_(value, sa.literal(key))
    return [ours < theirs if stretch.down else ours > theirs]


def _read(sort: Sort, text: str) -> sa.ColumnElement[Any] | None:
    """The value of a place; None for what nobody could have been given."""
    try:
        value = _READ.get(sort.column, _text)(text)
    except (ValueError, ArithmeticError):
        return None
    return sa.literal(value, COLUMNS[sort.column].type)


def _text(text: str) -> str:
    if not text.isprintable():
        raise ValueError("no text of a line")
    return text


def _number(text: str) -> int:
    if not text.isascii() or not -LARGEST <= int(text) <= LARGEST:
        raise ValueError("no number of a line")
    return int(text)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment must be aware")
    return moment.astimezone(UTC)


def _amount(text: str) -> Decimal:
    amount = Decimal(text)
    places = amount.as_tuple().exponent
    if not isinstance(places, int) or places < -2 or abs(amount) > LARGEST:
        raise ValueError("no amount of a line")
    return amount


_READ: dict[Column, Callable[[str], Any]] = {
    Column.CASES: _number,
    Column.STATUS: _number,
    Column.SINCE: _moment,
    Column.CLOSED: _moment,
    Column.ORDERED: date.fromisoformat,
    Column.EXPECTED: date.fromisoformat,
    Column.TOTAL: _amount,
}


def _has_words(filters: Filters, dialect: str) -> bool:
    """Whether an index of words can be walked: SQLite has one in the order of lists."""
    return dialect == "sqlite" and bool(filters.text) and bool(question(filters.text).for_fts5)


@cache
def _words_of(is_open: int) -> sa.TableClause:
    return sa.table(OPEN_WORDS if is_open else CLOSED_WORDS, sa.column("rowid", sa.BigInteger))


def _along_words(query: sa.Select[*Columns], text: str, is_open: int) -> sa.Select[*Columns]:
    """SQLite: the index of words stands in the order of the list keys, so it is walked, and lines
    are looked up one by one until the page is full."""
    asked, looked = question(text), _words_of(is_open)
    rows = sa.inspect(ListedLine).local_table
    query = query.select_from(First(looked, rows, looked.c.rowid == ListedLine.id))
    if asked.line_number is not None:
        query = query.where(ListedLine.id % 100 == 99 - asked.line_number)
    return query.where(sa.literal_column(looked.name).op("MATCH")(asked.for_fts5))


def some(filters: Filters, *, is_open: int, dialect: str, limit: int) -> sa.Select[int]:
    """The statement for up to `limit` list keys under the filters, whichever come first: to count
    them."""
    along = _has_words(filters, dialect)
    query = sa.select(ListedLine.id).where(*narrowing.conditions(filters, is_open, words=not along))
    if along:
        query = _along_words(query, filters.text, is_open)
    elif dialect == "sqlite":
        hint = _hint(NEWEST, is_open, Way(dimension=_leading(filters, is_open)))
        query = query.with_hint(ListedLine, hint, "sqlite")
    return query.limit(limit)


def newest(filters: Filters, *, is_open: int, of: int) -> sa.Select[int]:
    """PostgreSQL: the statement for list keys under the filters among the newest `of` lines. How
    many have a word can't be known from its index of words without taking them all from it."""
    key = ListedLine.id if is_open else ListedLine.closed_key
    few = (
        sa.select(ListedLine)
        .where(narrowing.standing(is_open))
        .order_by(key.desc())
        .limit(of)
        .subquery("newest")
    )
    line = aliased(ListedLine, few)
    adapted = ClauseAdapter(few)
    wanted = narrowing.conditions(filters, is_open, walked=True)
    return sa.select(line.id).where(*(adapted.traverse(condition) for condition in wanted))


def _leading(filters: Filters, is_open: int) -> str:
    """The dimension that is likely to leave the least."""
    flags = {
        MEMBER: filters.member_number is not None,
        "reopened": filters.reopened and not is_open,
        "unpriced": filters.needs_price and is_open,
        "note": filters.notes and is_open,
        "ordered_on": (filters.ordered_from or filters.ordered_before) and is_open,
        "closed_at": (filters.closed_from or filters.closed_before) and not is_open,
        "vendor_id": filters.vendor_ids,
        "department_id": filters.department_ids or filters.no_department,
        "by_night": filters.by_night and not is_open,
        "call_first": filters.call_first and is_open,
        "super_department_id": filters.super_department_ids or filters.mine,
        "status": filters.statuses,
    }
    return next((name for name, holds in flags.items() if holds), "")


def _hint(sort: Sort, is_open: int, way: Way) -> str:
    """Which index SQLite shall use: it guesses from averages, we know."""
    which = "open" if is_open else "closed"
    name = way.dimension
    if name == WORDS:
        return "NOT INDEXED"
    if name == MEMBER or FLAGGED.get(name) == is_open:
        return f"INDEXED BY ix_listed_lines_{name}"
    if name in NARROWED:
        return f"INDEXED BY ix_listed_lines_{which}_{name}"
    name = name or COLUMNS[sort.column].key
    if name == "id":
        return f"INDEXED BY ix_listed_lines_{which}"
    return f"INDEXED BY ix_listed_lines_{'' if is_open else 'closed_'}by_{name}"
