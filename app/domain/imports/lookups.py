"""What rows of a file refer to by number or name, looked up once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.imports.cells import Doubt, Parser, RowRefused, shown
from app.models import Department, ImportKind, LikeCode, MemberType, SaleType, Vendor

MOST = 20_000

# Which kinds of files refer to what.
_WANTED: Mapping[ImportKind, tuple[type[Any], ...]] = {
    ImportKind.VENDOR_ITEMS: (Department,),
    ImportKind.PRODUCTS: (Department, Vendor, LikeCode),
    ImportKind.SALES: (SaleType, LikeCode),
    ImportKind.CUSTOMERS: (MemberType,),
}


@dataclass(frozen=True)
class Lookups:
    """Ids of what may be chosen, by number and by folded name; names of all by id; what is retired,
    as it is written → its name. What nobody asked for is empty."""

    ids: Mapping[type[Any], Mapping[str, int]] = field(default_factory=dict)
    names: Mapping[type[Any], Mapping[int, str]] = field(default_factory=dict)
    retired: Mapping[type[Any], Mapping[str, str]] = field(default_factory=dict)

    def parser(self, model: type[Any], noun: str) -> Parser:
        """Reads a number or a name that must be known, and not retired."""
        known, retired = self.ids.get(model, {}), self.retired.get(model, {})

        def read(text: str, doubt: Doubt) -> int:
            for written in (" ".join(text.split()).casefold(), text.strip().lstrip("0")):
                if written in known:
                    return known[written]
                if written in retired:
                    raise RowRefused(f"The {noun} {shown(retired[written])} is retired.")
            raise RowRefused(f"There is no {noun} {shown(text)}.")

        return read

    def name(self, model: type[Any], row_id: int | None) -> str | None:
        """What people call the row of an id."""
        return self.names.get(model, {}).get(row_id) if row_id is not None else None


def lookups_for(session: Session, kind: ImportKind) -> Lookups:
    """What files of this kind refer to; one statement for each table. What is retired can't be
    chosen by a file, as nobody can at a form; it still has its name."""
    ids: dict[type[Any], dict[str, int]] = {}
    names: dict[type[Any], dict[int, str]] = {}
    retired: dict[type[Any], dict[str, str]] = {}
    for model in _WANTED[kind]:
        rows = _rows(session, model)
        # A number means the number, even where somebody has called another by it; of two with one
        # name it is the one in use.
        written = {row.name.casefold(): row for row in reversed(rows) if row.name}
        written |= {str(row.number): row for row in rows if row.number is not None}
        ids[model] = {text: row.id for text, row in written.items() if row.active}
        retired[model] = {
            text: row.name or str(row.number) for text, row in written.items() if not row.active
        }
        names[model] = {row.id: row.name for row in rows}
    return Lookups(ids, names, retired)


def _rows(session: Session, model: type[Any]) -> Sequence[sa.Row[Any]]:
    """Those in use first, the oldest first: what a limit leaves out are retired ones."""
    table = model.__table__
    number = table.c.number if "number" in table.c else sa.null().label("number")
    active = table.c.active if "active" in table.c else sa.true().label("active")
    query = sa.select(table.c.id, number, table.c.name, active)
    order = [table.c.active.desc()] if "active" in table.c else []
    return session.execute(query.order_by(*order, table.c.id).limit(MOST)).all()
