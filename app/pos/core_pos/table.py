"""The table `PendingSpecialOrder` that lanes read: made, compared, and brought in line (pos-lane).

It lies in a schema of our own, where every row is ours, or in CORE's own one, where a list beside
it says which rows we wrote, and what each holds: a row that is not exactly that is another
system's, also if it has one of our numbers, and is never touched.
"""

# Names of schemas are checked where they are set; values never stand in a statement.
# ruff: noqa: S608

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pymysql.cursors import Cursor

from app.config import RegisterServer
from app.domain.register.values import RingUp
from app.pos.core_pos.server import LOCKED, alone, connected, rows

TABLE = "PendingSpecialOrder"
OURS = "CaselotRows"
COLUMNS = (
    "order_id", "trans_id", "upc", "description", "department", "quantity", "ItemQtty",
    "unitPrice", "total", "regPrice", "discountable",
)  # fmt: skip
MADE = """
CREATE TABLE IF NOT EXISTS `{schema}`.`PendingSpecialOrder` (
    order_id INT NOT NULL,
    trans_id INT NOT NULL,
    upc VARCHAR(13) NOT NULL,
    description VARCHAR(30) NOT NULL,
    department SMALLINT NOT NULL,
    quantity DOUBLE NOT NULL,
    ItemQtty DOUBLE NOT NULL,
    unitPrice DECIMAL(10,2) NOT NULL,
    total DECIMAL(10,2) NOT NULL,
    regPrice DECIMAL(10,2) NOT NULL,
    discountable TINYINT NOT NULL,
    PRIMARY KEY (order_id, trans_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4
"""
MADE_OURS = """
CREATE TABLE IF NOT EXISTS `{schema}`.`CaselotRows` (
    order_id INT NOT NULL,
    trans_id INT NOT NULL,
    written CHAR(40) NOT NULL DEFAULT '',
    PRIMARY KEY (order_id, trans_id)
) ENGINE=InnoDB
"""
_BY_KEY = "WHERE order_id = %s AND trans_id = %s"
# The columns behind the key as they are read, and as they are compared: to the letter.
_SEEN = (
    "upc", "description", "department",
    *(f"CAST({name} AS DECIMAL(14,4))" for name in COLUMNS[5:10]), "discountable",
)  # fmt: skip
_SAME = ("BINARY upc", "BINARY description", *_SEEN[2:])
Key = tuple[int, int]
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Place:
    """Where the table lies, and whether it is all ours."""

    schema: str
    is_own: bool


