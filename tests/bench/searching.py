"""Searching as somebody types, over a big catalogue and many customers, on either database; and
what keeping the indexes costs."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.catalog import lookup
from app.domain.customers import queries as customers
from app.models import Customer, Product, VendorItem, search
from tests.bench.catalogue import Shelves, fill
from tests.bench.clockwork import Row, seconds_of
from tests.conftest import POSTGRES, scratch_postgres

BUDGET = 5
TIMES = 30
COPIED = 100_000


def searches(folder: Path, size: Shelves) -> Iterator[Row]:
    """SQLite, and PostgreSQL if there is one."""
    yield from _on(f"sqlite:///{folder / 'shelves.db'}", size)
    server = os.environ.get(POSTGRES)
    if server:
        with scratch_postgres(server) as url:
            yield from _on(url, size)


def _on(url: str, size: Shelves) -> Iterator[Row]:
    made: list[sa.Engine] = []
    took = seconds_of(lambda: made.append(fill(url, size)))
    (engine,) = made
    name = engine.dialect.name
    goods = f"{size.products:,} products, {size.rows:,} rows of vendors"
    print(f"\n{goods}, {size.customers:,} customers on {name} (made in {took:.0f} s)")
    with Session(engine) as session:
        for what, find, text in _asked(session):
            yield _measured(session, f"{name}: {what}", find, text)
    with engine.begin() as connection:
        yield _kept(connection, name)
    engine.dispose()


def _asked(session: Session) -> Iterator[tuple[str, Any, str]]:
    """What is typed: taken from the middle of what is there."""
    product = session.scalars(_middle(Product)).one()
    row = session.scalars(_middle(VendorItem)).one()
    person = session.scalars(_middle(Customer)).one()
    goods, people = lookup.find, customers.find
    one, two = row.description.removeprefix("organic ").split()[:2]
    yield "exact UPC", goods, product.upc
    yield "exact SKU", goods, row.sku
    yield "PLU", goods, "4011"
    yield "one common word", goods, "organic"
    yield "two words", goods, f"{two} {one}"
    yield "two common words", goods, "organic al"
    yield "rare word", goods, "zinc"
    yield "three letters", goods, "alm"
    yield "SKU ending", goods, row.sku[-4:]
    yield "UPC ending", goods, (row.upc or "")[-5:]
    yield "member number", people, str(person.member_number)
    yield "name", people, person.last_name
    yield "three letters of a name", people, person.last_name[:3]
    yield "first and last name", people, person.full_name
    yield "phone digits", people, person.phone_digits[3:]
    yield "middle of a phone", people, person.phone_digits[2:7]
    yield "e-mail", people, person.email


def _middle(model: Any) -> sa.Select[Any]:
    half = sa.select(sa.func.max(model.id) / 2).scalar_subquery()
    return sa.select(model).where(model.id >= half).order_by(model.id).limit(1)


def _measured(session: Session, what: str, find: Any, text: str) -> Row:
    """Everything that one search does, the rows that it shows included."""
    taken = []
    for _ in range(TIMES):
        session.expunge_all()
        began = time.perf_counter()
        find(session, text)
        taken.append((time.perf_counter() - began) * 1000)
    # The first ones warm up the connection and what it keeps of plans.
    taken = sorted(taken[5:])
    middle = statistics.median(taken)
    return Row(what, f"{taken[0]:.2f} / {middle:.2f} / {taken[-1]:.2f} ms", middle, BUDGET, "ms")


def _kept(connection: sa.Connection, name: str) -> Row:
    """Rows of vendors put in again in one statement, with the indexes and without; taken back."""
    columns = ", ".join(c.name for c in VendorItem.__table__.columns if c.name not in ("id", "sku"))
    again = sa.text(
        f"INSERT INTO vendor_items (sku, {columns}) SELECT 'again' || id, {columns} "
        f"FROM vendor_items ORDER BY id LIMIT {COPIED}"
    )
    with_them = _taken_back(connection, again)
    savepoint = connection.begin_nested()
    kinds = {"search_vendor_items": "TABLE" if name == "sqlite" else "INDEX"}
    made = search.made_for("vendor_items", name)
    for each in reversed([name for name in made if name != search.FUNCTION]):
        is_trigger = " TRIGGER " in made[each]
        kind = "TRIGGER" if is_trigger else kinds.get(each, "INDEX")
        connection.execute(sa.text(f"DROP {kind} {each}"))
    without = _taken_back(connection, again)
    savepoint.rollback()
    shown = f"{with_them:.1f} s / {without:.1f} s"
    return Row(f"{name}: many rows, indexed / bare", shown, with_them / without, 12)


def _taken_back(connection: sa.Connection, statement: sa.TextClause) -> float:
    savepoint = connection.begin_nested()
    took = seconds_of(lambda: connection.execute(statement))
    savepoint.rollback()
    return took
