"""Which way to a page is the cheaper one: known from how many lines each filter leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders import narrowing
from app.domain.orders.filters import PAGE, Column, Filters, Sort
from app.domain.orders.narrowing import DIMENSIONS
from app.domain.orders.walking import MEMBER, WORDS, Way, newest, some
from app.models import LineTally, ListedLine
from app.models.listed import FLAGGED, NARROWED

# Matches are counted up to here where they must be looked for.
MOST_COUNTED = 1000
# So many of the newest lines are asked whether a word is common.
SAMPLE = 1000
# A line that is passed on the way along an index costs less than one that is looked up by it.
_PASSED, _LOOKED_UP = 2, 5
# Walking in another order than that of list keys, what fits may stand together far away: as many
# lines as this are gathered rather.
_RISK = 2500


@dataclass(frozen=True)
class Lay:
    """How many lines there are: `all` open (or closed), `total` under the filters, and `by` each
    dimension that is asked for alone. Of what must be looked for, counting stops at MOST_COUNTED;
    `bounded` says that it did for the total."""

    all: int
    total: int
    bounded: bool = False
    by: dict[str, int] = field(default_factory=dict)


def known(filters: Filters, sort: Sort, is_open: int) -> Way | None:
    """The way that needs no counting, if there is one: nothing is asked, or one thing in the order
    of list keys."""
    if filters.member_number is not None:
        return Way(gather=True, dimension=MEMBER)
    if filters.text or narrowing.looked_at(filters):
        return None
    asked = narrowing.counted_by(filters, ListedLine)
    if not asked:
        return Way()
    along = ways_along(filters, is_open)
    if len(asked) == 1 and sort.column is Column.NUMBER and len(along) == 1:
        return Way(dimension=along[0])
    return None


def ways_along(filters: Filters, is_open: int) -> list[str]:
    """Dimensions of which one value is asked for: their index is sorted by list keys."""
    one = {
        "store_id": bool(filters.store_id),
        "super_department_id": len(filters.super_department_ids or filters.mine or ()) == 1
        and (not filters.super_department_ids or filters.mine is None),
        "department_id": (len(filters.department_ids) == 1) != filters.no_department,
        "vendor_id": len(filters.vendor_ids) == 1,
        "status": len(filters.statuses) == 1 and filters.stage is None,
        "unpriced": filters.needs_price,
        "note": filters.notes,
        "call_first": bool(filters.call_first),
        "by_night": bool(filters.by_night),
        "reopened": bool(filters.reopened),
    }
    return [name for name, holds in one.items() if holds and has_index(name, is_open)]


def has_index(dimension: str, is_open: int) -> bool:
    """Whether open lines, or closed ones, are found by a dimension."""
    own = {"ordered_on": 1, "closed_at": 0, **FLAGGED}
    return dimension in NARROWED or own.get(dimension) == is_open


def lay_of(session: Session, filters: Filters, *, is_open: int) -> Lay:
    """Count what is needed to choose a way, in one statement."""
    query = counting(filters, is_open=is_open, dialect=session.get_bind().dialect.name)
    return read_lay(filters, session.execute(query).one()._mapping)


def counting(
    filters: Filters, *, is_open: int, dialect: str, total: sa.ColumnElement[int] | None = None
) -> sa.Select[*tuple[Any, ...]]:
    """The statement behind `lay_of`: one row, `all`, `total` and a column for each dimension;
    `total` if the caller has it from elsewhere."""
    asked = narrowing.counted_by(filters, LineTally)
    summed = sa.func.sum(LineTally.lines)
    if filters.plain:
        total = summed.filter(sa.and_(*asked.values())) if asked else summed
    elif total is None:
        total = total_of(filters, is_open=is_open, dialect=dialect)
    columns: list[sa.ColumnElement[Any]] = [summed.label("all"), total.label("total")]
    columns += [
        summed.filter(condition).label(DIMENSIONS[name]) for name, condition in asked.items()
    ]
    for name, alone in _apart(filters, is_open).items():
        columns.append(_bounded(alone, is_open, dialect).label(name))
    return sa.select(*columns).where(LineTally.open == is_open)


def total_of(filters: Filters, *, is_open: int, dialect: str) -> sa.ColumnElement[int]:
    """How many lines are under filters that ask for what the tallies do not keep."""
    found = _bounded(filters, is_open, dialect)
    if not (filters.text and dialect == "postgresql"):
        return found
    near = number_of(near_by(filters, is_open, "near"))
    return sa.case((near >= PAGE, MOST_COUNTED + 1), else_=found)


def read_lay(filters: Filters, row: Mapping[Any, Any]) -> Lay:
    """The lay that a row of `counting` tells."""
    by = {str(name): int(row[name] or 0) for name in row if name not in ("all", "total")}
    # Of what was counted to its end nobody knows how many there are: as if they were all.
    looked = _apart(filters, 1).keys() | _apart(filters, 0).keys()
    every = int(row["all"] or 0)
    by = {name: every if name in looked and n > MOST_COUNTED else n for name, n in by.items()}
    total = int(row["total"] or 0)
    return Lay(int(row["all"] or 0), total, not filters.plain and total > MOST_COUNTED, by)


def near_by(filters: Filters, is_open: int, name: str) -> sa.CTE:
    """PostgreSQL: what the filters leave of the newest lines. If it fills a page, what is asked for
    is common, and walked to; its index of words would give all of it."""
    return newest(filters, is_open=is_open, of=SAMPLE).cte(name).prefix_with("MATERIALIZED")


def number_of(rows: sa.CTE) -> sa.ScalarSelect[int]:
    """How many rows there are."""
    return sa.select(sa.func.count()).select_from(rows).scalar_subquery()


def _bounded(filters: Filters, is_open: int, dialect: str) -> sa.ScalarSelect[int]:
    """How many lines the filters leave, counted up to one more than MOST_COUNTED."""
    few = some(filters, is_open=is_open, dialect=dialect, limit=MOST_COUNTED + 1).subquery()
    return sa.select(sa.func.count()).select_from(few).scalar_subquery()


def choose(filters: Filters, sort: Sort, lay: Lay, is_open: int) -> Way:
    """The cheaper way to a page."""
    if filters.member_number is not None:
        return Way(gather=True, dimension=MEMBER)
    if filters.text and not lay.bounded and lay.total < min([*lay.by.values(), lay.all]):
        # Few have the words: the index of words is the narrowest.
        return Way(gather=True, dimension=WORDS)
    total = max(lay.total, 1)
    along = {name: lay.by[name] for name in ways_along(filters, is_open) if name in lay.by}
    gathered = {name: n for name, n in lay.by.items() if has_index(name, is_open)}
    in_order = sort.column is Column.NUMBER
    risk = 0 if in_order else _RISK
    ways = [(_PASSED * PAGE * lay.all // (_LOOKED_UP * total) + risk, Way())]
    if in_order and not filters.text:
        ways += [(PAGE * n // total, Way(dimension=name)) for name, n in along.items()]
    ways += [(n, Way(gather=True, dimension=name)) for name, n in gathered.items()]
    return min(ways, key=lambda way: way[0])[1]


def _apart(filters: Filters, is_open: int) -> dict[str, Filters]:
    """What is asked that has an index but no tally, each alone."""
    asked = {
        "ordered_on": Filters(
            ordered_from=filters.ordered_from, ordered_before=filters.ordered_before
        ),
        "call_first": Filters(call_first=filters.call_first or None),
    }
    if not is_open:
        asked = {
            "closed_at": Filters(
                closed_from=filters.closed_from, closed_before=filters.closed_before
            ),
            "by_night": Filters(by_night=filters.by_night or None),
            "reopened": Filters(reopened=filters.reopened or None),
        }
    return {name: alone for name, alone in asked.items() if alone != Filters()}
