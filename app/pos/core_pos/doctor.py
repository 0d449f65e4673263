"""Whether a lane would find our tags: looked at from our side, piece by piece, in words (B20)."""

# Names of schemas are checked where they are set; values never stand in a statement.
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass

from pymysql.cursors import Cursor
from pymysql.err import MySQLError

from app.config import RegisterServer
from app.pos.base import RegisterAway, RegisterMisfit
from app.pos.core_pos.install import DEPARTMENTS, LANE_SCHEMA, columns_of, has_table
from app.pos.core_pos.server import connected, rows
from app.pos.core_pos.table import COLUMNS, OURS, TABLE, Place

READ = (
    "datetime", "store_id", "register_no", "emp_no", "trans_no", "trans_id", "upc", "quantity",
    "ItemQtty", "total", "trans_status", "trans_type", "mixMatch", "matched", "card_no",
    "charflag",
)  # fmt: skip
# No order and no line has these numbers.
NOBODYS = "caselot looks"
SPECIAL = "SpecialOrder"
LANE_HINT = (
    "On every lane, under its settings for special UPCs, SpecialOrder must be ticked, and the "
    "lane's server database must be {schema}."
)
SCANNER_HINT = (
    "A scanner must send UPC-A without its check digit, as lanes expect of every item: 11 digits "
    "that begin with 454. With its check digit a tag is a bad scan. Print a test tag and scan it."
)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `state` is ok, FAIL, or look (a person has to)."""

    state: str
    name: str
    words: str


def examine(server: RegisterServer, place: Place, departments: Collection[int]) -> list[Finding]:
    """Everything that can be looked at from here; `departments` are the numbers that our waiting
    lines need. No amount is in it."""
    try:
        with connected(server) as cursor:
            found = [Finding("ok", "reachable", f"{server.host}, as {server.user}")]
            found.append(_tls(cursor, server))
            found += _table(cursor, place)
            found += _sales(cursor, server)
            found += _departments(cursor, departments)
            found += _special(cursor, server, place)
    except RegisterAway as error:
        return [Finding("FAIL", "reachable", f"{server.host} does not answer ({error})")]
    except RegisterMisfit as error:
        return [Finding("FAIL", "reachable", error.message)]
    return [*found, Finding("look", "scanners", SCANNER_HINT)]


def _tls(cursor: Cursor, server: RegisterServer) -> Finding:
    """Who could read along."""
    said = rows(cursor, "SHOW SESSION STATUS LIKE 'Ssl_cipher'")
    cipher = said[0][1] if said else ""
    if not cipher:
        return Finding("look", "TLS", "in the clear: anybody between us and the server reads along")
    if server.tls != "verified":
        return Finding("ok", "TLS", f"{cipher}; nobody vouches for the server (tls=verified)")
    return Finding("ok", "TLS", f"{cipher}; the server is the one that {server.ca} vouches for")


def _table(cursor: Cursor, place: Place) -> Iterator[Finding]:
    name = f"{place.schema}.{TABLE}"
    if not has_table(cursor, place.schema, TABLE):
        yield Finding("FAIL", "table", f"{name} is not there: run bin/flask pos install")
        return
    lacking = set(COLUMNS) - columns_of(cursor, place.schema, TABLE)
    if lacking:
        yield Finding("FAIL", "table", f"{name} lacks {_listed(lacking)}")
        return
    if not place.is_own and "written" not in columns_of(cursor, place.schema, OURS):
        words = "is not there, or of an older version: run pos install"
        yield Finding("FAIL", "table", f"{place.schema}.{OURS} {words}")
        return
    twice = rows(
        cursor,
        f"SELECT COUNT(*) FROM (SELECT 1 FROM `{place.schema}`.`{TABLE}` "
        "GROUP BY order_id, trans_id HAVING COUNT(*) > 1) AS twice",
    )[0][0]
    if twice:
        yield Finding("FAIL", "table", f"{name} holds {twice} tags twice: lanes find neither")
        return
    yield from _rights(cursor, place)


def _rights(cursor: Cursor, place: Place) -> Iterator[Finding]:
    """Write a row that no tag can be of, and take that one back; of a table that knows transactions
    nobody ever sees it."""
    name, table = f"{place.schema}.{TABLE}", f"`{place.schema}`.`{TABLE}`"
    numbers = "WHERE order_id = 0 AND trans_id = 0"
    if rows(cursor, f"SELECT 1 FROM {table} {numbers} LIMIT 1"):
        words = f"{name}: whether it can be written was not tried, a row has order 0 and line 0"
        yield Finding("look", "rights", words)
        return
    marks = ", ".join(["%s"] * len(COLUMNS))
    only, error = f"{numbers} AND description = %s LIMIT 1", None
    cursor.execute("SAVEPOINT looked")
    try:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(COLUMNS)}) VALUES ({marks})",
            (0, 0, "", NOBODYS, 0, 1, 1, 0, 0, 0, 0),
        )
        cursor.execute(f"UPDATE {table} SET upc = '0' {only}", (NOBODYS,))
        cursor.execute(f"DELETE FROM {table} {only}", (NOBODYS,))
    except MySQLError as said:
        error = said
    with suppress(MySQLError):
        cursor.execute("ROLLBACK TO SAVEPOINT looked")
    if error is not None:
        code = error.args[0] if error.args else ""
        yield Finding("FAIL", "rights", f"cannot write to {name} (error {code})")
        return
    yield Finding("ok", "table", f"{name}, and it can be written")


def _sales(cursor: Cursor, server: RegisterServer) -> Iterator[Finding]:
    for schema, table in ((server.sales, "dtransactions"), (server.archive, "transarchive")):
        known = columns_of(cursor, schema, table)
        if not known:
            yield Finding("FAIL", "sales", f"{schema}.{table} is not there, or may not be read")
            continue
        lacking = set(READ) - known
        if lacking:
            yield Finding("FAIL", "sales", f"{schema}.{table} lacks {_listed(lacking)}")
            continue
        rows(cursor, f"SELECT 1 FROM `{schema}`.`{table}` LIMIT 1")
        yield Finding("ok", "sales", f"{schema}.{table} can be read")


def _departments(cursor: Cursor, needed: Collection[int]) -> Iterator[Finding]:
    """Lanes join them; a department that is not there makes every tag of it “not found”."""
    name = f"{LANE_SCHEMA}.departments"
    if not has_table(cursor, LANE_SCHEMA, "departments"):
        yield Finding("FAIL", "departments", f"{name} is not there: run bin/flask pos install")
        return
    lacking = set(DEPARTMENTS) - columns_of(cursor, LANE_SCHEMA, "departments")
    if lacking:
        yield Finding("FAIL", "departments", f"{name} lacks {_listed(lacking)}")
        return
    there = {row[0] for row in rows(cursor, f"SELECT dept_no FROM `{LANE_SCHEMA}`.departments")}
    missing = sorted(number for number in needed if number not in there)
    if missing:
        numbers = ", ".join(map(str, missing[:10]))
        yield Finding("FAIL", "departments", f"{name} does not know {numbers}: no lane finds those")
        return
    yield Finding("ok", "departments", f"{name} has {len(there)}, and all that are needed")


def _special(cursor: Cursor, server: RegisterServer, place: Place) -> Iterator[Finding]:
    """The lanes' own settings, as far as they are kept on the server."""
    hint = LANE_HINT.format(schema=place.schema)
    known = columns_of(cursor, server.op, "parameters")
    if not {"param_key", "param_value"} <= known:
        yield Finding("look", "lanes", hint)
        return
    whose = ", ".join(name if name in known else "0" for name in ("store_id", "lane_id"))
    said = rows(
        cursor,
        f"SELECT param_value, {whose} FROM `{server.op}`.parameters "
        "WHERE param_key = 'SpecialUpcClasses'",
    )
    # A lane that has a row of its own does not look at those of others.
    lacking = {f"store {store}, lane {lane}" for value, store, lane in said
               if SPECIAL not in str(value)}  # fmt: skip
    if lacking:
        words = f"{SPECIAL} is not among the special UPCs of {'; '.join(sorted(lacking)[:10])}"
        yield Finding("FAIL", "lanes", f"{words} (lane 0 is every lane). {hint}")
    elif said:
        yield Finding("ok", "lanes", f"{SPECIAL} is among the special UPCs")
    else:
        yield Finding("look", "lanes", hint)


def _listed(names: Collection[str]) -> str:
    return ", ".join(sorted(names))
