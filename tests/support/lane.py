"""A CORE-POS lane as its database knows it: it reads tags as a lane does, and writes sales as a
lane writes them (pos-lane)."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any

from pymysql.connections import Connection
from pymysql.cursors import Cursor

SCHEMAS = ("core_trans", "trans_archive", "core_op")
OURS = (
    "core_trans.PendingSpecialOrder", "core_trans.CaselotRows", "caselot.PendingSpecialOrder",
)  # fmt: skip
SALES = """
CREATE TABLE {name} (
    `datetime` DATETIME, store_id SMALLINT, register_no SMALLINT, emp_no SMALLINT, trans_no INT,
    upc VARCHAR(13), description VARCHAR(30), trans_type VARCHAR(1), trans_subtype VARCHAR(2),
    trans_status VARCHAR(1), department SMALLINT, quantity DOUBLE, scale TINYINT,
    cost DECIMAL(10,2), unitPrice DECIMAL(10,2), total DECIMAL(10,2), regPrice DECIMAL(10,2),
    tax SMALLINT, foodstamp TINYINT, discount DECIMAL(10,2), memDiscount DECIMAL(10,2),
    discountable TINYINT, discounttype TINYINT, voided TINYINT, percentDiscount TINYINT,
    ItemQtty DOUBLE, volDiscType TINYINT, volume TINYINT, VolSpecial DECIMAL(10,2),
    mixMatch VARCHAR(13), matched SMALLINT, memType TINYINT, staff TINYINT, numflag INT,
    charflag VARCHAR(2), card_no INT, trans_id INT, KEY (`datetime`)
) ENGINE=MEMORY
"""
# What a lane asks when a tag is scanned.
LOOK = """
SELECT p.description, p.quantity, p.ItemQtty, p.total, p.upc, p.department, d.dept_tax, d.dept_fs,
    p.unitPrice, p.regPrice, p.discountable
FROM {table} AS p
INNER JOIN is4c_op.departments AS d ON p.department = d.dept_no
WHERE p.order_id = %s AND p.trans_id = %s
"""


class Lane:
    """Register 1, cashier 5, of the store that the register calls `store`."""

    def __init__(self, connection: Connection[Cursor], store: int = 1) -> None:
        self.connection = connection
        self.store = store
        self.table = "caselot.PendingSpecialOrder"
        self.receipts = count(1)

    def begin_anew(self) -> None:
        """What a store that runs CORE-POS has, and nothing of ours."""
        if not self.run("SHOW DATABASES LIKE 'core_trans'"):
            self._make_schemas()
            return
        for name in ("core_trans.dtransactions", "trans_archive.transarchive",
                     "core_op.departments", "core_op.parameters"):  # fmt: skip
            self.run(f"DELETE FROM {name}")
        for name in OURS:
            self.run(f"DROP TABLE IF EXISTS {name}")

    def _make_schemas(self) -> None:
        for schema in SCHEMAS:
            self.run(f"CREATE DATABASE {schema}")
        self.run(SALES.format(name="core_trans.dtransactions"))
        self.run(SALES.format(name="trans_archive.transarchive"))
        self.run(
            "CREATE TABLE core_op.departments (dept_no SMALLINT PRIMARY KEY, "
            "dept_name VARCHAR(30), dept_tax TINYINT, dept_fs TINYINT)"
        )
        self.run(
            "CREATE TABLE core_op.parameters (store_id SMALLINT, lane_id SMALLINT, "
            "param_key VARCHAR(100), param_value VARCHAR(255), is_array TINYINT)"
        )

    def run(self, statement: str, values: Any = ()) -> list[tuple[Any, ...]]:
        """Whatever the store's database is told."""
        with self.connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            return list(cursor.fetchall())

    def knows(self, *departments: int) -> None:
        """Departments that are at the register."""
        for number in departments:
            self.run("INSERT IGNORE INTO core_op.departments VALUES (%s, 'Any', 1, 0)", (number,))

    def scan(self, order: int, line: int) -> tuple[Any, ...] | None:
        """What the lane finds for a tag; None is its “Order not found”."""
        found = self.run(LOOK.format(table=self.table), (order, line))
        return found[0] if len(found) == 1 else None

    def sell(self, order: int, line: int, at: datetime, **other: Any) -> str:
        """Scan a tag and finish the receipt; returns the receipt. `at` is the wall clock."""
        row = self.scan(order, line)
        assert row is not None, f"Order not found: {order}-{line}"
        _, units, cases, total, upc, *_ = row
        usual = {"quantity": units, "ItemQtty": cases, "total": total, "upc": upc}
        return self.write(at, order, line, **{**usual, **other})

    def write(
        self, at: datetime, order: int = 0, line: int = 0, *, receipt: str = "",
        table: str = "core_trans.dtransactions", **values: Any,
    ) -> str:  # fmt: skip
        """One row of a receipt, of a tag if an order is named; a new receipt unless one is given.
        Returns the receipt as a lane prints it."""
        cashier, register, number = (receipt or f"5-1-{next(self.receipts)}").split("-")
        known = self.run(f"SELECT COUNT(*) FROM {table} WHERE emp_no = %s AND register_no = %s "
                         "AND trans_no = %s", (cashier, register, number))  # fmt: skip
        row: dict[str, Any] = {
            "datetime": at, "store_id": self.store, "register_no": register, "emp_no": cashier,
            "trans_no": number, "trans_id": known[0][0] + 1, "trans_type": "I",
            "trans_status": " ", "quantity": 1, "ItemQtty": 1, "total": 0, "card_no": 11,
            "charflag": "SO" if order else "", "mixMatch": f"{order:06d}" if order else "0",
            "matched": line, **values,
        }  # fmt: skip
        names = ", ".join(f"`{name}`" for name in row)
        marks = ", ".join(["%s"] * len(row))
        self.run(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(row.values()))
        return f"{cashier}-{register}-{number}"

    def void(self, at: datetime, order: int, line: int, receipt: str, **values: Any) -> str:
        """Take a tag back in the same receipt: negative quantity and total, and minus the units
        where cases stand elsewhere."""
        usual = {"trans_status": "V"}
        return self.write(at, order, line, receipt=receipt, **{**usual, **values})

    def close_day(self) -> None:
        """Move the day's sales to the archive, as the register's own night does."""
        self.run("INSERT INTO trans_archive.transarchive SELECT * FROM core_trans.dtransactions")
        self.run("DELETE FROM core_trans.dtransactions")

    def rows(self) -> list[tuple[Any, ...]]:
        """The whole table that lanes read."""
        return self.run(f"SELECT * FROM {self.table} ORDER BY order_id, trans_id")
