"""A worker killed -9 in the middle of a file: the next one goes on, and no row is in twice."""

from __future__ import annotations

import sys

import pytest
import sqlalchemy as sa

from app.models import CatalogChange, Import, ImportState, OutboxRow, VendorItem
from app.web.unit_of_work import commit
from tests.factories import a_vendor
from tests.jobs.conftest import Store
from tests.support.cast import viewer_of
from tests.support.files import csv_of
from tests.support.imports import an_import, goods
from tests.support.machine import eventually

ROWS = 8_000

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are killed by /proc")


def asked(store: Store, missing: str = "leave") -> int:
    """An import of a big file, handed over as the web does."""
    vendor = a_vendor(store.session, "Mills")
    by = viewer_of(store.cast.admin)
    text = csv_of(goods(ROWS))
    one = an_import(store.session, by, text, vendor_id=vendor.id, missing=missing, codes="bare")
    commit()
    return one.id


def done_rows(store: Store) -> int:
    """How far the bar is."""
    return int(store.one(sa.select(Import.done_rows)))


def test_the_worker_is_killed_half_way(store: Store) -> None:
    import_id = asked(store)
    seen: list[int] = []

    def beyond(many: int) -> bool:
        seen.append(done_rows(store))
        return seen[-1] >= many

    store.machine.worker()
    eventually(lambda: beyond(1_000), "the first rows are in")
    store.machine.kill("worker")
    half = done_rows(store)
    assert 1_000 <= half < ROWS
    assert store.count(VendorItem) == store.count(CatalogChange) == half
    store.machine.worker()
    store.sweep_later()
    eventually(lambda: beyond(min(half + 3_000, ROWS)), "another worker goes on")
    store.machine.kill("worker")
    assert store.count(VendorItem) == done_rows(store)
    store.machine.worker()
    store.sweep_later()
    done = sa.select(Import.state).where(Import.id == import_id)
    eventually(lambda: store.one(done) is ImportState.DONE and beyond(ROWS), "all is in")
    assert seen == sorted(seen)
    counts = sa.select(Import.added + Import.updated + Import.unchanged + Import.refused)
    assert (done_rows(store), store.one(counts)) == (ROWS, ROWS)
    assert store.one(sa.select(Import.added)) == store.count(VendorItem) == ROWS
    assert store.count(CatalogChange) == ROWS
    assert store.one(sa.select(sa.func.max(OutboxRow.open))) == 0


def test_two_workers_at_one_import_do_it_once(store: Store) -> None:
    """Its first worker lost its parent, and the row was handed out again: one of them goes on."""
    asked(store)
    store.machine.worker()
    eventually(lambda: done_rows(store) >= 1_000, "the first rows are in")
    store.machine.kill("worker", children=False)
    store.machine.worker()
    store.sweep_later()
    eventually(lambda: done_rows(store) == ROWS, "all rows are in")
    eventually(lambda: store.one(sa.select(Import.state)) is ImportState.DONE, "it has ended")
    assert store.count(VendorItem) == store.one(sa.select(Import.added)) == ROWS
    assert store.count(CatalogChange) == ROWS
