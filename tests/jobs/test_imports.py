"""An import in slices, and what is left of its file."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.imports import running
from app.domain.imports.running import Overtaken
from app.domain.imports.writing import WITHDRAW
from app.extensions import db
from app.jobs import clearing, imports, work
from app.models import (
    CatalogChange,
    Import,
    ImportFile,
    ImportProblem,
    ImportState,
    OutboxRow,
    VendorItem,
)
from app.vocabulary import clock
from app.vocabulary.errors import Refused
from tests.factories import a_vendor, a_vendor_item
from tests.support.cast import Cast, viewer_of
from tests.support.files import csv_of
from tests.support.imports import an_import, goods


def run_next(app: Flask, session: Session) -> bool:
    """Do the oldest open piece of work; False if there is none."""
    session.commit()
    with app.app_context():
        row = db.session.scalar(
            sa.select(OutboxRow.id).where(OutboxRow.open == 1).order_by(OutboxRow.id)
        )
        db.session.rollback()
        if row is not None:
            work.run(row)
    session.expire_all()
    return row is not None


def test_a_slice_leaves_the_rest_to_the_next(
    app: Flask, session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each slice takes a batch at least; a row that repeats one of another slice is noticed, what
    the file does not name is withdrawn in the end, once."""
    monkeypatch.setattr(imports, "SLICE", -1.0)
    vendor, by = a_vendor(session, "Mills"), viewer_of(cast.admin)
    gone = VendorItem(vendor=vendor, sku="GONE", description="Gone")
    session.add(gone)
    text = csv_of([*goods(2_300), ("S000000", "", "The first once more", "", "", "", "", "")])
    one = an_import(session, by, text, vendor_id=vendor.id, missing="withdraw", codes="bare")
    seen = []
    while run_next(app, session):
        seen.append((one.done_rows, one.state))
    assert [rows for rows, _ in seen] == [1_000, 2_000, 2_301, 2_301, 2_301]
    assert [state for _, state in seen] == [ImportState.RUNNING] * 4 + [ImportState.DONE]
    assert (one.added, one.refused, one.withdrawn) == (2_300, 1, 1)
    assert session.get_one(VendorItem, gone.id).active is False
    problems = session.execute(sa.select(ImportProblem.row, ImportProblem.message)).all()
    assert problems == [(2_302, "The same is in row “2” already.")]
    verbs = session.execute(
        sa.select(CatalogChange.verb, sa.func.count()).group_by(CatalogChange.verb)
    )
    assert sorted(verbs.all()) == [("added", 2_300), ("withdrawn", 1)]


def test_who_was_overtaken_writes_nothing(session: Session, cast: Cast) -> None:
    vendor, by = a_vendor(session, "Mills"), viewer_of(cast.admin)
    one = an_import(session, by, csv_of(goods(3)), vendor_id=vendor.id)
    first, second = running.plan(session, one.id), running.plan(session, one.id)
    records = [(2, ("S1", "", "Oats", "", "", "", "", ""), "")]
    running.take(session, first, [first.reader.read(*each) for each in records], 0)
    with pytest.raises(Overtaken):
        running.take(session, second, [second.reader.read(*each) for each in records], 0)
    running.finish(session, first)
    for act in (lambda: running.finish(session, second), lambda: running.plan(session, one.id)):
        with pytest.raises(Overtaken):
            act()
    assert (one.added, one.state) == (1, ImportState.DONE)


def test_what_is_added_while_a_file_comes_in_is_not_missing(session: Session, cast: Cast) -> None:
    vendor, by = a_vendor(session, "Mills"), viewer_of(cast.admin)
    before = a_vendor_item(session, vendor, sku="OLD-1")
    one = an_import(session, by, csv_of(goods(3)), vendor_id=vendor.id, missing=WITHDRAW)
    since = a_vendor_item(session, vendor, sku="NEW-1")
    plan = running.plan(session, one.id)
    assert (running.take_out(session, plan), running.take_out(session, plan)) == (True, False)
    session.expire_all()
    assert (before.active, since.active) == (False, True)


def test_two_files_of_a_vendor_are_never_at_work_at_once(session: Session, cast: Cast) -> None:
    """Each would withdraw what the other was the last to name."""
    vendor, by = a_vendor(session, "Mills"), viewer_of(cast.admin)
    first = an_import(session, by, csv_of(goods(3)), vendor_id=vendor.id, missing=WITHDRAW)
    with pytest.raises(Refused):
        an_import(session, by, csv_of(goods(3)), vendor_id=vendor.id, missing=WITHDRAW)
    an_import(session, by, csv_of(goods(3)), vendor_id=a_vendor(session).id)
    running.finish(session, running.plan(session, first.id))
    second = an_import(session, by, csv_of(goods(3)), vendor_id=vendor.id, missing=WITHDRAW)
    assert second.state is ImportState.WAITING


def test_files_go_after_some_days(app: Flask, session: Session, cast: Cast) -> None:
    """Those of imports that ended, and of those that nobody went on with; never one at work."""
    by, vendors = viewer_of(cast.admin), [a_vendor(session) for _ in range(3)]
    made = [an_import(session, by, csv_of(goods(2)), vendor_id=each.id) for each in vendors]
    ended, left, waiting = made
    ended.state, ended.finished_at = ImportState.DONE, clock.now()
    left.state = ImportState.CHECKED
    session.commit()
    for days, files in ((29, 3), (31, 1), (400, 1)):
        with clock.set_to(clock.now() + timedelta(days=days)), app.app_context():
            clearing.clear_away()
        session.expire_all()
        assert session.scalar(sa.select(sa.func.count()).select_from(ImportFile)) == files
    states = session.scalars(sa.select(Import.state).order_by(Import.id)).all()
    assert states == [ImportState.DONE, ImportState.DROPPED, ImportState.WAITING]
    assert session.scalar(sa.select(ImportFile.import_id)) == waiting.id
