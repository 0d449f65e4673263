"""What searching looks things up in: an index of words per table, and codes by either end.

SQLite: an FTS5 table that keeps words only, with triggers that follow its table. PostgreSQL: a GIN
index over the same words. Both hold every word of the text and, where it has an apostrophe or a
hyphen, the word without it (`o'brien`: o, brien, obrien). What a row's words are made of is said
here once, in SQL that both databases read alike. Everything carries the name `search_…`, is made
with its table and is no business of the models; `domain/words.py` asks it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from app.models.base import Base

PREFIX = "search_"
SHORTEST_PHONE = 3
# Codes are found by their last so many characters, or fewer.
LONGEST_ENDING = 8
_MOST_DIGITS = 10


def _with_joined(text: str) -> str:
    """`text` and, if something in it is hyphenated or apostrophed, the words without the mark."""
    joined = f"replace(replace({text}, '''', ''), '-', '')"
    return f"CASE WHEN {joined} = {text} THEN {text} ELSE {text} || ' ' || {joined} END"


def _tails(digits: str) -> str:
    """Every ending of a phone of ten digits that is three or longer: a word that begins so is a
    phone that has these digits anywhere."""
    last = _MOST_DIGITS - SHORTEST_PHONE + 1
    return " || ' ' || ".join([digits, *(f"substr({digits}, {n})" for n in range(2, last + 1))])


@dataclass(frozen=True)
class Words:
    """The words of one table: of `text`, and of phones in `digits`."""

    table: str
    text: str = "search_text"
    digits: str = ""

    @property
    def name(self) -> str:
        """What the index is called."""
        return f"{PREFIX}{self.table}"

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the words come from."""
        return (self.text, self.digits) if self.digits else (self.text,)

    def of(self, *columns: str) -> str:
        """The SQL of a row's words, given how its columns are written there."""
        parts = [_with_joined(f"lower({columns[0]})" if self.text == "value" else columns[0])]
        parts += [_tails(digits) for digits in columns[1:]]
        return " || ' ' || ".join(f"({part})" for part in parts)

    def of_row(self, row: str = "") -> str:
        """The same for a row that is called `row`."""
        return self.of(*(f"{row}.{name}" if row else name for name in self.columns))


@dataclass(frozen=True)
class Ends:
    """A code that is found by how it begins or ends; `upc` by its digits, `sku` in any case."""

    table: str
    code: str

    @property
    def name(self) -> str:
        """What its indexes begin with."""
        return f"{PREFIX}{self.table}_{self.code}"


WORDS = {
    words.table: words
    for words in (
        Words("products"),
        Words("vendor_items"),
        Words("customers", digits="phone_digits"),
        Words("customer_reaches", text="value", digits="digits"),
        Words("orders", digits="phone_digits"),
        Words("order_lines"),
    )
}
NAMED = ("products", "vendor_items")
CODES = (Ends("products", "upc"), Ends("vendor_items", "upc"), Ends("vendor_items", "sku"))

