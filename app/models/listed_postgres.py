"""The triggers of `listed_upkeep.py` for PostgreSQL: one statement for all lines that a statement
changed, so that a bulk change costs a few tallies and not two a line. Words are kept as a tsvector
in the row, with an index for open lines and one for closed ones."""

# Statements are put together from our own names only.
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Iterable

from app.models.listed import COUNTED
from app.models.listed_upkeep import (
    CLOSED_WORDS,
    LISTED,
    NAMES,
    OF_LINE,
    OF_ORDER,
    OPEN_WORDS,
    TEXTS,
    filling,
    key_of,
    said_of,
    sets,
    words_of,
)

DIALECT = "postgresql"
_KINDS = ", ".join(COUNTED)
_BOTH = "OLD TABLE AS before NEW TABLE AS after"


def made_for(table: str) -> dict[str, str]:
    """Name → statement of all that follows `table`."""
    if table == "order_lines":
        return {
            **_all("search_lines_in", table, "INSERT", filling(DIALECT, "after")),
            **_all("search_lines_new", table, "UPDATE", _lines_changed()),
            **_all(
                "search_lines_out",
                table,
                "DELETE",
                f"DELETE FROM listed_lines r USING before b WHERE r.id = {key_of('b')}",
            ),
        }
    if table == "orders":
        return _of_orders()
    if table == LISTED:
        return _of_listed()
    made: dict[str, str] = {}
    for source, column, which, change in NAMES:
        if source == table:
            body = f"UPDATE listed_lines SET {change} WHERE open = 1 AND {which}"
            made |= _each(f"search_names_{source}", source, (column,), body)
    return made


def fill(table: str) -> list[str]:
    """The statements that make all of it anew from `table`."""
    if table == LISTED:
        return ["DELETE FROM line_tallies", _count(LISTED)]
    return ["DELETE FROM listed_lines", filling(DIALECT)]


def _of_orders() -> dict[str, str]:
    made: dict[str, str] = {}
    for part in OF_ORDER:
        about = {name: said_of("new", "o", sql) for name, sql in part.made.items()}
        if part.name in TEXTS:
            words = said_of("new", "o", words_of(DIALECT))
            about["words"] = f"(SELECT {words} FROM order_lines l WHERE l.id = line_id)"
        body = (
            f"UPDATE listed_lines SET {sets(about)} "
            "WHERE id BETWEEN new.id::bigint * 100 AND new.id::bigint * 100 + 99"
        )
        made |= _each(f"search_orders_{part.name}", "orders", part.watched, body)
    return made


def _of_listed() -> dict[str, str]:
    made = {
        name: f"CREATE INDEX {name} ON {LISTED} USING gin (words) "
        f"WITH (gin_pending_list_limit = 512) WHERE open = {is_open}"
        for name, is_open in ((OPEN_WORDS, 1), (CLOSED_WORDS, 0))
    }
    both = f"SELECT {_KINDS}, 1 AS n FROM after UNION ALL SELECT {_KINDS}, -1 FROM before"
    changed = (
        f"INSERT INTO line_tallies ({_KINDS}, lines) SELECT {_KINDS}, sum(n) FROM ({both}) t "
        f"GROUP BY {_KINDS} HAVING sum(n) <> 0"
    )
    return {
        **made,
        **_all("search_tally_in", LISTED, "INSERT", _count("after")),
        **_all("search_tally_new", LISTED, "UPDATE", changed),
        **_all("search_tally_out", LISTED, "DELETE", _count("before", "-count(*)")),
    }


def _count(rows: str, how: str = "count(*)") -> str:
    return (
        f"INSERT INTO line_tallies ({_KINDS}, lines) "
        f"SELECT {_KINDS}, {how} FROM {rows} GROUP BY {_KINDS}"
    )


def _lines_changed() -> str:
    about: dict[str, str] = {}
    for part in OF_LINE:
        about |= part.made
    watched = [name for part in OF_LINE for name in part.watched]
    texts = [name for part in OF_LINE if part.name in TEXTS for name in part.watched]
    said = f"CASE WHEN {_differ(texts, 'l', 'b')} THEN {words_of(DIALECT)} ELSE r.words END"
    return (
        f"UPDATE listed_lines r SET {sets({**about, 'words': said})} "
        "FROM after l JOIN before b ON b.id = l.id JOIN orders o ON o.id = l.order_id "
        f"WHERE r.id = {key_of('b')} AND {_differ(watched, 'l', 'b')}"
    )


def _differ(columns: Iterable[str], one: str, other: str) -> str:
    ones, others = (", ".join(f"{row}.{name}" for name in columns) for row in (one, other))
    return f"({ones}) IS DISTINCT FROM ({others})"


def _function(name: str, body: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$\n"
        f"BEGIN\n  {body};\n  RETURN NULL;\nEND $$"
    )


def _all(name: str, table: str, event: str, body: str) -> dict[str, str]:
    """A function and a trigger that calls it once for all rows of a statement."""
    seen = {"INSERT": "NEW TABLE AS after", "DELETE": "OLD TABLE AS before"}.get(event, _BOTH)
    return {
        f"{name}_all": _function(f"{name}_all", body),
        name: f"CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {seen} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}_all()",
    }


def _each(name: str, table: str, watched: tuple[str, ...], body: str) -> dict[str, str]:
    """A function and a trigger that calls it for each row in which something changed."""
    return {
        f"{name}_each": _function(f"{name}_each", body),
        name: f"CREATE TRIGGER {name} AFTER UPDATE OF {', '.join(watched)} ON {table} "
        f"FOR EACH ROW WHEN ({_differ(watched, 'old', 'new')}) EXECUTE FUNCTION {name}_each()",
    }
