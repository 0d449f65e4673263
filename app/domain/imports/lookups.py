"""What rows of a file refer to by number or name, looked up once."""

from __future__ import annotations

from collections.abc import Mapping
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
    """Ids by number and by folded name; names by id. What nobody asked for is empty."""

    ids: Mapping[type[Any], Mapping[str, int]] = field(default_factory=dict)
    names: Mapping[type[Any], Mapping[int, str]] = field(default_factory=dict)

    def parser(self, model: type[Any], noun: str) -> Parser:
        """Reads a number or a name that must be known."""
        known = self.ids.get(model, {})

        def read(text: str, doubt: Doubt) -> int:
            found = known.get(" ".join(text.split()).casefold())
            if found is None:
                found = known.get(text.strip().lstrip("0"))
            if found is None:
                raise RowRefused(f"There is no {noun} {shown(text)}.")
            return found

        return read

    def name(self, model: type[Any], row_id: int | None) -> str | None:
        """What people call the row of an id."""
        return self.names.get(model, {}).get(row_id) if row_id is not None else None


def lookups_for(session: Session, kind: ImportKind) -> Lookups:
    """What files of this kind refer to; one statement for each table."""
    ids: dict[type[Any], dict[str, int]] = {}
    names: dict[type[Any], dict[int, str]] = {}
    for model in _WANTED[kind]:
        table = model.__table__
        number = table.c.number if "number" in table.c else sa.null()
        rows = session.execute(sa.select(table.c.id, number, table.c.name).limit(MOST)).all()
        ids[model] = {name.casefold(): row_id for row_id, _, name in rows if name}
        # A number means the number, even where somebody has called another by it.
        ids[model] |= {str(num): row_id for row_id, num, _ in rows if num is not None}
        names[model] = {row_id: name for row_id, _, name in rows}
    return Lookups(ids, names)
