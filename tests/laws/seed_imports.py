"""Imports in every state, with amounts in their files that nothing else in the world looks like."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Protocol

from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.imports import actions, checking, mapping, running
from app.domain.imports.kinds import KINDS
from app.domain.imports.running import Plan
from app.importers.files import open_table
from app.models import Import, ImportKind
from tests.factories import a_vendor
from tests.support.cast import Cast, viewer_of
from tests.support.files import csv_of

HEADER = ("SKU", "Description", "Brand", "Pack", "Unit cost", "SRP", "Remark")


class Seeded(Protocol):
    """What is needed of the world."""

    cast: Cast
    keys: Iterator[str]


def seed_imports(session: Session, world: Seeded, word: str, amounts: Iterator[Decimal]) -> None:
    """One that can be started, one whose columns are asked for, one that is done, with problems,
    and those that wait, failed, were dropped. All have the same file, so all its amounts are in the
    catalogue too. By somebody who is no buyer, as most who look at them."""
    vendor = a_vendor(session, f"{word} Imports")
    rows = [
        (f"LAW-I{n}", f"{word} crackers {n}", word, 12, next(amounts), next(amounts), next(amounts))
        for n in range(4)
    ]
    # A row that lost a cell, so that amounts stand where words and numbers should.
    rows += [("LAW-I8", f"{word} shifted", *rows[0][4:7], *rows[0][5:7]), ("", *rows[1][1:])]
    text, by = csv_of([HEADER, *rows]), viewer_of(world.cast.admin)
    made = [_brought(session, vendor.id, text, next(world.keys), by) for _ in range(6)]
    ready, _named, done, waiting, failed, dropped = made
    for one in (ready, done, waiting, failed):
        _checked(session, one, text, by)
    # One at a time: two files of one vendor are never at work together.
    actions.start(session, done, by=by)
    _run(session, done)
    actions.start(session, failed, by=by)
    running.fail(session, failed.id, "The file is not kept any more.")
    actions.start(session, waiting, by=by)
    actions.drop(session, dropped, by=by)
    session.flush()


def _brought(session: Session, vendor_id: int, text: str, key: str, by: Viewer) -> Import:
    table = open_table(text)
    options = {"header": list(table.header), "delimiter": table.delimiter, "decimal": ".",
               "codes": "full", "notices": [], "sheet": "", "always": {}}  # fmt: skip
    made = actions.bring(
        session,
        ImportKind.VENDOR_ITEMS,
        "lawful.csv",
        text,
        by=by,
        vendor_id=vendor_id,
        options=options,
        one_time_key=key,
    )
    made.mapping = mapping.guessed(KINDS[made.kind], table.header)
    return made


def _checked(session: Session, one: Import, text: str, by: Viewer) -> None:
    actions.name_columns(session, one, one.mapping, {}, by=by)
    reader = running.reader_of(session, one)
    rows = (reader.read(*record) for record in open_table(text).records())
    found = checking.check(rows, checking.keys_here(session, one))
    actions.keep_checked(session, one, found)
    session.flush()


def _run(session: Session, one: Import) -> None:
    """Do what the worker does."""
    plan: Plan = running.plan(session, one.id)
    rows = [plan.reader.read(*record) for record in open_table(plan.text).records()]
    running.take(session, plan, rows, 0)
    running.finish(session, plan)
    session.flush()
