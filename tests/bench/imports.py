"""A vendor's catalogue of 100 thousand rows beside reading and inserting it bare, on both
databases, with the same indexes and triggers."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from contextlib import nullcontext
from itertools import islice
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.imports import running
from app.domain.imports.running import BATCH
from app.importers.files import open_table, recognise
from app.models import Import
from tests.bench.clockwork import Row, seconds_of
from tests.bench.stock import engine_of
from tests.conftest import POSTGRES, make_tables, scratch_postgres
from tests.factories import a_vendor
from tests.support.cast import make_cast, viewer_of
from tests.support.files import csv_of, workbook_of
from tests.support.imports import an_import, goods

ROWS = 100_000
BUDGET = 5.0
COLUMNS = ("vendor_id", "sku", "upc", "description", "brand", "size", "case_size", "cost",
           "suggested_retail", "search_text")  # fmt: skip


def catalogue(folder: Path) -> Iterator[Row]:
    """CSV into each database, the same file again, and the workbook that holds the same."""
    text = csv_of(goods(ROWS))
    book = workbook_of(goods(ROWS))
    server = os.environ.get(POSTGRES, "")
    places = {"SQLite": nullcontext(f"sqlite:///{folder / 'import.db'}")}
    if server:
        places["PostgreSQL"] = scratch_postgres(server)
    for name, place in places.items():
        with place as url:
            make_tables(url)
            yield from _measured(name, engine_of(url), text)
    took = seconds_of(lambda: recognise(book))
    bare = seconds_of(lambda: _bare_workbook(book))
    yield Row("workbook made text", f"{took:.1f} s / {bare:.1f} s", took / bare, BUDGET)


def _measured(name: str, engine: sa.Engine, text: str) -> Iterator[Row]:
    with Session(engine) as session:
        by = viewer_of(make_cast(session).admin)
        vendor, other = a_vendor(session, "Ours").id, a_vendor(session, "Bare").id
        session.commit()
        bare = seconds_of(lambda: _bare(engine, other, text))
        for words in ("new", "again, the same"):
            one = an_import(session, by, text, vendor_id=vendor, codes="bare")
            session.commit()
            took = seconds_of(lambda one=one: _run(session, one.id))  # type: ignore[misc]
            said = f"{took:.1f} s / {bare:.1f} s"
            yield Row(f"import {ROWS:,} rows, {words}, {name}", said, took / bare, BUDGET)
    engine.dispose()


def _run(session: Session, import_id: int) -> None:
    """What the worker does, commit by commit."""
    plan = running.plan(session, import_id)
    session.rollback()
    records = open_table(plan.text, plan.delimiter).records()
    rows, done = (plan.reader.read(*record) for record in records), 0
    while batch := list(islice(rows, BATCH)):
        running.take(session, plan, batch, done)
        session.commit()
        done += len(batch)
    running.finish(session, plan)
    session.commit()
    one = session.get_one(Import, import_id)
    assert one.done_rows == one.added + one.unchanged == ROWS


def _bare(engine: sa.Engine, vendor_id: int, text: str) -> None:
    """Read by `csv`, inserted by the driver in one transaction."""
    mark = "?" if engine.dialect.name == "sqlite" else "%s"
    names = ", ".join((*COLUMNS, "active", "version", "created_at"))
    values = ", ".join([mark] * len(COLUMNS))
    statement = f"INSERT INTO vendor_items ({names}) VALUES ({values}, true, 1, CURRENT_TIMESTAMP)"
    with engine.begin() as connection:
        cursor = connection.connection.cursor()
        lines = csv.reader(io.StringIO(text, newline=""))
        next(lines)
        cursor.executemany(
            statement,
            [
                (vendor_id, sku, upc.zfill(13), description, brand, size, int(pack),
                 int(cost.replace(".", "")) * 100, int(srp.replace(".", "")) * 100,
                 f"{description} {brand} {size}".lower())
                for sku, upc, description, brand, size, pack, cost, srp in lines
            ],
        )  # fmt: skip


def _bare_workbook(book: bytes) -> None:
    """Read by the same library, and nothing more."""
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0)
    assert sum(1 for _ in sheet.iter_rows()) == ROWS + 1
