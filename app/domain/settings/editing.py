"""Changing a row of settings: what really changed is written and goes to the trail, before and
after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from app.domain.access import Viewer
from app.domain.audit import record
from app.models import Base
from app.vocabulary.errors import Invalid, NotFound, Refused

Row = TypeVar("Row", bound=Base)

# Settings are lists that people read: nobody needs more of one kind, and no page shows more.
MOST_ROWS = 200


def fact(value: Any) -> Any:
    """`value` as the trail keeps it: words, numbers as text where they are exact, names of rows."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if _in_order(value):
        return list(value)
    if isinstance(value, dict):
        return [f"{name}: {each}" for name, each in sorted(value.items())]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return sorted(fact(each) for each in value)
    if isinstance(value, Base):
        return str(getattr(value, "name", value.id))
    return value


def the(session: Session, model: type[Row], row_id: int) -> Row:
    """The row of an id; its version, not a lock, guards the change. Raises NotFound."""
    row = session.get(model, row_id)
    if row is None:
        raise NotFound("There is no such entry in the settings.")
    return row


@contextmanager
def unique(session: Session, messages: Mapping[str, str]) -> Iterator[None]:
    """Write what happens inside; Invalid with `messages` if the database finds it is not unique
    (two people may name the same thing at the same moment)."""
    try:
        with session.begin_nested():
            yield
            session.flush()
    except IntegrityError:
        raise Invalid(messages) from None


def room_for(session: Session, model: type[Base], most: int = MOST_ROWS) -> None:
    """Raise Refused when there are as many rows as a list of settings takes."""
    count = session.scalar(sa.select(sa.func.count()).select_from(model)) or 0
    if count >= most:
        raise Refused(f"There are {count} already, and that is as many as fit.")


def add(
    session: Session,
    row: Base,
    by: Viewer | None,
    kind: str,
    subject: str,
    shown: Mapping[str, Any],
    taken: Mapping[str, str],
) -> None:
    """Store a new row and note it with the facts in `shown`; Invalid(`taken`) if its natural key
    is taken."""
    with unique(session, taken):
        session.add(row)
    record(session, by, kind, subject, after={name: fact(v) for name, v in shown.items()})


def edit(
    session: Session,
    row: Base,
    values: Mapping[str, Any],
    by: Viewer | None,
    kind: str,
    subject: str,
    taken: Mapping[str, str] | None = None,
) -> frozenset[str]:
    """Set the `values` that differ and note them; returns their names. A change of a collection
    counts the row's version up too."""
    before = {name: _kept(getattr(row, name)) for name in values}
    changed = {name: v for name, v in values.items() if _differs(before[name], v)}
    if not changed:
        return frozenset()
    with unique(session, taken or {}):
        for name, value in changed.items():
            setattr(row, name, value)
        _count_up(row, values)
    record(
        session,
        by,
        kind,
        subject,
        before={name: fact(before[name]) for name in changed},
        after={name: fact(value) for name, value in changed.items()},
    )
    return frozenset(changed)


def _count_up(row: Base, values: Mapping[str, Any]) -> None:
    """A row whose collections alone changed is written too, so that its version tells."""
    columns = sa.inspect(type(row)).column_attrs
    flag_modified(row, next(name for name in values if name in columns))


def _kept(value: Any) -> Any:
    return list(value) if isinstance(value, list) else value


def _in_order(value: Any) -> bool:
    """Whether it is a list of plain words, whose order means something."""
    return isinstance(value, list) and all(type(each) is str for each in value)


def _differs(before: Any, after: Any) -> bool:
    if _in_order(before) and _in_order(after):
        return bool(before != after)
    if isinstance(before, list) and isinstance(after, Iterable):
        return set(before) != set(after)
    return bool(before != after)
