"""How many lines there are of every kind, from the tallies that the database keeps."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import LineTally
from app.models.listed import COUNTED

# Any number will do, as long as it is always the same.
_LOCK = 4540007
_KIND = [getattr(LineTally, name) for name in COUNTED]


def settle(session: Session) -> int:
    """Put the tallies of each kind together into one row, and leave out kinds without lines. Safe
    to run twice and at any time: what others add meanwhile is another row, and a row is taken away
    by one settling only. Returns how many rows are gone."""
    if session.get_bind().dialect.name != "postgresql":
        gone = sa.delete(LineTally).where(LineTally.lines == 0).returning(LineTally.id)
        return len(session.execute(gone).all())
    if not session.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(_LOCK))):
        return 0
    several = (
        sa.select(*_KIND)
        .group_by(*_KIND)
        .having(sa.or_(sa.func.count() > 1, sa.func.sum(LineTally.lines) == 0))
    )
    taken = (
        sa.delete(LineTally)
        .where(sa.tuple_(*_KIND).in_(several))
        .returning(*_KIND, LineTally.lines)
        .cte("taken")
    )
    kind = [taken.c[name] for name in COUNTED]
    together = (
        sa.select(*kind, sa.func.sum(taken.c.lines))
        .group_by(*kind)
        .having(sa.func.sum(taken.c.lines) != 0)
    )
    before = session.scalar(sa.select(sa.func.count()).select_from(LineTally)) or 0
    added = sa.insert(LineTally).from_select([*COUNTED, "lines"], together, include_defaults=False)
    session.execute(added.add_cte(taken))
    after = session.scalar(sa.select(sa.func.count()).select_from(LineTally)) or 0
    return before - after
