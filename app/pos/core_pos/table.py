"""The table `PendingSpecialOrder` that lanes read: made, compared, and brought in line (pos-lane).

It lies in a schema of our own, where every row is ours, or in CORE's own one, where a list beside
it says which rows are ours and no other row is touched.
"""

# Names of schemas are checked where they are set; values never stand in a statement.
# ruff: noqa: S608

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
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
    PRIMARY KEY (order_id, trans_id)
) ENGINE=InnoDB
"""
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
    with (
        connected(server) as cursor,
        alone(cursor, f"caselot:{place.schema}"[:64], server.seconds * LOCKED),
    ):
        should = {(one.order_number, one.line_number): _row(one) for one in wanted()}
        there = _there(cursor, place)
        ours = set(there) if place.is_own else _ours(cursor, place)
        doubled = {key for key, count in Counter(_keys(cursor, place)).items() if count > 1}
        gone = {key for key in ours if key not in should} | (doubled & ours)
        missing = {key for key in should if key not in there or key in doubled & ours}
        foreign = tuple(sorted(key for key in should if key in there and key not in ours))
        other = {
            key for key, row in should.items()
            if key in ours and key in there and key not in missing and there[key] != row
        }  # fmt: skip
        if not dry:
            _write(cursor, place, gone, {key: should[key] for key in missing | other}, other)
        count = len(should) - len(foreign)
        return Drift(len(missing), len(other), len(gone & set(there)), foreign, count)


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


def _there(cursor: Cursor, place: Place) -> dict[Key, Row]:
    """What the table holds; nothing is compared as a float."""
    found = rows(
        cursor,
        "SELECT order_id, trans_id, upc, description, department, "
        "CAST(quantity AS DECIMAL(14,4)), CAST(ItemQtty AS DECIMAL(14,4)), "
        "CAST(unitPrice AS DECIMAL(14,4)), CAST(total AS DECIMAL(14,4)), "
        "CAST(regPrice AS DECIMAL(14,4)), discountable "
        f"FROM `{place.schema}`.`{TABLE}`",
    )
    return {(row[0], row[1]): tuple(row[2:]) for row in found}


def _keys(cursor: Cursor, place: Place) -> Iterable[Key]:
    if place.is_own:
        return ()
    found = rows(cursor, f"SELECT order_id, trans_id FROM `{place.schema}`.`{TABLE}`")
    return [(row[0], row[1]) for row in found]


def _ours(cursor: Cursor, place: Place) -> set[Key]:
    found = rows(cursor, f"SELECT order_id, trans_id FROM `{place.schema}`.`{OURS}`")
    return {(row[0], row[1]) for row in found}


def _write(
    cursor: Cursor, place: Place, gone: set[Key], new: dict[Key, Row], other: set[Key]
) -> None:
    table, ours = f"`{place.schema}`.`{TABLE}`", f"`{place.schema}`.`{OURS}`"
    by_key = "WHERE order_id = %s AND trans_id = %s"
    for key in sorted(gone | other):
        cursor.execute(f"DELETE FROM {table} {by_key}", key)
    if gone and not place.is_own:
        cursor.executemany(f"DELETE FROM {ours} {by_key}", sorted(gone))
    if new:
        marks = ", ".join(["%s"] * len(COLUMNS))
        insert = f"INSERT INTO {table} ({', '.join(COLUMNS)}) VALUES ({marks})"
        cursor.executemany(insert, [(*key, *row) for key, row in sorted(new.items())])
        if not place.is_own:
            known = f"INSERT IGNORE INTO {ours} (order_id, trans_id) VALUES (%s, %s)"
            cursor.executemany(known, sorted(new))
