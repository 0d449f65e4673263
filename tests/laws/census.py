"""How many rows there are, and how often they were changed: equal before and after means nothing
was written that stayed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import Base

Census = dict[str, tuple[int, int]]


COUNT = sa.union_all(
    *(
        sa.select(
            sa.literal(name),
            sa.func.count(),
            sa.func.coalesce(sa.func.sum(table.c.version), 0) if "version" in table.c else 0,
        ).select_from(table)
        for name, table in Base.metadata.tables.items()
    )
)


def census(session: Session) -> Census:
    """Table → rows, and the sum of their versions where they have one; in one statement."""
    return {
        name: (count, versions) for name, count, versions in _connection(session).execute(COUNT)
    }


def _connection(session: Session) -> sa.Connection:
    """The test's own connection, used without beginning anything in its session."""
    bind = session.get_bind()
    assert isinstance(bind, sa.Connection)
    return bind


@contextmanager
def writing(session: Session) -> Iterator[list[str]]:
    """The statements of this stretch that are more than reading."""
    found: list[str] = []
    engine = _connection(session).engine

    def look(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        words = statement.upper()
        reads = words.startswith(("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA", "WITH"))
        if not reads or "FOR UPDATE" in words or "NEXTVAL" in words:
            found.append(statement)

    sa.event.listen(engine, "before_cursor_execute", look)
    yield found
    sa.event.remove(engine, "before_cursor_execute", look)


@contextmanager
def taken_back(session: Session) -> Iterator[None]:
    """Whatever requests commit in this stretch is undone at its end."""
    session.commit()
    savepoint = _connection(session).begin_nested()
    try:
        yield
    finally:
        session.rollback()
        savepoint.rollback()
