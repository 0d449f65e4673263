"""Finding rows by words: every word typed must begin a word of the row, looked up in the indexes
that `models/search.py` makes."""

from __future__ import annotations

import re
from typing import Any, TypeVarTuple

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from app.models.search import WORDS, Words, backwards
from app.vocabulary.searching import haystack

Columns = TypeVarTuple("Columns")

MOST_WORDS = 6
# Letters and digits of any script; an underscore parts words like any other mark.
_WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """The words that somebody typed, folded like what is looked through, at most MOST_WORDS.
    Apostrophes join (`bob's` is bobs), every other mark parts (`gluten-free` is two words)."""
    return _WORD.findall(haystack(text).replace("'", ""))[:MOST_WORDS]


def matching(model: Any, text: str) -> sa.ColumnElement[bool]:
    """The condition that rows of `model` (Product, VendorItem, Customer, CustomerReach, Order,
    OrderLine, or an alias of one) have a word that begins so for every word of `text`. False for a
    text without a word."""
    words = words_of(text)
    return matching_all(model, words) if words else sa.false()


def matching_all(model: Any, words: list[str]) -> sa.ColumnElement[bool]:
    """`matching` for words that are taken apart already: at least one, letters and digits only."""
    index = WORDS[sa.inspect(model).mapper.local_table.name]
    columns = (getattr(model, name) for name in index.columns)
    return HasWords(model.id, *columns, sa.literal(_fts5_query(words)), sa.literal(_tsquery(words)))


def narrowed(
    session: Session, query: sa.Select[*Columns], model: Any, words: list[str]
) -> sa.Select[*Columns]:
    """`query` over `model` with `matching_all`, so that it can stop early: for a handful of many
    thousand rows, as long as it is not sorted. In the order of ids on SQLite."""
    if session.get_bind().dialect.name != "sqlite":
        return query.where(matching_all(model, words))
    rows = sa.inspect(model).selectable
    index = WORDS[sa.inspect(model).mapper.local_table.name]
    looked = sa.table(index.name, sa.column("rowid"))
    # As literal text: the table is known to the database under its own name only.
    asked = sa.literal_column(index.name).op("MATCH")(_fts5_query(words))
    return query.select_from(First(looked, rows, looked.c.rowid == model.id)).where(asked)


def begins(expression: Any, start: str) -> sa.ColumnElement[bool]:
    """The condition that a text begins with `start` exactly, read from a sorted index; false for
    an empty start."""
    if not start:
        return sa.false()
    first, behind = stretch(start)
    return sa.and_(Plain(expression) >= first, Plain(expression) < behind)


def stretch(start: str) -> tuple[str, str]:
    """The first text that begins with `start` (at least one character), and the first behind."""
    return start, start[:-1] + chr(ord(start[-1]) + 1)


def code_is(column: Any, sku: str) -> sa.ColumnElement[bool]:
    """The condition that a SKU is this one, in any case."""
    return Plain(sa.func.upper(column)) == sku.upper()


def holds(column: Any, text: str) -> sa.ColumnElement[bool]:
    """The condition that a name has `text` anywhere in it, in any case; for short lists, which are
    read through. SQLite knows the capitals of ASCII only, so what has others is looked for in the
    usual ways of writing it too."""
    ways = [sa.func.lower(column).contains(text.lower(), autoescape=True)]
    if not text.isascii():
        written = sorted({text, text.upper(), text.capitalize(), text.title()})
        ways += [column.contains(each, autoescape=True) for each in written]
    return sa.or_(*ways)


class _Condition(FunctionElement[bool]):
    """A condition that stands as it is written: SQLAlchemy would compare it with 1 on SQLite, and
    no index could be used."""

    type = sa.Boolean()

    def self_group(self, against: Any = None) -> Any:
        """Itself: it is in brackets already."""
        return self


class HasWords(_Condition):
    """A row has words that begin with all that are asked for. Of its id, the columns that its
    words come from, and the question as each database wants it."""

    name = "has_words"
    inherit_cache = True


class First(sa.sql.selectable.Join):
    """A join that SQLite reads from left to right. Left to itself it may walk all customers and
    ask of each whether it has the words: seconds instead of a millisecond."""

    inherit_cache = True


def _say_hint(_compiler: SQLCompiler, _table: Any, text: str | None) -> str | None:
    return text


# SQLAlchemy says the hints of other databases; SQLite has one too, INDEXED BY, in the same place.
SQLiteCompiler.get_from_hint_text = _say_hint  # type: ignore[assignment,method-assign]


class Plain(FunctionElement[str]):
    """A text compared and sorted by its characters, not by the rules of a language."""

    name = "plain"
    type = sa.String()
    inherit_cache = True


class Backwards(FunctionElement[str]):
    """The last characters of a code in capitals, last one first, as its index has them."""

    name = "backwards"
    type = sa.String()
    inherit_cache = True


@compiles(HasWords, "sqlite")
def _by_fts5(element: HasWords, compiler: SQLCompiler, **kw: Any) -> str:
    row, *_columns, asked, _ = element.clauses
    name = _index_of(row).name
    question = compiler.process(asked, **kw)
    found = f"SELECT rowid FROM {name} WHERE {name} MATCH {question}"  # noqa: S608 - our own name
    return f"({compiler.process(row, **kw)} IN ({found}))"


@compiles(HasWords, "postgresql")
def _by_gin(element: HasWords, compiler: SQLCompiler, **kw: Any) -> str:
    row, *columns, _, asked = element.clauses
    words = _index_of(row).of(*(compiler.process(column, **kw) for column in columns))
    return f"(search_words({words}) @@ CAST({compiler.process(asked, **kw)} AS tsquery))"


@compiles(First)
def _left_to_right(element: First, compiler: SQLCompiler, **kw: Any) -> str:
    parts = {**kw, "asfrom": True}
    left, right = (compiler.process(side, **parts) for side in (element.left, element.right))
    assert element.onclause is not None  # noqa: S101 - `narrowed` says how they belong together
    # Elsewhere planners know better, and know no such join.
    word = "CROSS JOIN" if compiler.dialect.name == "sqlite" else "JOIN"
    return f"{left} {word} {right} ON {compiler.process(element.onclause, **kw)}"


@compiles(Plain, "sqlite")
def _as_it_is(element: Plain, compiler: SQLCompiler, **kw: Any) -> str:
    (text,) = element.clauses
    return compiler.process(text, **kw)


@compiles(Plain, "postgresql")
def _by_characters(element: Plain, compiler: SQLCompiler, **kw: Any) -> str:
    (text,) = element.clauses
    return f'({compiler.process(text, **kw)} COLLATE "C")'


@compiles(Backwards)
def _backwards(element: Backwards, compiler: SQLCompiler, **kw: Any) -> str:
    (code,) = element.clauses
    return backwards(compiler.process(code, **kw), compiler.dialect.name)


def _index_of(row: Any) -> Words:
    table = row.table
    while not isinstance(table, sa.Table):
        table = table.element
    return WORDS[table.name]


def _fts5_query(words: list[str]) -> str:
    return " AND ".join(f'"{word}" *' for word in words)


def _tsquery(words: list[str]) -> str:
    return " & ".join(f"'{word}':*" for word in words)
