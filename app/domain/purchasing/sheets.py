"""What a purchase order says to the vendor: the same item once, in the vendor's own columns
(C25)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from app.domain.purchasing.queries import live
from app.domain.purchasing.worth import Worth, cost_of, worth_of
from app.models import PurchaseLine, PurchaseOrder
from app.vocabulary import clock
from app.vocabulary.barcodes import readable_upc
from app.vocabulary.errors import Invalid
from app.vocabulary.figures import Figure
from app.vocabulary.money import cents

Cell = str | int | Decimal | None


@dataclass(frozen=True)
class Item:
    """Cases of one item, of however many customers; `cost` is per unit, None when it is not known
    or not to be seen."""

    sku: str
    upc: str
    description: str
    brand: str
    size: str
    cases: int
    case_size: int | None
    cost: Decimal | None

    @property
    def units(self) -> int | None:
        """Units in all; None while the case size is not known."""
        return None if self.case_size is None else self.cases * self.case_size

    @property
    def case_cost(self) -> Decimal | None:
        """What a case costs, to the cent."""
        if self.cost is None or self.case_size is None:
            return None
        return cents(self.cost * self.case_size)

    @property
    def total(self) -> Decimal | None:
        """What all cases cost, to the cent."""
        return cost_of(self, frozenset({Figure.COST}))


@dataclass(frozen=True)
class PurchaseSheet:
    """A purchase order as its vendor reads it; without costs unless `with_costs`."""

    number: int
    vendor: str
    account: str
    store: str
    buyer: str
    note: str
    ordered_on: date
    expected_on: date | None
    items: tuple[Item, ...]
    worth: Worth
    with_costs: bool


def _upc(item: Item) -> Cell:
    return readable_upc(item.upc).replace(" ", "")


# The columns that a file for a vendor may have: key, heading, what stands in it.
COLUMNS: dict[str, tuple[str, Callable[[Item], Cell]]] = {
    "sku": ("SKU", lambda item: item.sku),
    "upc": ("UPC", _upc),
    "description": ("Description", lambda item: item.description),
    "brand": ("Brand", lambda item: item.brand),
    "size": ("Size", lambda item: item.size),
    "cases": ("Cases", lambda item: item.cases),
    "case_size": ("Units in a case", lambda item: item.case_size),
    "units": ("Units", lambda item: item.units),
    "cost": ("Unit cost", lambda item: item.cost),
    "case_cost": ("Case cost", lambda item: item.case_cost),
    "total": ("Total cost", lambda item: item.total),
}
USUAL = ("sku", "upc", "description", "brand", "size", "case_size", "cases")
COSTS = frozenset({"cost", "case_cost", "total"})


def sheet_of(order: PurchaseOrder, seen: Collection[Figure]) -> PurchaseSheet:
    """The purchase order as somebody who sees the figures `seen` may give it out (B1)."""
    with_costs = Figure.COST in seen
    items = tuple(_together(live(order), with_costs))
    person = order.placed_by or order.made_by
    at = order.placed_at or clock.now()
    return PurchaseSheet(
        number=order.number,
        vendor=order.vendor.name,
        account=order.vendor.account,
        store=order.store.name,
        buyer=person.name if person else "",
        note=order.note,
        ordered_on=clock.business_date(at, order.store.time_zone),
        expected_on=order.expected_on,
        items=items,
        worth=worth_of(items, seen),
        with_costs=with_costs,
    )


def columns_of(chosen: Iterable[str]) -> list[str]:
    """The columns of a vendor's file, in the vendor's order; the usual ones if none are set."""
    return [name for name in chosen if name in COLUMNS] or list(USUAL)


def read_columns(text: str) -> list[str]:
    """The columns that somebody wrote, by comma: keys or headings. Invalid ("file_columns") for one
    that we do not know."""
    by_words = {heading.casefold(): key for key, (heading, _) in COLUMNS.items()}
    made: list[str] = []
    for part in (one.strip() for one in text.split(",")):
        if not part:
            continue
        key = by_words.get(part.casefold(), part.casefold().replace(" ", "_"))
        if key not in COLUMNS:
            known = ", ".join(heading for heading, _ in COLUMNS.values())
            raise Invalid({"file_columns": f"“{part[:40]}” is no column. Known are: {known}."})
        made.append(key)
    return list(dict.fromkeys(made))


def table_of(sheet: PurchaseSheet, columns: Sequence[str]) -> tuple[list[str], list[list[Cell]]]:
    """Heading and rows of the vendor's file. The columns stay where they are: without costs those
    cells are empty."""
    heading = [COLUMNS[name][0] for name in columns]
    return heading, [[COLUMNS[name][1](item) for name in columns] for item in sheet.items]


def _together(rows: Sequence[PurchaseLine], with_costs: bool) -> list[Item]:
    """The same thing once: a vendor packs cases, not customers."""
    made: dict[Item, int] = {}
    for row in rows:
        item = Item(
            sku=row.sku,
            upc=row.upc or "",
            description=row.description,
            brand=row.brand,
            size=row.size,
            cases=0,
            case_size=row.case_size,
            cost=row.cost if with_costs else None,
        )
        made[item] = made.get(item, 0) + row.cases
    return [replace(item, cases=cases) for item, cases in made.items()]
