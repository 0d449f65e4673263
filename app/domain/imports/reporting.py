"""The report of an import: every problem, and everything that was added or changed, as rows of a
CSV file. Amounts are in it only for those who may know them (B1); nothing in it is a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any, TextIO

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.catalog.history import FIGURES
from app.domain.imports.kinds import KINDS
from app.domain.imports.previewing import label_of
from app.models import (
    CatalogChange,
    CatalogThing,
    Import,
    ImportKind,
    ImportProblem,
    Product,
    Sale,
    VendorItem,
)
from app.vocabulary.cells import plain_cell

HEADER = ("Row", "What", "Item", "Name", "Field", "Before", "After", "Message")
_BITE = 1_000
_THINGS: dict[ImportKind, tuple[CatalogThing, type[Any], str, str]] = {
    ImportKind.VENDOR_ITEMS: (CatalogThing.VENDOR_ITEM, VendorItem, "sku", "description"),
    ImportKind.PRODUCTS: (CatalogThing.PRODUCT, Product, "upc", "description"),
    ImportKind.SALES: (CatalogThing.SALE, Sale, "id", "name"),
}


def write_report(session: Session, one: Import, viewer: Viewer, out: TextIO) -> None:
    """Write the report that `viewer` may read."""
    writer = csv.writer(out)
    writer.writerow(HEADER)
    for cells in _problems(session, one):
        writer.writerow(["" if cell is None else plain_cell(str(cell)) for cell in cells])
    for cells in _changes(session, one, viewer):
        writer.writerow(["" if cell is None else plain_cell(str(cell)) for cell in cells])


def _problems(session: Session, one: Import) -> Iterator[tuple[object, ...]]:
    kind = KINDS[one.kind]
    rows = session.scalars(
        sa.select(ImportProblem)
        .where(ImportProblem.import_id == one.id)
        .order_by(ImportProblem.row, ImportProblem.field)
        .execution_options(yield_per=_BITE)
    )
    for each in rows:
        what = "not taken" if each.refused else "taken, please look"
        yield each.row, what, "", "", label_of(kind, each.field), "", "", each.message


def _changes(session: Session, one: Import, viewer: Viewer) -> Iterator[tuple[object, ...]]:
    if one.kind not in _THINGS:
        return
    thing, model, key, name = _THINGS[one.kind]
    rows = session.execute(
        sa.select(
            CatalogChange.verb,
            CatalogChange.changed,
            CatalogChange.figures,
            getattr(model, key),
            getattr(model, name),
        )
        .join(model, model.id == CatalogChange.thing_id)
        .where(CatalogChange.import_id == one.id, CatalogChange.thing == thing)
        .order_by(CatalogChange.id)
        .execution_options(yield_per=_BITE)
    )
    for verb, changed, figures, number, called in rows:
        known = {n: pair for n, pair in figures.items() if FIGURES.get(n) in viewer.figures}
        pairs = {**changed, **known}
        if not pairs:
            yield "", verb, number, called, "", "", "", ""
        for field, (before, after) in pairs.items():
            yield "", verb, number, called, field.replace("_", " "), before, after, ""
