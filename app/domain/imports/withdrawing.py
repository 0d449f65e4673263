"""Taking out of the catalogue what a file does not name any more, or what an import added. Nothing
is ever deleted: what was ordered still says what it was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.imports.writing import HISTORY, LEAVE, WITHDRAW, note_all
from app.models import CatalogThing, Import, ImportKind, Product, Sale, VendorItem
from app.vocabulary import clock

BITE = 2_000
MISSING = {
    LEAVE: "Leave them as they are",
    WITHDRAW: "Withdraw them: they can’t be ordered any more",
}

_THINGS: Mapping[ImportKind, tuple[CatalogThing, type[Any]]] = {
    ImportKind.VENDOR_ITEMS: (CatalogThing.VENDOR_ITEM, VendorItem),
    ImportKind.PRODUCTS: (CatalogThing.PRODUCT, Product),
    ImportKind.SALES: (CatalogThing.SALE, Sale),
}


def withdraw_missing(session: Session, one: Import, by: Viewer) -> int:
    """Withdraw a bite of the vendor's items that the file did not name; 0 when there are no more,
    or when the file is not to withdraw anything. What somebody added since it was started stays:
    no file could name that yet."""
    if one.kind is not ImportKind.VENDOR_ITEMS or one.options.get("missing") != WITHDRAW:
        return 0
    table = cast(sa.Table, VendorItem.__table__)
    unseen = sa.or_(table.c.seen_by_import_id.is_(None), table.c.seen_by_import_id != one.id)
    ids = session.scalars(
        sa.select(table.c.id)
        .where(
            table.c.vendor_id == one.vendor_id,
            table.c.active.is_(True),
            unseen,
            table.c.created_at <= one.started_at,
        )
        .order_by(table.c.id)
        .limit(BITE)
    ).all()
    if not ids:
        return 0
    return _withdraw(session, one, by, CatalogThing.VENDOR_ITEM, table, table.c.id.in_(ids))


def added_by(session: Session, one: Import) -> int:
    """How many of the things that this import added are still active; 0 for people."""
    if one.kind not in _THINGS:
        return 0
    thing, model = _THINGS[one.kind]
    table = cast(sa.Table, model.__table__)
    query = sa.select(sa.func.count()).select_from(table).where(_added(one, thing, table))
    return session.scalar(query) or 0


def withdraw_added(session: Session, one: Import, *, by: Viewer) -> int:
    """Withdraw what this import added; returns how many."""
    thing, model = _THINGS[one.kind]
    table = cast(sa.Table, model.__table__)
    return _withdraw(session, one, by, thing, table, _added(one, thing, table))


def _added(one: Import, thing: CatalogThing, table: sa.Table) -> sa.ColumnElement[bool]:
    added = sa.select(HISTORY.c.thing_id).where(
        HISTORY.c.import_id == one.id, HISTORY.c.thing == thing, HISTORY.c.verb == "added"
    )
    return sa.and_(table.c.active.is_(True), table.c.id.in_(added))


def _withdraw(
    session: Session,
    one: Import,
    by: Viewer,
    thing: CatalogThing,
    table: sa.Table,
    which: sa.ColumnElement[bool],
) -> int:
    verb = "switched off" if thing is CatalogThing.SALE else "withdrawn"
    note_all(session, by, thing, verb, which, table, one.id, clock.now())
    changed = session.execute(
        sa.update(table).where(which).values(active=False, version=table.c.version + 1)
    )
    return cast(sa.CursorResult[Any], changed).rowcount
