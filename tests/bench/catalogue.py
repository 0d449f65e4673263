"""A big catalogue and many customers, made by the database itself from the words of the demo, on
either database."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import demo
from app.models import Base, Department, SuperDepartment, Vendor
from app.vocabulary import clock
from app.vocabulary.searching import haystack
from tests.bench.stock import engine_of

TABLES = Path(demo.__file__).parent / "data" / "tables"
VENDORS = 8


@dataclass(frozen=True)
class Shelves:
    """How much there is to search."""

    products: int
    rows: int
    customers: int


def fill(url: str, size: Shelves) -> sa.Engine:
    """The tables with `size` in them, as a database that has had a night to look them over."""
    engine = engine_of(url)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        realm = SuperDepartment(number=1, name="Grocery")
        session.add(Department(number=1, name="Grocery", super_department=realm))
        session.add_all(Vendor(name=f"Vendor {n}") for n in range(VENDORS))
        session.flush()
        words_kept(session)
        session.execute(sa.text(PRODUCTS), {"many": size.products, "now": clock.now()})
        session.execute(sa.text(ROWS), {"many": size.rows, "now": clock.now()})
        session.execute(sa.text(CUSTOMERS), {"many": size.customers, "now": clock.now()})
        session.commit()
    if engine.dialect.name == "postgresql":
        # As its housekeeping does by itself; nobody does it on SQLite.
        with engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")
    return engine


def words_kept(session: Session) -> None:
    """The words of the demo's goods, brands and people in a table of the bench's own: kind, place
    and word. A quarter of the goods begin with “organic”."""
    goods, brands = set(), set()
    for row in _rows("products") + _rows("vendor_items"):
        goods.update(word for word in haystack(row["description"]).split() if word.isalpha())
        brands.add(haystack(row["brand"]))
    named = [row for row in _rows("customers") if row["kind"] == "person"]
    people = {haystack(row[part]) for row in named for part in ("first_name", "last_name")}
    session.execute(sa.text("CREATE TABLE bench_words (kind INT, i INT, w VARCHAR(60))"))
    for kind, words in enumerate((goods - {"organic"}, brands - {""}, _plain(people))):
        kept = [{"kind": kind, "i": i, "w": w} for i, w in enumerate(sorted(words))]
        session.execute(sa.text("INSERT INTO bench_words VALUES (:kind, :i, :w)"), kept)


def _plain(names: set[str]) -> set[str]:
    return {name for name in names if name.isalpha()}


def _rows(table: str) -> list[dict[str, str]]:
    with (TABLES / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _pick(kind: int, turn: int) -> str:
    """A word that rows of a kind get, common ones much oftener than rare ones."""
    place = f"(n.i * {turn} + n.i / 7) % 9973"
    many = f"(SELECT count(*) FROM bench_words WHERE kind = {kind})"
    return f"CAST(({place}) * ({place}) / 99460729.0 * {many} AS INTEGER)"


_NUMBERS = (
    "WITH RECURSIVE n(i) AS "
    "(SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < :many), "
    "p AS (SELECT n.i, {a} AS a, {b} AS b, {c} AS c FROM n) "
)
_GOODS = _NUMBERS.format(a=_pick(0, 7919), b=_pick(0, 6133), c=_pick(1, 4409))
_WORDS = (
    "FROM p JOIN bench_words a ON a.kind = 0 AND a.i = p.a "
    "JOIN bench_words b ON b.kind = 0 AND b.i = p.b JOIN bench_words c ON c.kind = 1 AND c.i = p.c "
)
_ORGANIC = "CASE WHEN p.i % 4 = 0 THEN 'organic ' ELSE '' END"
_SIZE = "(p.i % 64 + 1) || ' oz'"
_NAME = f"{_ORGANIC} || a.w || ' ' || b.w"
_CODE = "substr(CAST(10000000000000 + {start} + p.i * 97 AS VARCHAR(20)), 2)"
PRODUCTS = (
    _GOODS + "INSERT INTO products (upc, description, brand, size, department_id, vendor_id, "
    "discountable, by_weight, active, search_text, version, created_at) SELECT "
    f"CASE WHEN p.i < 1000 THEN substr(CAST(10000000004000 + p.i AS VARCHAR(20)), 2) "
    f"ELSE {_CODE.format(start=4_721_300_000)} END, {_NAME}, c.w, {_SIZE}, 1, 1 + p.i % {VENDORS}, "
    f"true, false, true, {_NAME} || ' ' || c.w || ' ' || {_SIZE}, 1, :now {_WORDS}"
)
ROWS = (
    _GOODS + "INSERT INTO vendor_items (vendor_id, sku, upc, description, brand, size, case_size, "
    "department_id, active, search_text, version, created_at) SELECT "
    f"1 + p.i % {VENDORS}, CAST(100000 + p.i * 13 AS VARCHAR(20)), "
    f"{_CODE.format(start=7_331_200_000)}, {_NAME}, c.w, {_SIZE}, 12, 1, true, "
    f"{_NAME} || ' ' || c.w || ' ' || {_SIZE}, 1, :now {_WORDS}"
)
_PEOPLE = _NUMBERS.format(a=_pick(2, 7919), b=_pick(2, 6133), c="0")
_PHONE = "CAST(2000000000 + (p.i * CAST(7919317 AS BIGINT)) % 999999937 AS VARCHAR(20))"
CUSTOMERS = (
    _PEOPLE + "INSERT INTO customers (kind, first_name, last_name, phone, phone_digits, email, "
    "street, city, region, postal_code, contact_way, member_number, person_number, note, active, "
    "search_text, version, created_at) SELECT 'person', a.w, b.w || p.i % 500, "
    f"'+1' || {_PHONE}, {_PHONE}, a.w || p.i || '@example.org', '', '', '', '', 'call', p.i, 1, "
    f"'', true, a.w || ' ' || b.w || p.i % 500 || ' ' || a.w || p.i || '@example.org ' || p.i, "
    "1, :now FROM p JOIN bench_words a ON a.kind = 2 AND a.i = p.a "
    "JOIN bench_words b ON b.kind = 2 AND b.i = p.b"
)