_MARKS = "!\"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~"
FUNCTION = f"{PREFIX}words"
# Dear on purpose: nobody should think that making words anew is cheaper than the index.
POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {FUNCTION}(text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 2000 AS $$
BEGIN
  RETURN array_to_tsvector(array_remove(
    string_to_array(translate($1, '{_MARKS}', repeat(' ', 32)), ' '), ''));
END $$"""


@dataclass(frozen=True)
class Following:
    """More that is made with tables and follows them: what is made, and the statements that fill
    it, each for a table and a dialect."""

    made_for: Callable[[str, str], dict[str, str]]
    fill: Callable[[str, str], list[str]]


_followed: dict[str, Following] = {}


def backwards(code: str, dialect: str) -> str:
    """The SQL of the last characters of a code in capitals, last one first."""
    if dialect == "postgresql":
        return f"reverse(right(upper({code}), {LONGEST_ENDING}))"
    last = " || ".join(f"substr(upper({code}), -{n}, 1)" for n in range(1, LONGEST_ENDING + 1))
    return f"({last})"


def made_for(table: str, dialect: str) -> dict[str, str]:
    """Name → statement of all that is made for searching `table`, in the order of making."""
    postgres = dialect == "postgresql"
    # Sorted by characters, not by the rules of a language: a beginning is one stretch of it then.
    plain = ' COLLATE "C"' if postgres else ""
    made: dict[str, str] = {}
    if table in WORDS:
        made |= _gin(WORDS[table]) if postgres else _fts5(WORDS[table])
    if table in NAMED:
        name = f"{PREFIX}{table}_name"
        # Not led by `active`, which nearly all are: SQLite would take it for narrow and walk it
        # all.
        made[name] = f"CREATE INDEX {name} ON {table} (search_text{plain}, active)"
    for code in (code for code in CODES if code.table == table):
        begin, end = f"{code.name}_begin", f"{code.name}_end"
        on = f"ON {table}"
        if code.code == "sku":
            made[begin] = f"CREATE INDEX {begin} {on} (upper(sku){plain})"
        elif postgres:
            # Elsewhere the index of the column is sorted so already.
            made[begin] = f"CREATE INDEX {begin} {on} (upc{plain})"
        made[end] = f"CREATE INDEX {end} {on} ({backwards(code.code, dialect)}{plain})"
    if table in _followed:
        made |= _followed[table].made_for(table, dialect)
    return made


def _gin(words: Words) -> dict[str, str]:
    # What is still to be entered is read through by every search, so it must stay short; without
    # such a list a vendor's catalogue would take minutes to come in.
    expression = f"{FUNCTION}({words.of_row()})"
    statement = f"CREATE INDEX {words.name} ON {words.table} USING gin ({expression})"
    return {
        FUNCTION: POSTGRES_FUNCTION,
        words.name: f"{statement} WITH (gin_pending_list_limit = 512)",
    }


def _fts5(words: Words) -> dict[str, str]:
    name, table = words.name, words.table
    insert = f"INSERT INTO {name} "
    into = f"{insert}(rowid, words) VALUES (new.id, {words.of_row('new')});"
    out = f"{insert}({name}, rowid, words) VALUES ('delete', old.id, {words.of_row('old')});"
    # An UPDATE that leaves the words as they are costs the index nothing.
    changed = " OR ".join(f"old.{c} IS NOT new.{c}" for c in ("id", *words.columns))
    watched = ", ".join(("id", *words.columns))
    return {
        name: (
            f"CREATE VIRTUAL TABLE {name} USING fts5(words, content='', "
            "prefix='1 2 3', tokenize='unicode61 remove_diacritics 0')"
        ),
        f"{name}_in": f"CREATE TRIGGER {name}_in AFTER INSERT ON {table} BEGIN {into} END",
        f"{name}_out": f"CREATE TRIGGER {name}_out AFTER DELETE ON {table} BEGIN {out} END",
        f"{name}_new": (
            f"CREATE TRIGGER {name}_new AFTER UPDATE OF {watched} ON {table} "
            f"WHEN {changed} BEGIN {out} {into} END"
        ),
    }


def fill(connection: sa.Connection, table: str) -> None:
    """Read the words of every row of `table` anew, where the database does not do so itself, and
    whatever else follows it."""
    if table in _followed:
        for statement in _followed[table].fill(table, connection.dialect.name):
            _run(connection, statement)
    if connection.dialect.name != "sqlite" or table not in WORDS:
        return
    words = WORDS[table]
    insert = f"INSERT INTO {words.name} "
    _run(connection, f"{insert}({words.name}) VALUES ('delete-all')")
    _run(connection, f"{insert}(rowid, words) SELECT id, {words.of_row()} FROM {table}")  # noqa: S608


def missing(connection: sa.Connection) -> dict[str, list[str]]:
    """Table → what should be there to search it and is not, or is made otherwise."""
    there = _there(connection)
    found: dict[str, list[str]] = {}
    for table in sa.inspect(connection).get_table_names():
        wanted = made_for(table, connection.dialect.name)
        gone = [n for n, made in wanted.items() if not _is_there(there.get(n), made)]
        if FUNCTION in gone and WORDS[table].name not in gone:
            # It holds the words that another function made of the rows.
            gone.append(WORDS[table].name)
        if gone:
            found[table] = gone
    return found


def restore(connection: sa.Connection) -> list[str]:
    """Make again what is missing, and fill it; the names of what was made. SQLite loses triggers
    and indexes over expressions whenever a migration builds a table anew."""
    lost = missing(connection)
    for table, names in lost.items():
        wanted = made_for(table, connection.dialect.name)
        if connection.dialect.name == "sqlite":
            _drop_made(connection, wanted)
            names = list(wanted)
        elif FUNCTION in names:
            _run(connection, f"DROP INDEX IF EXISTS {WORDS[table].name}")
        for name in names:
            _run(connection, wanted[name])
        fill(connection, table)
    return sorted({name for names in lost.values() for name in names})


def _is_there(there: str | None, made: str) -> bool:
    """Of functions the body alone is told, in the marks it stands in."""
    return there in ("", made) or (there is not None and there.startswith("$$") and there in made)


def _there(connection: sa.Connection) -> dict[str, str]:
    """Name → statement of what is there; empty where the database tells it in its own words."""
    if connection.dialect.name == "sqlite":
        query = "SELECT name, coalesce(sql, '') AS made FROM sqlite_master"
        return {row.name: row.made for row in connection.execute(sa.text(query))}
    query = "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()"
    there = dict.fromkeys(connection.scalars(sa.text(query)), "")
    query = f"SELECT tgname FROM pg_trigger WHERE tgname LIKE '{PREFIX}%'"  # noqa: S608
    there |= dict.fromkeys(connection.scalars(sa.text(query)), "")
    query = f"SELECT proname, prosrc FROM pg_proc WHERE proname LIKE '{PREFIX}%'"  # noqa: S608
    rows = connection.execute(sa.text(query))
    return there | {row.proname: f"$${row.prosrc}$$" for row in rows}


def _drop_made(connection: sa.Connection, wanted: Iterable[str]) -> None:
    query = "SELECT name, upper(type) AS kind FROM sqlite_master"
    found = connection.execute(sa.text(query))
    kinds = {row.name: row.kind for row in found}
    for name in wanted:
        if name in kinds:
            _run(connection, f"DROP {kinds[name]} {name}")


def _run(connection: sa.Connection, statement: str) -> None:
    connection.execute(sa.text(statement))


def _after_create(table: sa.Table, connection: sa.Connection, **_: Any) -> None:
    for statement in made_for(table.name, connection.dialect.name).values():
        _run(connection, statement)


def _after_drop(table: sa.Table, connection: sa.Connection, **_: Any) -> None:
    if connection.dialect.name == "sqlite" and table.name in WORDS:
        _run(connection, f"DROP TABLE IF EXISTS {WORDS[table.name].name}")


def follow(tables: Iterable[str], following: Following) -> None:
    """Make what `following` says with these tables too."""
    for name in tables:
        _followed[name] = following
        if name not in WORDS:
            event.listen(Base.metadata.tables[name], "after_create", _after_create)


for _name in WORDS:
    event.listen(Base.metadata.tables[_name], "after_create", _after_create)
    event.listen(Base.metadata.tables[_name], "after_drop", _after_drop)
