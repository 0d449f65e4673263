"""A big shop, made by the database itself: orders multiplied from one that was really taken, with
the spread of a real shop: some names, items and statuses are common, some rare."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.setup import install
from app.extensions import tame
from app.models import Base, Customer, Order, OrderLine, Product, Store
from app.models.listed_following import FOLLOWED, made_for
from app.models.listed_following import fill as statements_of
from app.vocabulary.statuses import FIRST_STATUSES
from tests.factories import a_customer, a_department, a_product, a_vendor, a_wish, an_order
from tests.support.cast import make_cast, viewer_of

REALMS, DEPARTMENTS, VENDORS = 8, 24, 40
CUSTOMERS = 2000
_OF_CUSTOMER = {"id": "n.i", "member_number": "100000 + n.i"}
# Most lines are ordered or here; few are with somebody who has not called back.
STATUSES = (
    *["placed"] * 5, *["arrived"] * 4, *["new_no_call"] * 3, *["new_call"] * 2, *["pending"] * 2,
)  # fmt: skip
RARE = "called_waiting"
LAST = (
    "Ito", "Ito", "Ito", "Vale", "Bell", "Quill", "Okafor", "Novak", "Lund", "Rossi", "Haddad",
    "Kim", "Silva", "Weber", "Moreau", "Iversen",
)  # fmt: skip
FIRST = ("Hana", "Rosa", "Mara", "Ada", "Liv", "Jon", "Pia", "Tomas", "Ines", "Omar", "Vera")
KINDS = ("Rolled oats", "Almonds", "Black beans", "Green tea", "Olive oil", "Rice cakes",
         "Oat milk", "Plum jam", "Brown rice", "Lentils", "Raisins", "Honey", "Flour")  # fmt: skip
WAYS = ("organic", "organic", "organic", "roasted", "whole", "ground", "unsalted")
DAYS = 730
_A_DAY = "INTERVAL '1 day'"


@dataclass(frozen=True)
class Size:
    """How many lines wait, how many are closed, how many tags were sold today."""

    waiting: int
    closed: int
    sold: int


def engine_of(url: str) -> sa.Engine:
    """An engine with the pragmas of the app."""
    engine = sa.create_engine(url)
    tame(engine)
    return engine


def fill(url: str, size: Size) -> None:
    """Make the tables and put `size` into them."""
    engine = engine_of(url)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        install(session)
        cast = make_cast(session)
        customer = a_customer(session, member_number=208, first_name="Hana", last_name="Ito")
        item = _shelves(session)
        order = an_order(session, viewer_of(cast.buyer), [a_wish(item)], customer)
        first, line = order.id, order.lines[0].id
        session.commit()
    with engine.begin() as connection:
        _unfollow(connection)
        many = size.waiting + size.closed
        _multiply(connection, Customer, customer_id(connection), CUSTOMERS, _OF_CUSTOMER)
        _multiply(connection, Order, first, many, _of_order(size, connection.dialect.name))
        _multiply(connection, OrderLine, line, many, _of_line(connection, size))
        _sell(connection, size.sold)
        connection.execute(sa.text("UPDATE counters SET value = :n"), {"n": many + 1})
        _number_on(connection)
        _follow(connection)
    with engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    engine.dispose()


def customer_id(connection: sa.Connection) -> int:
    """The customer that all others are made like."""
    return connection.scalar(sa.select(sa.func.max(Customer.id))) or 0


def _shelves(session: Session) -> Product:
    realms = [a_department(session, f"Realm {n}").super_department for n in range(REALMS)]
    departments = [
        a_department(session, f"Department {n:02d}", super_department=realms[n % REALMS])
        for n in range(DEPARTMENTS)
    ]
    vendors = [a_vendor(session, f"Vendor {n:02d}") for n in range(VENDORS)]
    items = [
        a_product(session, departments[n % DEPARTMENTS], vendor=vendors[n % VENDORS],
                  upc=f"{n + 1:013d}")
        for n in range(VENDORS)
    ]  # fmt: skip
    return items[-1]


def _unfollow(connection: sa.Connection) -> None:
    """Take away what keeps lists and words, to make it at once when all is there."""
    dialect = connection.dialect.name
    for table in FOLLOWED:
        for name, made in made_for(table, dialect).items():
            if made.startswith("CREATE TRIGGER"):
                where = f" ON {table}" if dialect == "postgresql" else ""
                connection.execute(sa.text(f"DROP TRIGGER {name}{where}"))
            elif made.startswith("CREATE INDEX"):
                connection.execute(sa.text(f"DROP INDEX {name}"))


def _follow(connection: sa.Connection) -> None:
    dialect = connection.dialect.name
    for statement in (
        *statements_of("order_lines", dialect),
        *statements_of("listed_lines", dialect),
    ):
        connection.execute(sa.text(statement.replace(":", "\\:")))
    for table in FOLLOWED:
        for made in made_for(table, dialect).values():
            if made.startswith(("CREATE TRIGGER", "CREATE INDEX")):
                connection.execute(sa.text(made.replace(":", "\\:")))


def _number_on(connection: sa.Connection) -> None:
    """PostgreSQL: ids that were given by hand are not given again."""
    if connection.dialect.name != "postgresql":
        return
    for table in ("orders", "order_lines", "customers"):
        most = f"(SELECT max(id) FROM {table})"
        connection.execute(sa.text(f"SELECT setval('{table}_id_seq', {most})"))


def _multiply(
    connection: sa.Connection, model: type[Base], like: int, many: int, changed: dict[str, str]
) -> None:
    """Copy row `like` `many` times with ids behind it; `changed` columns are SQL over n.i."""
    columns = [column.name for column in model.__table__.columns]
    shown = ", ".join(changed.get(name, f"t.{name}") for name in columns)
    table = model.__tablename__
    connection.execute(
        sa.text(
            f"INSERT INTO {table} ({', '.join(columns)}) "
            "WITH RECURSIVE n(i) AS (SELECT CAST(2 AS BIGINT) UNION ALL "
            "SELECT i + 1 FROM n WHERE i <= :many) "
            f"SELECT {shown} FROM n, {table} t WHERE t.id = :like"
        ),
        {"many": many, "like": like},
    )


def _mixed(turn: int) -> str:
    """A number that looks as if drawn by lot, from n.i."""
    return f"(((n.i * {40_503 + 2 * turn} + {turn * 977}) % 65_521) / 7)".replace("_", "")


def _of_order(size: Size, dialect: str) -> dict[str, str]:
    ended = f"n.i <= {size.closed} + 1"
    last, first = _in_turn(LAST, _mixed(1)), _in_turn(FIRST, _mixed(2))
    many = size.waiting + size.closed
    return {
        "id": "n.i",
        "number": "n.i",
        "one_time_key": "'bench-' || n.i",
        "customer_id": f"1 + n.i % {CUSTOMERS}",
        "member_number": f"CASE WHEN {_mixed(3)} % 4 > 0 THEN 100000 + n.i % {CUSTOMERS} END",
        "open": f"CASE WHEN {ended} THEN 0 ELSE 1 END",
        "status": f"CASE WHEN {ended} THEN 'completed' ELSE 'placed' END",
        "closed_at": f"CASE WHEN {ended} THEN {_ago('t.created_at', many, dialect)} END",
        "ordered_on": _ago("t.ordered_on", many, dialect, day=True),
        "call_first": f"{_mixed(4)} % 5 = 0",
        "last_name": last,
        "first_name": first,
        "phone_digits": "CAST(2170000000 + (n.i * 7919) % 9999999 AS VARCHAR(20))",
        "sort_name": f"lower({last} || ' ' || {first})",
        "search_text": f"lower({first} || ' ' || {last} || ' ' || n.i)",
    }


def _of_line(connection: sa.Connection, size: Size) -> dict[str, str]:
    ended = f"n.i <= {size.closed} + 1"
    many, dialect = size.waiting + size.closed, connection.dialect.name
    status = (
        f"CASE WHEN {_mixed(5)} % 300 = 0 THEN '{RARE}' ELSE {_in_turn(STATUSES, _mixed(6))} END"
    )
    closed = "CASE WHEN n.i % 9 = 0 THEN 'canceled' ELSE 'completed' END"
    stores = list(connection.scalars(sa.select(Store.id).order_by(Store.id)))[:2]
    first_department = "(SELECT min(id) FROM departments WHERE name = 'Department 00')"
    first_vendor = "(SELECT min(id) FROM vendors WHERE name = 'Vendor 00')"
    kind = f"{_mixed(7)} % {DEPARTMENTS}"
    department = f"{first_department} + {kind}"
    realm = "SELECT super_department_id FROM departments"
    name = f"{_in_turn(WAYS, _mixed(8))} || ' ' || {_in_turn(KINDS, _mixed(9))}"
    return {
        "id": "n.i",
        "order_id": "n.i",
        "list_key": "n.i * 100 + 98",
        "store_id": _in_turn(stores, _mixed(10)),
        "open": f"CASE WHEN {ended} THEN 0 ELSE 1 END",
        "status": f"CASE WHEN {ended} THEN {closed} ELSE {status} END",
        "stage": f"CASE WHEN {ended} THEN 'closed' ELSE {_stage_of(status)} END",
        # To be called about: due for half of them.
        "next_call_at": f"CASE WHEN NOT ({ended}) AND {_stage_of(status)} = 'ask' "
        f"THEN {_ago('t.created_at', 1, dialect, days=f'({_mixed(16)} % 60 - 30)')} END",
        "closed_at": f"CASE WHEN {ended} THEN {_ago('t.created_at', many, dialect)} END",
        "status_since": _ago("t.created_at", many, dialect),
        "by_night": f"{ended} AND n.i % 10 = 0",
        "department_id": department,
        "super_department_id": f"({realm} WHERE id = {department})",
        # Each department orders from five of the vendors.
        "vendor_id": f"{first_vendor} + ({kind} * 3 + {_mixed(11)} % 5) % {VENDORS}",
        "description": name,
        "search_text": f"lower({name} || ' batch ' || (n.i % 997))",
        "upc": "substr(CAST(10000000000000 + 1 + n.i % 5000 AS VARCHAR(20)), 2)",
        "sku": "'HX-' || (n.i % 20000)",
        "cases": f"CASE WHEN {_mixed(12)} % 10 = 0 THEN 3 ELSE 1 END",
        "total": f"CASE WHEN {_mixed(13)} % 50 > 0 THEN 500 + {_mixed(13)} END",
        "price_kind": f"CASE WHEN {_mixed(13)} % 50 = 0 THEN 'needed' ELSE 'regular' END",
        "bin": f"CASE WHEN {_mixed(14)} % 3 = 0 THEN 'b' || ({_mixed(14)} % 90) ELSE '' END",
        "copies": f"CASE WHEN {_mixed(15)} % 8 = 0 THEN 1 ELSE 0 END",
    }


def _stage_of(status: str) -> str:
    """The stage of a status, both as SQL."""
    known = " ".join(f"WHEN '{key}' THEN '{stage}'" for key, _, stage, _ in FIRST_STATUSES)
    return f"CASE {status} {known} END"


def _ago(column: str, many: int, dialect: str, *, day: bool = False, days: str = "") -> str:
    """A moment (or a day) so long before `column` that two years lie between first and last, or so
    many `days`."""
    days = days or f"(({many} + 2 - n.i) / {max(1, many // DAYS)})"
    if dialect == "postgresql":
        return f"{column} - CAST({days} AS INTEGER) * {'1' if day else _A_DAY}"
    back = f"(-{days}) || ' days'"
    if day:
        return f"date({column}, {back})"
    return f"strftime('%Y-%m-%d %H:%M:%f', {column}, {back}) || '000'"


def _in_turn(values: object, turn: str) -> str:
    listed = list(values)  # type: ignore[call-overload]
    written = [f"'{v}'" if isinstance(v, str) else str(v) for v in listed]
    cases = " ".join(f"WHEN {n} THEN {value}" for n, value in enumerate(written))
    return f"CASE {turn} % {len(written)} {cases} END"


def _sell(connection: sa.Connection, many: int) -> None:
    """Register sales of the newest `many` waiting lines, in one statement."""
    connection.execute(
        sa.text(
            "INSERT INTO register_sales (source, store_id, receipt, receipt_line, order_line_id, "
            "order_number, line_number, kind, upc, quantity, cases, total, counts, "
            "sold_at, business_date, created_at) "
            "SELECT 'pickup', l.store_id, 'bench', l.id, l.id, o.number, l.number, 'sale', l.upc, "
            "120000, 10000, l.total, 1, l.created_at, o.ordered_on, l.created_at "
            "FROM order_lines l JOIN orders o ON o.id = l.order_id WHERE l.open = 1 "
            "ORDER BY l.id DESC LIMIT :many"
        ),
        {"many": many},
    )


def copy_of(file: Path, name: str) -> Path:
    """A copy of a database that nobody has open, for a measure that changes it."""
    copied = file.with_name(name)
    shutil.copyfile(file, copied)
    return copied
