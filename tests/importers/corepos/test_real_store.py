"""The tables of a real store: every row accounted for, fast, and twice the same."""

import csv
import os
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.importers.corepos import FILE_NAMES, Outcome, import_folder
from app.models import Customer, Department, Product, SuperDepartment
from tests.importers.corepos.exports import written_by

ROOT = Path(__file__).parents[3]
STORE = Path(os.environ.get("CASELOT_REAL_STORE", ROOT.parent / "shared" / "data" / "corepos"))


@pytest.fixture
def store():
    missing = [name for name in FILE_NAMES if not (STORE / name).is_file()]
    if missing:
        pytest.skip(f"no tables of a real store (CASELOT_REAL_STORE): {missing[0]} is missing")
    return STORE


def size(model):
    return sa.select(sa.func.count()).select_from(model)


def test_every_row_of_a_real_store_is_accounted_for(session, store):
    report = import_folder(session, store)
    for each in report.files:
        with (store / each.name).open(encoding="utf-8", newline="") as file:
            rows = sum(1 for _ in csv.reader(file)) - 1
        assert (each.problem, len(each.rows)) == ("", rows)
        assert sum(each.count(outcome) for outcome in Outcome) == rows
        assert {row.outcome for row in each.rows if not row.key} <= {Outcome.REFUSED}

    assert len(report.file("products.csv").rows) == 6650
    assert len(report.file("departments.csv").rows) == 247
    assert len(report.file("custdata.csv").rows) == 1000
    assert [session.scalar(size(m)) for m in (Product, Department, SuperDepartment, Customer)] == [
        6650,
        247,
        10,
        999,
    ]
    refused = [r for each in report.files for r in each.rows if r.outcome is Outcome.REFUSED]
    assert [(r.key, r.reasons) for r in refused] == [
        ("11/1", ("The card has no name: it is not a person's.",))
    ]


def test_nothing_of_a_real_store_sells_for_nothing(session, store):
    report = import_folder(session, store)
    unpriced = session.scalar(size(Product).where(Product.retail.is_(None)))
    nothing = Decimal(0)
    free = sa.or_(Product.retail <= nothing, Product.cost <= nothing)
    worthless = session.scalar(size(Product).where(free))
    told = Counter(
        any(reason.startswith("normal_price:") for reason in row.reasons)
        for row in report.file("products.csv").rows
    )
    assert (unpriced, worthless, told[True]) == (210, 0, 210)


def test_a_real_store_imported_twice_is_the_same(session, store):
    first = import_folder(session, store)
    with written_by(session) as statements:
        second = import_folder(session, store)
    assert statements == []
    assert (second.count(Outcome.IMPORTED), second.count(Outcome.UPDATED)) == (0, 0)
    assert second.count(Outcome.UNCHANGED) == first.count(Outcome.IMPORTED)
    assert session.scalar(sa.select(sa.func.max(Product.version))) == 1


def test_a_dry_run_over_a_real_store_keeps_nothing(session, store):
    dry = import_folder(session, store, dry_run=True)
    assert (dry.count(Outcome.IMPORTED), session.scalar(size(Product))) == (8157, 0)
