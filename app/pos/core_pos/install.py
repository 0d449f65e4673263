"""What has to be there before a lane finds a tag: our table, and departments under the one name
that lanes know (pos-lane)."""

# Names of schemas are checked where they are set; values never stand in a statement.
# ruff: noqa: S608

from __future__ import annotations

from pymysql.cursors import Cursor

from app.config import LANE_SCHEMA, RegisterServer
from app.pos.core_pos.server import connected, rows
from app.pos.core_pos.table import (
    MADE,
    MADE_OURS,
    OURS,
    TABLE,
    Place,
    known_by_content,
    withdraw,
)

DEPARTMENTS = ("dept_no", "dept_tax", "dept_fs")


def install(server: RegisterServer, place: Place) -> list[str]:
    """Make what is missing and leave what is there; what is no longer the chosen place is emptied
    of our rows, so that no tag is found twice. Returns what was done, in words. RegisterAway,
    RegisterMisfit."""
    done = []
    with connected(server) as cursor:
        if place.is_own and not has_schema(cursor, place.schema):
            cursor.execute(f"CREATE DATABASE `{place.schema}` DEFAULT CHARACTER SET utf8mb4")
            done.append(f"made the schema {place.schema}")
        if not has_table(cursor, place.schema, TABLE):
            cursor.execute(MADE.format(schema=place.schema))
            done.append(f"made the table {place.schema}.{TABLE}")
        if not place.is_own and not has_table(cursor, place.schema, OURS):
            cursor.execute(MADE_OURS.format(schema=place.schema))
            done.append(f"made the table {place.schema}.{OURS}")
        elif not place.is_own and "written" not in columns_of(cursor, place.schema, OURS):
            column = "ADD COLUMN written CHAR(40) NOT NULL DEFAULT ''"
            cursor.execute(f"ALTER TABLE `{place.schema}`.`{OURS}` {column}")
            known_by_content(cursor, place.schema)
            done.append(f"{place.schema}.{OURS} says what our rows hold")
        done += _departments(cursor, server)
        done += _left_behind(cursor, server, place)
    return done


def has_schema(cursor: Cursor, schema: str) -> bool:
    """Whether the server has a schema that we may know of."""
    known = "SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = %s"
    return bool(rows(cursor, known, (schema,)))


def has_table(cursor: Cursor, schema: str, table: str) -> bool:
    """Whether there is such a table or view."""
    known = "SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = %s AND TABLE_NAME = %s"
    return bool(rows(cursor, known, (schema, table)))


def columns_of(cursor: Cursor, schema: str, table: str) -> set[str]:
    """The names of the columns of a table or view."""
    known = (
        "SELECT COLUMN_NAME FROM information_schema.COLUMNS "
        "WHERE TABLE_SCHEMA = %s AND TABLE_NAME = %s"
    )
    return {str(row[0]) for row in rows(cursor, known, (schema, table))}


def _departments(cursor: Cursor, server: RegisterServer) -> list[str]:
    """A view of the store's departments where lanes look for them."""
    if has_table(cursor, LANE_SCHEMA, "departments"):
        return []
    if not has_table(cursor, server.op, "departments"):
        return [f"found no departments in {server.op}: lanes will find no tag"]
    cursor.execute(f"CREATE DATABASE IF NOT EXISTS `{LANE_SCHEMA}`")
    cursor.execute(
        f"CREATE VIEW `{LANE_SCHEMA}`.departments AS "
        f"SELECT {', '.join(DEPARTMENTS)} FROM `{server.op}`.departments"
    )
    return [f"made {LANE_SCHEMA}.departments show {server.op}.departments"]


def _left_behind(cursor: Cursor, server: RegisterServer, place: Place) -> list[str]:
    if place.is_own:
        if not has_table(cursor, server.sales, OURS):
            return []
        if "written" not in columns_of(cursor, server.sales, OURS):
            return [f"{server.sales}.{OURS} is of an older version: choose CORE's own table, run "
                    "pos install, and only then choose a schema of our own"]  # fmt: skip
        count = withdraw(cursor, Place(server.sales, is_own=False))
        return [f"took {count} of our rows out of {server.sales}.{TABLE}"] if count else []
    if not has_table(cursor, server.own, TABLE):
        return []
    cursor.execute(f"DELETE FROM `{server.own}`.`{TABLE}`")
    count = cursor.rowcount
    return [f"took {count} rows out of {server.own}.{TABLE}"] if count else []
