"""Rows into tables, a batch at a time: what is new in one statement, what differs in another, what
is the same left alone. Nothing here commits."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.catalog import history
from app.domain.imports.kinds import Key, Values
from app.domain.imports.lookups import Lookups
from app.domain.imports.records import Problem, Row
from app.models import CatalogChange, CatalogThing, Import
from app.vocabulary import clock

LEAVE, WITHDRAW = "leave", "withdraw"
"""What becomes of items that a file does not name."""

HISTORY = cast(sa.Table, CatalogChange.__table__)


@dataclass
class Counts:
    """What became of the rows of a batch."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0


class Writer(ABC):
    """Writes the rows of one import. Made once for a slice of the work, so that it may remember
    what it looked up."""

    def __init__(self, session: Session, one: Import, lookups: Lookups) -> None:
        self.import_id = one.id
        self.by = Viewer(one.user_id, "", frozenset(), one.store_id)
        self.store_id = one.store_id
        self.vendor_id = one.vendor_id
        # Only withdrawing asks which rows a file has named; what is the same is written for it.
        self.marks = one.options.get("missing") == WITHDRAW
        self.lookups = lookups
        self.prepare(session)

    def prepare(self, session: Session) -> None:  # noqa: B027 - most writers need nothing
        """Look up once what all batches need."""

    @abstractmethod
    def write(self, session: Session, rows: Sequence[Row]) -> Counts:
        """Write a batch; rows that turn out to be impossible get a problem that refuses them."""


def refuse(row: Row, message: str, field: str = "") -> None:
    """Take nothing of this row, for a reason that only the tables know."""
    row.problems.append(Problem(field, message, True))


