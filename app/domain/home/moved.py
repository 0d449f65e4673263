"""Lines of carried products, not ordered yet, whose retail price in the catalogue is another one
since they were quoted: somebody accepts it or keeps the quote, on the order's page (C9).

Looked for among so many lines of a store at once, so that it costs the same however many there are;
a page leads on to the next so many. What somebody kept once is not asked about here again; the
order's page still says when it moves on.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.models import OrderLine, Product, user_super_departments
from app.vocabulary.statuses import Stage

# So many lines are looked at for a page, and of each part for the number at home.
MOST_LOOKED_AT = 1000
PAGE = 50
# The lines of a store that are not ordered yet, in parts; each is walked along the index of what is
# to be bought. Whether lines without a vendor come first or last there is each database's own.
PARTS = tuple((stage, known) for stage in (Stage.ASK, Stage.READY) for known in (True, False))


@dataclass(frozen=True)
class Place:
    """Behind which line it goes on: in which part, of which vendor (0: of none), at which list
    key."""

    part: int = 0
    vendor_id: int = 0
    list_key: int = 0


@dataclass(frozen=True)
class Moved:
    """Lines that moved, by vendor, the oldest first; `after` is where to look on, None when all
    were looked at. `full`: there may be more among those that were looked at."""

    lines: list[OrderLine]
    after: Place | None
    full: bool = False


def looked_at(store_id: int, after: Place = Place(), most: int = MOST_LOOKED_AT) -> sa.CTE:
    """The lines that are looked at, `most` of each part, behind `after`: their ids and places."""
    walks = []
    for part, (stage, known) in enumerate(PARTS):
        if part < after.part:
            continue
        vendor = OrderLine.vendor_id.is_not(None) if known else OrderLine.vendor_id.is_(None)
        here = (OrderLine.open == 1, OrderLine.store_id == store_id, OrderLine.stage == stage)
        walk = sa.select(
            OrderLine.id,
            sa.literal(part).label("part"),
            sa.func.coalesce(OrderLine.vendor_id, 0).label("vendor_id"),
            OrderLine.list_key,
        ).where(*here, vendor)
        if part == after.part and known:
            place = sa.tuple_(OrderLine.vendor_id, OrderLine.list_key)
            walk = walk.where(place > (after.vendor_id, after.list_key))
        elif part == after.part:
            walk = walk.where(OrderLine.list_key > after.list_key)
        walks.append(walk.order_by(OrderLine.vendor_id, OrderLine.list_key).limit(most).subquery())
    # Found first, joined then: joined at once, all open lines would be walked for those few.
    some = sa.union_all(*(sa.select(walk) for walk in walks))
    return some.cte("looked_at").prefix_with("MATERIALIZED")


def ids(rows: sa.CTE | sa.Subquery, mine: int | None) -> sa.Select[int]:
    """The ids of those of `looked_at` that moved; in the departments of the user `mine` only, if it
    says one."""
    kept = OrderLine.price_why["kept"]["retail"].as_string()
    found = (
        sa.select(OrderLine.id)
        .join(rows, rows.c.id == OrderLine.id)
        .join(Product, Product.id == OrderLine.product_id)
        .where(
            Product.retail > Decimal(0),
            OrderLine.retail.is_distinct_from(Product.retail),
            kept.is_(None),
        )
    )
    if mine is None:
        return found
    owned = user_super_departments.c
    theirs = sa.select(owned.super_department_id).where(owned.user_id == mine)
    return found.where(OrderLine.super_department_id.in_(theirs))


def longest(rows: sa.CTE) -> sa.ScalarSelect[int]:
    """How many lines of one part were looked at, at most: as many as may be if there are more."""
    each = sa.select(sa.func.count().label("lines")).select_from(rows).group_by(rows.c.part)
    most = sa.func.coalesce(sa.func.max(each.subquery().c.lines), 0)
    return sa.select(most).scalar_subquery()


def page(
    session: Session,
    store_id: int,
    mine: int | None,
    after: Place = Place(),
    *,
    looked: int = MOST_LOOKED_AT,
    most: int = PAGE,
) -> Moved:
    """Those that moved among the next `looked` lines, at most `most`; two statements."""
    rows = looked_at(store_id, after, looked)
    order = (rows.c.part, rows.c.vendor_id, rows.c.list_key)
    some = sa.select(rows).order_by(*order).limit(looked).cte("some").prefix_with("MATERIALIZED")
    order = (some.c.part, some.c.vendor_id, some.c.list_key)
    places = sa.select(*order).order_by(*order).offset(looked - 1).limit(1)
    last = session.execute(places).one_or_none()
    query = (
        ids(some, mine)
        .with_only_columns(OrderLine, *order)
        .join(OrderLine.order)
        .options(contains_eager(OrderLine.order), joinedload(OrderLine.department))
        .options(joinedload(OrderLine.status_row))
        .order_by(*order)
        .limit(most + 1)
    )
    found = session.execute(query).all()
    lines = [row[0] for row in found[:most]]
    if len(found) > most:
        return Moved(lines, Place(*found[most - 1][1:]), full=True)
    return Moved(lines, Place(*last) if last else None)
