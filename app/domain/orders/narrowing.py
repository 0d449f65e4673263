"""The conditions behind filters: over the narrow rows that lists are read from."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from app.domain.orders.asking import Question, question
from app.domain.orders.filters import Filters
from app.models import ListedLine, Status
from app.models.listed_upkeep import CLOSED_WORDS, OPEN_WORDS

# What lines are counted by: the name of a filter → the column of both tables.
DIMENSIONS = {
    "store": "store_id",
    "super_department": "super_department_id",
    "department": "department_id",
    "vendor": "vendor_id",
    "status": "status",
    "unpriced": "unpriced",
    "note": "note",
    "printed": "printed",
}
Condition = sa.ColumnElement[bool]


def counted_by(filters: Filters, table: Any) -> dict[str, Condition]:
    """What the filters ask of each dimension, where they ask anything; `table` has the columns that
    lines are counted by."""
    asked: dict[str, list[Condition]] = {}

    def ask(name: str, condition: Condition) -> None:
        asked.setdefault(name, []).append(condition)

    if filters.store_id:
        ask("store", table.store_id == filters.store_id)
    several: tuple[tuple[str, tuple[Any, ...] | None], ...] = (
        ("super_department", filters.super_department_ids or None),
        # Who owns nothing sees nothing as theirs.
        ("super_department", filters.mine),
        ("department", filters.department_ids or None),
        ("vendor", filters.vendor_ids or None),
        ("status", filters.statuses or None),
    )
    for name, values in several:
        if values is not None:
            ask(name, _any_of(getattr(table, DIMENSIONS[name]), values))
    if filters.stage is not None:
        of_stage = sa.select(Status.key).where(Status.stage == filters.stage)
        ask("status", table.status.in_(of_stage))
    if filters.no_department:
        ask("department", table.department_id == 0)
    flags = (
        ("unpriced", filters.needs_price or None),
        ("note", filters.notes or None),
        ("printed", filters.printed),
    )
    for name, flag in flags:
        if flag is not None:
            ask(name, _is(getattr(table, DIMENSIONS[name]), flag))
    return {name: sa.and_(*conditions) for name, conditions in asked.items()}


def looked_at(filters: Filters) -> list[Condition]:
    """What must be looked for in the lines themselves, words aside."""
    flags = (
        (ListedLine.call_first, filters.call_first),
        (ListedLine.member, filters.members),
        (ListedLine.by_night, filters.by_night),
        (ListedLine.reopened, filters.reopened),
    )
    found: list[Condition] = [_is(column, flag) for column, flag in flags if flag is not None]
    if filters.member_number is not None:
        found.append(ListedLine.member_number == filters.member_number)
    if filters.ordered_from is not None:
        found.append(ListedLine.ordered_on >= filters.ordered_from)
    if filters.ordered_before is not None:
        found.append(ListedLine.ordered_on < filters.ordered_before)
    if filters.closed_from is not None:
        found.append(ListedLine.closed_at >= filters.closed_from)
    if filters.closed_before is not None:
        found.append(ListedLine.closed_at < filters.closed_before)
    return found


def standing(is_open: int) -> Condition:
    """Open lines, or closed ones; said so that the indexes of either are known to hold them."""
    return ListedLine.open == sa.literal_column(str(int(is_open)))


def worded(asked: Question, is_open: int, *, walked: bool = False) -> list[Condition]:
    """Lines that have the words. `walked`: each line that comes along is asked for them, and
    PostgreSQL shall not think of its index of words, from which it would take all at once."""
    if walked and asked.for_tsquery:
        query = sa.cast(sa.literal(asked.for_tsquery), postgresql.TSQUERY)
        return [sa.func.ts_match_vq(ListedLine.words, query), *_numbered(asked)]
    found: list[Condition] = [HasListedWords(
        ListedLine.id,
        ListedLine.words,
        sa.literal(asked.for_fts5),
        sa.literal(asked.for_tsquery),
        sa.literal_column(OPEN_WORDS if is_open else CLOSED_WORDS),
    )] if asked.for_tsquery else [sa.false()]  # fmt: skip
    return [*found, *_numbered(asked)]


def _numbered(asked: Question) -> list[Condition]:
    number = asked.line_number
    return [] if number is None else [ListedLine.id % 100 == 99 - number]


def conditions(
    filters: Filters, is_open: int, *, words: bool = True, walked: bool = False
) -> list[Condition]:
    """All that the filters ask of listed lines; without `words`, the text aside."""
    found = [standing(is_open), *counted_by(filters, ListedLine).values(), *looked_at(filters)]
    if filters.text and words:
        found += worded(question(filters.text), is_open, walked=walked)
    return found


def _is(column: Any, flag: bool) -> Condition:
    """Said as it stands, not by a bound value: an index of such lines alone says it so too."""
    condition: Condition = column == sa.literal_column(str(int(flag)))
    return condition


def _any_of(column: Any, values: Any) -> Condition:
    condition: Condition = column == values[0] if len(values) == 1 else column.in_(values)
    return condition


class HasListedWords(FunctionElement[bool]):
    """A listed line has the words that are asked for. Of its id, its words, the question as each
    database wants it, and the index."""

    name = "has_listed_words"
    type = sa.Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> Any:
        """Itself: it is in brackets already."""
        return self


@compiles(HasListedWords, "sqlite")
def _by_fts5(element: HasListedWords, compiler: SQLCompiler, **kw: Any) -> str:
    row, _words, asked, _, index = (compiler.process(part, **kw) for part in element.clauses)
    return f"({row} IN (SELECT rowid FROM {index} WHERE {index} MATCH {asked}))"  # noqa: S608


@compiles(HasListedWords, "postgresql")
def _by_gin(element: HasListedWords, compiler: SQLCompiler, **kw: Any) -> str:
    _row, words, _, asked, _index = element.clauses
    return f"({compiler.process(words, **kw)} @@ CAST({compiler.process(asked, **kw)} AS tsquery))"
