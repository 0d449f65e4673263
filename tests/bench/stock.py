"""A big shop, made by the database itself: orders multiplied from one that was really taken."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.setup import install
from app.extensions import tame
from app.models import Base, Customer, Order, OrderLine, SuperDepartment, Vendor
from tests.factories import a_customer, a_department, a_product, a_vendor, a_wish, an_order
from tests.support.cast import make_cast, viewer_of

KINDS = 8
CUSTOMERS = 2000
_OF_CUSTOMER = {"id": "n.i", "member_number": "100000 + n.i"}
STATUSES = ("new_no_call", "new_call", "called_waiting", "pending", "placed", "arrived")


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
        for number in range(KINDS):
            department = a_department(session, f"Department {number}")
            vendor = a_vendor(session, f"Vendor {number}")
            item = a_product(session, department, vendor=vendor, upc=f"{number + 1:013d}")
        order = an_order(session, viewer_of(cast.buyer), [a_wish(item)], customer)
        first = order.id
        session.commit()
        many = size.waiting + size.closed
        _multiply(session, Customer, customer.id, CUSTOMERS, _OF_CUSTOMER)
        _multiply(session, Order, first, many, _of_order(size))
        _multiply(session, OrderLine, order.lines[0].id, many, _of_line(session, size))
        _sell(session, size.sold)
        session.execute(sa.text("UPDATE counters SET value = :n"), {"n": many + 1})
        session.commit()
    with engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    engine.dispose()


def _multiply(
    session: Session, model: type[Base], like: int, many: int, changed: dict[str, str]
) -> None:
    """Copy row `like` `many` times with ids 2 and on; `changed` columns are SQL over n.i."""
    columns = [column.name for column in model.__table__.columns]
    shown = ", ".join(changed.get(name, f"t.{name}") for name in columns)
    table = model.__tablename__
    session.execute(
        sa.text(
            f"INSERT INTO {table} ({', '.join(columns)}) "
            "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i <= :many) "
            f"SELECT {shown} FROM n, {table} t WHERE t.id = :like"
        ),
        {"many": many, "like": like},
    )


def _of_order(size: Size) -> dict[str, str]:
    ended = f"n.i <= {size.closed} + 1"
    return {
        "id": "n.i",
        "number": "n.i",
        "one_time_key": "'bench-' || n.i",
        "customer_id": f"1 + n.i % {CUSTOMERS}",
        "open": f"CASE WHEN {ended} THEN 0 ELSE 1 END",
        "status": f"CASE WHEN {ended} THEN 'completed' ELSE {_in_turn(STATUSES)} END",
        "closed_at": f"CASE WHEN {ended} THEN t.created_at END",
        "search_text": f"{_in_turn(['ito hana', 'vale rosa', 'bell mara', 'quill ada'])} || n.i",
    }


def _of_line(session: Session, size: Size) -> dict[str, str]:
    ended = f"n.i <= {size.closed} + 1"
    realms = session.scalars(sa.select(SuperDepartment.id)).all()
    vendors = session.scalars(sa.select(Vendor.id)).all()
    return {
        "id": "n.i",
        "order_id": "n.i",
        "list_key": "n.i * 100 + 98",
        "open": f"CASE WHEN {ended} THEN 0 ELSE 1 END",
        "status": f"CASE WHEN {ended} THEN 'completed' ELSE {_in_turn(STATUSES)} END",
        "closed_at": f"CASE WHEN {ended} THEN t.created_at END",
        "super_department_id": _in_turn(realms),
        "vendor_id": _in_turn(vendors),
    }


def _in_turn(values: object) -> str:
    listed = list(values)  # type: ignore[call-overload]
    written = [f"'{v}'" if isinstance(v, str) else str(v) for v in listed]
    cases = " ".join(f"WHEN {n} THEN {value}" for n, value in enumerate(written))
    return f"CASE n.i % {len(written)} {cases} END"


def _sell(session: Session, many: int) -> None:
    """Register sales of the newest `many` waiting lines, in one statement."""
    session.execute(
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
    copied.write_bytes(file.read_bytes())
    return copied
