"""Rows by their ids, without asking the database twice for what this session has in hand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import sqlalchemy as sa
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


def _in_hand(session: Session, model: type[Row], row_id: int) -> Row | None:
    row = session.identity_map.get(identity_key(model, row_id))
    if row is None or sa.inspect(row).expired:
        return None
    return row
