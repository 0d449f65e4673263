"""Reading a whole file before anything is written: how many rows are sound, new or known, what is
wrong with the others, how many items it does not name any more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.imports.kinds import Key
from app.domain.imports.records import Problem, Row, kind_of
from app.models import Customer, Import, ImportKind, Product, VendorItem

MOST_KINDS = 60
MOST_EXAMPLES = 4
NOT_CARRIED = "The store carries no item with this code."


@dataclass
class Checked:
    """What a look through the whole file found, in plain values that an import keeps."""

    rows: int = 0
    sound: int = 0
    known: int = 0
    missing: int = 0
    here: int = 0
    problems: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """For `Import.options`."""
        return dict(vars(self))


def check(
    rows: Iterable[Row], there: frozenset[Key], carried: frozenset[str] | None = None
) -> Checked:
    """Look through all rows; `there` are the keys of what is here and active, `carried` the codes
    that rows may speak of (None: any)."""
    found = Checked(here=len(there))
    kinds: dict[tuple[str, str, bool], dict[str, Any]] = {}
    seen: set[Key] = set()
    for row in rows:
        found.rows += 1
        if row.key is not None:
            seen.add(row.key)
        if carried is not None and row.values.get("upc", "") not in carried and not row.refused:
            row.problems.append(Problem("upc", NOT_CARRIED, True))
        refused = False
        for name, message, refuses in row.problems:
            refused = refused or refuses
            _count(kinds, (name, kind_of(message), refuses), row.number, message)
        if not refused:
            found.sound += 1
    found.known = len(there & seen)
    found.missing = len(there - seen)
    ordered = sorted(kinds.values(), key=lambda kind: (not kind["refuses"], -kind["count"]))
    found.problems = ordered[:MOST_KINDS]
    return found


def _count(
    kinds: dict[tuple[str, str, bool], dict[str, Any]],
    key: tuple[str, str, bool],
    number: int,
    message: str,
) -> None:
    kind = kinds.get(key)
    if kind is None:
        # A hostile file may have as many kinds as rows.
        key = key if len(kinds) < MOST_KINDS else ("", "Other problems", key[2])
        blank = {"field": key[0], "message": message, "refuses": key[2], "count": 0, "rows": []}
        kind = kinds.setdefault(key, blank)
    if kind["count"]:
        kind["message"] = key[1]
    kind["count"] += 1
    if len(kind["rows"]) < MOST_EXAMPLES:
        kind["rows"].append(number)


def keys_here(session: Session, one: Import) -> frozenset[Key]:
    """The keys of everything active that a file of this kind may name; none for sales."""
    query: Any
    if one.kind is ImportKind.VENDOR_ITEMS:
        query = sa.select(VendorItem.sku).where(
            VendorItem.vendor_id == one.vendor_id, VendorItem.active.is_(True)
        )
    elif one.kind is ImportKind.PRODUCTS:
        query = sa.select(Product.upc).where(Product.active.is_(True))
    elif one.kind is ImportKind.CUSTOMERS:
        query = sa.select(Customer.member_number, Customer.person_number).where(
            Customer.member_number.is_not(None)
        )
    else:
        return frozenset()
    return frozenset(tuple(row) for row in session.execute(query))


def codes_carried(session: Session, one: Import) -> frozenset[str] | None:
    """The codes that prices of a sale may be for (and none, for a like code); None for files that
    bring their items themselves."""
    if one.kind is not ImportKind.SALES:
        return None
    return frozenset(session.scalars(sa.select(Product.upc))) | {""}
