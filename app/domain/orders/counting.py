"""How many lines wait where: the numbers beside the filters of a list.

Under plain filters they are sums of tallies, exact at any size. Where lines must be looked at
(text, age, members …) up to MOST_COUNTED of them are, and the numbers say so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders import narrowing, ways
from app.domain.orders.filters import PAGE, Filters, looked_for
from app.domain.orders.narrowing import DIMENSIONS
from app.domain.orders.walking import some
from app.domain.orders.ways import MOST_COUNTED, Lay, counting, near_by, number_of, read_lay
from app.models import LineTally, ListedLine
from app.models.listed import COUNTED

_IDS = ("store", "super_department", "department", "vendor")
_KEYS = (*_IDS, "status")
# What lines have or have not: the column, what its number is called, and what is counted.
_FLAGS = (("unpriced", "needs_price", 1), ("note", "notes", 1), ("printed", "with_tag", 1),
          ("printed", "without_tag", 0))  # fmt: skip


@dataclass(frozen=True)
class Facets:
    """Lines per choice of each filter, under all the other filters: by key of a status, by id of a
    store, a super department, a department or a vendor; ids without lines are left out. `total`:
    under all filters. `bounded`: there are more; every number is what was counted of the first
    MOST_COUNTED, so at least that."""

    total: int = 0
    bounded: bool = False
    statuses: dict[str, int] = field(default_factory=dict)
    stores: dict[int, int] = field(default_factory=dict)
    super_departments: dict[int, int] = field(default_factory=dict)
    departments: dict[int, int] = field(default_factory=dict)
    vendors: dict[int, int] = field(default_factory=dict)
    no_department: int = 0
    needs_price: int = 0
    notes: int = 0
    printed: int = 0
    not_printed: int = 0
    lay: Lay = field(default_factory=lambda: Lay(0, 0))


def facets(session: Session, filters: Filters, *, is_open: int = 1) -> Facets:
    """All the numbers of a list, in one statement; hand its `lay` on to the page."""
    found: dict[str, dict[str, int]] = {}
    query = facet_rows(filters, is_open=is_open, dialect=session.get_bind().dialect.name)
    for facet, key, lines in session.execute(query):
        found.setdefault(facet, {})[key] = int(lines or 0)
    lay = read_lay(filters, found.get("lay", {}))
    # Ids of nothing are 0; a kind whose lines are all gone may still have a tally.
    ids = {name: {int(k): n for k, n in found.get(name, {}).items() if n} for name in _IDS}
    flags = found.get("flag", {})
    return Facets(
        total=min(lay.total, MOST_COUNTED) if lay.bounded else lay.total,
        bounded=lay.bounded or found.get("seen", {}).get("", 0) > MOST_COUNTED,
        statuses={key: n for key, n in found.get("status", {}).items() if n},
        stores=ids["store"],
        super_departments={k: n for k, n in ids["super_department"].items() if k},
        departments={k: n for k, n in ids["department"].items() if k},
        vendors={k: n for k, n in ids["vendor"].items() if k},
        no_department=ids["department"].get(0, 0),
        needs_price=flags["needs_price"],
        notes=flags["notes"],
        printed=flags["with_tag"],
        not_printed=flags["without_tag"],
        lay=lay,
    )


@lru_cache(256)
def facet_rows(filters: Filters, *, is_open: int, dialect: str) -> sa.CompoundSelect[str, str, int]:
    """The statement behind `facets`: rows of facet, key and number. Kept, because the same few
    lists are asked for all day, and putting it together takes long beside its answer."""
    total: Any = None
    rows: Any = sa.inspect(LineTally).local_table
    base, lines, parts = rows.c.open == is_open, rows.c.lines, []
    if not filters.plain:
        rows, seen = _looked_at(filters, is_open, dialect)
        base, lines = sa.true(), sa.literal_column("1")
        parts.append(sa.select(sa.literal("seen"), sa.literal(""), seen))
    asked = narrowing.counted_by(filters, rows.c)
    if not filters.plain:
        total = seen
        if asked:
            fit = sa.select(sa.func.count()).select_from(rows).where(*asked.values())
            every = ways.total_of(filters, is_open=is_open, dialect=dialect)
            # All that there are were looked at, unless they are too many.
            total = sa.case((seen <= MOST_COUNTED, fit.scalar_subquery()), else_=every)
    counted = counting(filters, is_open=is_open, dialect=dialect, total=total)

    def others(name: str) -> list[Any]:
        return [condition for other, condition in asked.items() if other != name]

    free = [name for name in _KEYS if name not in asked]
    sets = [free] if dialect == "postgresql" and len(free) > 1 else [[name] for name in free]
    for names in [*sets, *([name] for name in _KEYS if name in asked)]:
        parts.append(_by_key(names, rows, lines).where(base, *others(names[0])))
    flags = [
        sa.func.sum(lines).filter(sa.and_(rows.c[name] == value, *others(name))).label(label)
        for name, label, value in _FLAGS
    ]
    return sa.union_all(*parts, *_sums(filters, counted, flags, base))


def _by_key(names: list[str], rows: Any, lines: Any) -> sa.Select[*tuple[Any, ...]]:
    """Lines per key of each of the names. Several on PostgreSQL only: it reads the rows once for
    all of them."""
    keys = [rows.c[DIMENSIONS[name]] for name in names]
    texts, summed = [sa.cast(key, sa.String) for key in keys], sa.func.sum(lines)
    if len(names) == 1:
        return sa.select(sa.literal(names[0]), texts[0], summed).group_by(*keys)
    pairs = zip(keys, names, strict=True)
    which = sa.case(*((sa.func.grouping(key) == 0, sa.literal(name)) for key, name in pairs))
    sets = sa.func.grouping_sets(*keys)
    return sa.select(which, sa.func.coalesce(*texts), summed).group_by(sets)


def _sums(filters: Filters, counted: Any, flags: list[Any], base: Any) -> list[Any]:
    """What is one number each: the lay, and lines that have or have not."""
    if not filters.plain:
        of_lines = sa.select(*flags).where(base).cte("flags")
        return [*_told("lay", counted.cte("lay").c), *_told("flag", of_lines.c)]
    # Sums over the same tallies: they are read through once.
    keys, row = counted.selected_columns.keys(), counted.add_columns(*flags).cte("row")
    lay, of_tallies = [row.c[key] for key in keys], [row.c[label] for _, label, _ in _FLAGS]
    return [*_told("lay", lay), *_told("flag", of_tallies)]


def _told(facet: str, columns: Iterable[sa.ColumnElement[Any]]) -> list[Any]:
    """The columns of one row, each as a row of its own."""
    return [
        sa.select(sa.literal(facet), sa.literal(column.key), sa.cast(column, sa.Integer))
        for column in columns
    ]


def _looked_at(filters: Filters, is_open: int, dialect: str) -> tuple[sa.CTE, Any]:
    """The first lines that what cannot be tallied leaves, whatever else is asked; and how many they
    are, or more than MOST_COUNTED if there are others."""
    kinds = [getattr(ListedLine, name) for name in COUNTED]
    alone = looked_for(filters)
    few = some(alone, is_open=is_open, dialect=dialect, limit=MOST_COUNTED + 1)
    if not (filters.text and dialect == "postgresql"):
        looked = few.add_columns(*kinds).cte("looked").prefix_with("MATERIALIZED")
        return looked, number_of(looked)
    near = near_by(alone, is_open, "near_alone")
    common = number_of(near) >= PAGE
    found = sa.union_all(sa.select(near.c.id).where(common), few.where(sa.not_(common)))
    keys = sa.select(found.subquery("found").c.id)
    chosen = sa.select(ListedLine.id, *kinds).where(ListedLine.id.in_(keys))
    looked = chosen.cte("looked").prefix_with("MATERIALIZED")
    return looked, sa.case((common, MOST_COUNTED + 1), else_=number_of(looked))
