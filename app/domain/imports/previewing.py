"""The first rows of a file, as they stand there and as they would be read, with the figures that
their reader may know (B1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.access import Viewer
from app.domain.imports.fields import Field
from app.domain.imports.kinds import KINDS, Kind
from app.domain.imports.lookups import Lookups
from app.domain.imports.mapping import SECRET, is_secret
from app.domain.imports.records import Row
from app.models import Department, Import, MemberType, SaleType, Vendor
from app.vocabulary import money
from app.vocabulary.barcodes import readable_upc

LONGEST_SHOWN = 60
# A column that looks like amounts is one for who may not know them, whatever it is called.
_AMOUNT = re.compile(r"\d[.,]\d|[$€£]")
_REFERS: dict[str, type[Any]] = {
    "department_id": Department,
    "vendor_id": Vendor,
    "member_type_id": MemberType,
    "sale_type_id": SaleType,
}


@dataclass(frozen=True)
class Shown:
    """A row to look at; a cell is None where its reader may not know it."""

    number: int
    cells: list[str | None]
    problems: list[str]
    refused: bool


def hidden_columns(one: Import, cells: Sequence[Sequence[str]], viewer: Viewer) -> frozenset[str]:
    """The columns of the file that `viewer` must not see, judged by what they are chosen for, what
    they are called, and what the rows `cells` hold."""
    if viewer.figures >= SECRET:
        return frozenset()
    kind, header = KINDS[one.kind], one.options["header"]
    return frozenset(
        name
        for place, name in enumerate(header)
        if is_secret(kind, name, one.mapping)
        or any(_AMOUNT.search(row[place]) for row in cells if place < len(row))
    )


def as_they_stand(
    header: Sequence[str], cells: Sequence[Sequence[str]], hidden: frozenset[str]
) -> list[list[str | None]]:
    """Rows of the file, cell by cell."""
    return [
        [
            None if name in hidden else cell[:LONGEST_SHOWN]
            for name, cell in zip(header, row, strict=False)
        ]
        for row in cells
    ]


def as_read(
    one: Import, rows: Sequence[Row], lookups: Lookups, hidden: frozenset[str], viewer: Viewer
) -> tuple[list[Field], list[Shown]]:
    """The chosen fields, and rows as they would go in."""
    kind = KINDS[one.kind]
    chosen = [each for each in kind.fields if each.name in one.mapping]
    secret = {
        each.name
        for each in chosen
        if one.mapping[each.name] in hidden
        or (each.figure is not None and each.figure not in viewer.figures)
    }
    shown = [
        Shown(
            row.number,
            [None if each.name in secret else _said(each, row, lookups) for each in chosen],
            [_problem(kind, name, message) for name, message, _ in row.problems],
            row.refused,
        )
        for row in rows
    ]
    return chosen, shown


def label_of(kind: Kind, name: str) -> str:
    """What people call a field; nothing for the row as a whole."""
    known = {each.name: each.label for each in kind.fields}
    return known.get(name, "")


def _problem(kind: Kind, name: str, message: str) -> str:
    label = label_of(kind, name)
    return f"{label}: {message}" if label else message


def _case_cost(row: Row) -> Decimal | None:
    """What a case comes to: reading it left the cost of one unit."""
    cost, size = row.values.get("cost"), row.values.get("case_size")
    return money.cents(cost * size) if cost is not None and size else None


def _said(each: Field, row: Row, lookups: Lookups) -> str:
    value = _case_cost(row) if each.name == "case_cost" else row.values.get(each.target)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return money.show(value)
    if isinstance(value, date):
        return value.isoformat()
    if each.target in _REFERS:
        return lookups.name(_REFERS[each.target], value) or ""
    return readable_upc(value) if each.name == "upc" else str(value)[:LONGEST_SHOWN]