class CatalogWriter(Writer):
    """Rows that become rows of one table of the catalogue, by a natural key of one column."""

    table: ClassVar[sa.Table]
    thing: ClassVar[CatalogThing]
    key: ClassVar[str]
    blank: ClassVar[Mapping[str, Any]]
    """What a new row is where the file says nothing; its names are all that a file may fill."""
    names: ClassVar[Mapping[str, tuple[str, type[Any]]]] = {}
    """Columns with ids → what the history calls them, and the table that knows their names."""
    revives: ClassVar[bool] = False
    """Whether being in the file makes a withdrawn row active again."""

    def scope(self) -> dict[str, Any]:
        """Columns that are the same in every row of the file."""
        return {}

    def write(self, session: Session, rows: Sequence[Row]) -> Counts:
        """Insert, change, or only note that it was seen."""
        counts = Counts(refused=sum(row.refused for row in rows))
        there = self._there(session, [row.key for row in rows if row.key is not None])
        now = clock.now()
        new: list[Values] = []
        changed: list[Values] = []
        told: list[dict[str, Any]] = []
        seen: list[int] = []
        for row in rows:
            old = there.get(row.key) if row.key is not None else None
            if row.refused:
                # A row that can't be taken still says that the item exists.
                seen += [old["id"]] if old is not None else []
            elif old is None:
                new.append(self._new(row.values, now))
            elif differing := self._differing(row.values, old):
                changed.append(self._changed(old, differing))
                told.append(self._told(old, differing))
            else:
                seen.append(old["id"])
                counts.unchanged += 1
        counts.added, counts.updated = len(new), len(changed)
        self._insert(session, new, now)
        self._update(session, changed, told)
        if seen and self.marks:
            session.execute(
                sa.update(self.table)
                .where(self.table.c.id.in_(seen))
                .values(seen_by_import_id=self.import_id)
            )
        return counts

    def _there(self, session: Session, keys: list[Key]) -> dict[Key, sa.RowMapping]:
        if not keys:
            return {}
        table = self.table
        wanted = ("id", "version", "active", self.key, "search_text", *self.blank)
        # Only the index of the key will do. One that begins with the vendor would be read whole for
        # every batch, and tempts a planner that has not seen yet how the table has grown.
        scope = (table.c[name] + 0 == value for name, value in self.scope().items())
        query = (
            sa.select(*(table.c[name] for name in dict.fromkeys(wanted)))
            .where(table.c[self.key].in_([key[0] for key in keys]), *scope)
            .with_for_update()
        )
        return {(row[self.key],): row for row in session.execute(query).mappings()}

    def _new(self, values: Values, now: datetime) -> Values:
        made = {**self.blank, "active": True, **values, **self.scope()}
        made["search_text"] = self.searched(made)
        made["created_at"], made["seen_by_import_id"], made["version"] = now, self.import_id, 1
        return made

    def _differing(self, values: Values, old: sa.RowMapping) -> Values:
        differing = {name: value for name, value in values.items() if old[name] != value}
        if self.revives and not old["active"]:
            differing["active"] = True
        return differing

    def _changed(self, old: sa.RowMapping, differing: Values) -> Values:
        made = {name: old[name] for name in self.blank} | {"active": old["active"]} | differing
        known = old["search_text"]
        if not differing.keys().isdisjoint(("description", "brand", "size")):
            known = self.searched(made)
        made.pop(self.key, None)
        return {f"_{name}": value for name, value in made.items()} | {
            "_id": old["id"],
            "_version": old["version"] + 1,
            "_search_text": known,
            "_seen_by_import_id": self.import_id,
        }

    def searched(self, values: Mapping[str, Any]) -> str:
        """What searching looks through."""
        raise NotImplementedError

    def _told(self, old: sa.RowMapping, differing: Values) -> dict[str, Any]:
        pairs = {name: (old[name], value) for name, value in differing.items()}
        switched = pairs.pop("active", None)
        verb = "changed"
        if switched is not None:
            verb = "brought back" if switched[1] else "withdrawn"
        figures = {name: pair for name, pair in pairs.items() if name in history.FIGURES}
        changed = {}
        for name, (was, is_) in pairs.items():
            if name in self.names:
                word, model = self.names[name]
                changed[word] = (self.lookups.name(model, was), self.lookups.name(model, is_))
            elif name not in figures:
                changed[name] = (was, is_)
        return history.row(self.by, self.thing, old["id"], verb, changed, figures, self.import_id)

    def _insert(self, session: Session, new: list[Values], now: datetime) -> None:
        if not new:
            return
        table = self.table
        last = session.scalar(sa.select(sa.func.max(table.c.id))) or 0
        session.execute(sa.insert(table), new)
        ours = (table.c.id > last) & (table.c.seen_by_import_id == self.import_id)
        note_all(session, self.by, self.thing, "added", ours, table, self.import_id, now)

    def _update(self, session: Session, changed: list[Values], told: list[dict[str, Any]]) -> None:
        if not changed:
            return
        table = self.table
        names = [name.removeprefix("_") for name in changed[0]]
        session.connection().execute(
            sa.update(table)
            .where(table.c.id == sa.bindparam("_id"))
            .values({name: sa.bindparam(f"_{name}") for name in names if name != "id"}),
            changed,
        )
        session.execute(sa.insert(HISTORY), told)


def note_all(
    session: Session,
    by: Viewer,
    thing: CatalogThing,
    verb: str,
    which: sa.ColumnElement[bool],
    table: sa.Table,
    import_id: int,
    now: datetime,
) -> None:
    """One entry in the history of each row of `which`, without fields, in one statement."""
    kept = HISTORY
    constants: dict[str, Any] = {
        "at": now,
        "user_id": by.user_id,
        "import_id": import_id,
        "thing": thing,
        "verb": verb,
        "changed": {},
        "figures": {},
    }
    told = [sa.literal(value, kept.c[name].type) for name, value in constants.items()]
    rows = sa.select(*told, table.c.id).where(which)
    session.execute(sa.insert(kept).from_select([*constants, "thing_id"], rows))
