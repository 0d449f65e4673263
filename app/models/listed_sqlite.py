"""The triggers of `listed_upkeep.py` for SQLite: one for each thing that changes together, so that
moving a line touches the indexes of statuses only. Words stand in two FTS5 tables, of open lines
and of closed ones, in the order of the list."""

# Statements are put together from our own names only.
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Iterable

from app.models.listed import COUNTED
from app.models.listed_upkeep import (
    CLOSED_WORDS,
    DEPARTMENT,
    LISTED,
    NAMES,
    OF_LINE,
    OF_ORDER,
    OPEN_WORDS,
    TEXTS,
    VENDOR,
    filling,
    key_of,
    said_of,
    sets,
    words_of,
)

DIALECT = "sqlite"
# Beginnings of up to so many letters are words of the index too: they are walked. Of longer ones
# all rows would be gathered first, but few words that long are common.
LONGEST_BEGINNING = 10
_LENGTHS = " ".join(str(n + 1) for n in range(LONGEST_BEGINNING))
_HOW = f"prefix='{_LENGTHS}', detail='none', tokenize='unicode61 remove_diacritics 0'"
_WORDS = {OPEN_WORDS: 1, CLOSED_WORDS: 0}


def made_for(table: str) -> dict[str, str]:
    """Name → statement of all that follows `table`."""
    if table == "order_lines":
        return _of_lines()
    if table == "orders":
        return _of_orders()
    if table == LISTED:
        return _of_listed()
    return {
        name: _trigger(name, f"UPDATE OF {column}", source, body, _changed([column]))
        for source, column, which, change in NAMES
        if source == table
        for name in [f"search_names_{source}"]
        for body in [f"UPDATE listed_lines SET {change} WHERE open = 1 AND {which};"]
    }


def fill(table: str) -> list[str]:
    """The statements that make all of it anew from `table`."""
    if table == LISTED:
        return [
            *(f"INSERT INTO {name} ({name}) VALUES ('delete-all')" for name in _WORDS),
            *(
                f"INSERT INTO {name} (rowid, words) SELECT id, words FROM listed_lines "
                f"WHERE open = {is_open} ORDER BY id"
                for name, is_open in _WORDS.items()
            ),
            "DELETE FROM line_tallies",
            counted(),
        ]
    return ["DELETE FROM listed_lines", filling(DIALECT)]


def counted() -> str:
    """The statement that counts all listed lines."""
    columns = ", ".join(COUNTED)
    return (
        f"INSERT INTO line_tallies ({columns}, lines) "
        f"SELECT {columns}, count(*) FROM listed_lines GROUP BY {columns}"
    )


def _of_lines() -> dict[str, str]:
    there = f"WHERE id = {key_of('new')};"
    out = f"DELETE FROM listed_lines WHERE id = {key_of('old')};"
    into = f"{filling(DIALECT, where=' WHERE l.id = new.id')};"
    made = {"in": ("INSERT", into, ""), "out": ("DELETE", out, "")}
    for part in OF_LINE:
        about = {name: said_of("new", "l", sql) for name, sql in part.made.items()}
        if part.name in TEXTS:
            words = said_of("new", "l", words_of(DIALECT))
            about["words"] = f"(SELECT {words} FROM orders o WHERE o.id = new.order_id)"
        body = f"UPDATE listed_lines SET {sets(about)} {there}"
        if part.name == "place":
            body = f"{out} {into}"
        watched = f"UPDATE OF {', '.join(part.watched)}"
        made[part.name] = (watched, body, _changed(part.watched))
    again = {"vendor": said_of("new", "l", VENDOR), "department": said_of("new", "l", DEPARTMENT)}
    body = f"UPDATE listed_lines SET {sets(again)} {there}"
    made["again"] = ("UPDATE OF open", body, "old.open = 0 AND new.open = 1")
    return {
        f"search_lines_{name}": _trigger(f"search_lines_{name}", event, "order_lines", body, when)
        for name, (event, body, when) in made.items()
    }


def _of_orders() -> dict[str, str]:
    there = "WHERE id BETWEEN new.id * 100 AND new.id * 100 + 99;"
    made = {}
    for part in OF_ORDER:
        about = {name: said_of("new", "o", sql) for name, sql in part.made.items()}
        if part.name in TEXTS:
            words = said_of("new", "o", words_of(DIALECT))
            about["words"] = f"(SELECT {words} FROM order_lines l WHERE l.id = line_id)"
        name, watched = f"search_orders_{part.name}", f"UPDATE OF {', '.join(part.watched)}"
        body = f"UPDATE listed_lines SET {sets(about)} {there}"
        made[name] = _trigger(name, watched, "orders", body, _changed(part.watched))
    return made


def _of_listed() -> dict[str, str]:
    """Words and tallies of listed lines."""
    made = {
        name: f"CREATE VIRTUAL TABLE {name} USING fts5(words, content='', {_HOW})"
        for name in _WORDS
    }
    for name, is_open in _WORDS.items():
        out = (
            f"INSERT INTO {name} ({name}, rowid, words) "
            f"SELECT 'delete', old.id, old.words WHERE old.open = {is_open};"
        )
        into = (
            f"INSERT INTO {name} (rowid, words) "
            f"SELECT new.id, new.words WHERE new.open = {is_open};"
        )
        watched = ("id", "open", "words")
        events = {
            "in": ("INSERT", into, ""),
            "out": ("DELETE", out, ""),
            "new": (f"UPDATE OF {', '.join(watched)}", f"{out} {into}", _changed(watched)),
        }
        for end, (event, body, when) in events.items():
            made[f"{name}_{end}"] = _trigger(f"{name}_{end}", event, LISTED, body, when)
    more, fewer = _tally("new", "+ 1"), _tally("old", "- 1")
    watched_all = f"UPDATE OF {', '.join(COUNTED)}"
    for end, event, body, when in (
        ("in", "INSERT", more, ""),
        ("out", "DELETE", fewer, ""),
        ("new", watched_all, f"{fewer} {more}", _changed(COUNTED)),
    ):
        made[f"search_tally_{end}"] = _trigger(f"search_tally_{end}", event, LISTED, body, when)
    return made


def _tally(row: str, change: str) -> str:
    columns, values = ", ".join(COUNTED), ", ".join(f"{row}.{name}" for name in COUNTED)
    same = " AND ".join(f"{name} = {row}.{name}" for name in COUNTED)
    there = f"SELECT 1 FROM line_tallies WHERE {same}"
    return (
        f"INSERT INTO line_tallies ({columns}, lines) SELECT {values}, 0 "
        f"WHERE NOT EXISTS ({there}); "
        f"UPDATE line_tallies SET lines = lines {change} WHERE {same};"
    )


def _changed(columns: Iterable[str]) -> str:
    return " OR ".join(f"old.{name} IS NOT new.{name}" for name in columns)


def _trigger(name: str, event: str, table: str, body: str, when: str = "") -> str:
    condition = f"WHEN {when} " if when else ""
    return f"CREATE TRIGGER {name} AFTER {event} ON {table} {condition}BEGIN {body} END"