@dataclass(frozen=True)
class Drift:
    """What was put right: rows that were missing, different, and too many; `foreign` are lines
    that somebody else's row stands in the way of, `rows` how many are ours now."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    foreign: tuple[Key, ...] = ()
    rows: int = 0

    @property
    def any(self) -> bool:
        """Whether anything was put right."""
        return bool(self.added or self.changed or self.removed)


def place_of(server: RegisterServer, chosen: str) -> Place:
    """Where the setting `register_table` wants it."""
    return Place(server.own, True) if chosen == "own" else Place(server.sales, False)


def sync(
    server: RegisterServer,
    place: Place,
    wanted: Callable[[], Sequence[RingUp]],
    *,
    dry: bool = False,
) -> Drift:
    """Make the table hold exactly what `wanted` says, in one transaction, by the difference. It is
    asked while nobody else is at the table, so the newest answer is always written last. `dry`
    only looks. RegisterAway, RegisterMisfit."""
    lock = f"caselot:{place.schema}"[:64], server.seconds * LOCKED
    with connected(server) as cursor, alone(cursor, *lock):
        should = {(one.order_number, one.line_number): _row(one) for one in wanted()}
        there = _there(cursor, place)
        mine = written(cursor, place, there)
        taken = {key for key, some in there.items() if len(some) > (mine.get(key) is not None)}
        blocked = set() if place.is_own else taken & set(should)
        gone = {key for key in mine if key not in should or key in blocked}
        missing = {key for key in should if mine.get(key) is None} - blocked
        other = {
            key for key in set(should) & set(mine) - gone - missing if mine[key] != should[key]
        }
        if not dry:
            old = {key: row for key in gone | other if (row := mine[key]) is not None}
            _write(cursor, place, old, {key: should[key] for key in missing | other}, gone)
        removed = len([key for key in gone if mine[key] is not None])
        foreign = tuple(sorted(blocked))
        return Drift(len(missing), len(other), removed, foreign, len(should) - len(foreign))


def written(
    cursor: Cursor, place: Place, there: Mapping[Key, Sequence[Row]] | None = None
) -> dict[Key, Row | None]:
    """The rows that we wrote, as they stand in the table; None for one that is no longer there as
    we wrote it."""
    there = _there(cursor, place) if there is None else there
    if place.is_own:
        return {key: some[0] for key, some in there.items()}
    listed = rows(cursor, f"SELECT order_id, trans_id, written FROM `{place.schema}`.`{OURS}`")
    return {
        (order, line): next((r for r in there.get((order, line), ()) if mark(r) == said), None)
        for order, line, said in listed
    }


def withdraw(cursor: Cursor, place: Place) -> int:
    """Take all rows that we wrote out of a table. Returns how many there were."""
    mine = written(cursor, place)
    _write(cursor, place, {key: row for key, row in mine.items() if row is not None}, {}, set(mine))
    return len([row for row in mine.values() if row is not None])


def known_by_content(cursor: Cursor, schema: str) -> None:
    """Say of the rows on an older list what each holds, where only one has its number."""
    for key, some in _there(cursor, Place(schema, False)).items():
        if len(some) == 1:
            cursor.execute(
                f"UPDATE `{schema}`.`{OURS}` SET written = %s {_BY_KEY} AND written = ''",
                (mark(some[0]), *key),
            )


def mark(row: Row) -> str:
    """What a row is known again by: everything in it."""
    parts = [f"{x.normalize():f}" if isinstance(x, Decimal) else str(x) for x in row]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:40]


def _row(one: RingUp) -> Row:
    """A line as the table holds it, behind its key."""
    return (
        one.upc,
        one.description,
        one.department,
        Decimal(one.units),
        Decimal(one.cases),
        one.unit_price,
        one.total,
        one.retail,
        int(one.discountable),
    )


def _there(cursor: Cursor, place: Place) -> dict[Key, list[Row]]:
    """What the table holds; nothing is compared as a float."""
    found = rows(
        cursor, f"SELECT order_id, trans_id, {', '.join(_SEEN)} FROM `{place.schema}`.`{TABLE}`"
    )
    there: dict[Key, list[Row]] = {}
    for row in found:
        there.setdefault((row[0], row[1]), []).append(tuple(row[2:]))
    return there


def _write(
    cursor: Cursor, place: Place, old: dict[Key, Row], new: dict[Key, Row], gone: set[Key]
) -> None:
    """Take `old` away, put `new` there, forget what is `gone`. Each step leaves a list that is true
    if the next one is never done: CORE's tables may know no transactions."""
    table, ours = f"`{place.schema}`.`{TABLE}`", f"`{place.schema}`.`{OURS}`"
    same = "" if place.is_own else "".join(f" AND {seen} <=> %s" for seen in _SAME)
    for key, row in sorted(old.items()):
        cursor.execute(
            f"DELETE FROM {table} {_BY_KEY}{same} LIMIT 1", key if place.is_own else (*key, *row)
        )
    if new and not place.is_own:
        known = (
            f"INSERT INTO {ours} (order_id, trans_id, written) VALUES (%s, %s, %s) "
            "ON DUPLICATE KEY UPDATE written = VALUES(written)"
        )
        cursor.executemany(known, [(*key, mark(row)) for key, row in sorted(new.items())])
    if new:
        marks = ", ".join(["%s"] * len(COLUMNS))
        insert = f"INSERT INTO {table} ({', '.join(COLUMNS)}) VALUES ({marks})"
        cursor.executemany(insert, [(*key, *row) for key, row in sorted(new.items())])
    if gone and not place.is_own:
        cursor.executemany(f"DELETE FROM {ours} {_BY_KEY}", sorted(gone))
