"""Rows by their ids, without asking the database twice for what this session has in hand; and rows
that are added once, however often somebody taps."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.interfaces import ORMOption
from sqlalchemy.orm.util import identity_key

from app.models import Base

Row = TypeVar("Row", bound=Base)


def by_id(
    session: Session, model: type[Row], ids: Iterable[int | None], *options: ORMOption
) -> dict[int, Row]:
    """The rows of `ids` by id; at most one statement, none if all were read before."""
    wanted = {i for i in ids if i is not None}
    found = {i: row for i in wanted if (row := _in_hand(session, model, i)) is not None}
    unread = wanted - found.keys()
    if unread:
        query = sa.select(model).where(model.id.in_(unread)).options(*options)
        found |= {row.id: row for row in session.scalars(query)}
    return found


def added(session: Session, row: Row, before: Callable[[], Row | None]) -> Row:
    """`row`, added now; or, of two taps with one key at the same moment, what the other one added,
    as `before` finds it. IntegrityError if something else than the key is taken."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        known = before()
        if known is None:
            raise
        return known
    return row


def _in_hand(session: Session, model: type[Row], row_id: int) -> Row | None:
    row = session.identity_map.get(identity_key(model, row_id))
    if row is None or sa.inspect(row).expired:
        return None
    return row
