"""The list as a table: a row for each line, with the columns that its reader may see (C8, B1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.batches.reading import lines_in_order, people_names, store_names
from app.domain.customers import phones
from app.domain.orders.statuses import StatusBook, book
from app.domain.pricing.view import QuoteView, view_of_line
from app.domain.settings.reading import settings_of
from app.models import LineKind, Order, OrderLine, Store
from app.vocabulary import clock
from app.vocabulary.barcodes import readable_upc
from app.vocabulary.figures import Figure

Cell = str | int | Decimal | date | None

FIGURES: tuple[tuple[Figure, str], ...] = (
    (Figure.UNIT, "Unit price"),
    (Figure.CASE, "Case price"),
    (Figure.TOTAL, "Total"),
    (Figure.RETAIL, "Retail"),
    (Figure.COST, "Unit cost"),
    (Figure.MARGIN, "Margin %"),
)


@dataclass(frozen=True)
class Words:
    """What turns keys and moments into words: names, statuses, the wall clock of the reader."""

    stores: dict[int, str]
    people: dict[int, str]
    book: StatusBook
    zone: str
    country: str

    def day(self, at: datetime | None) -> date | None:
        """The day of a moment in the reader's store."""
        return clock.business_date(at, self.zone) if at else None


# No column here may hold an amount: those are FIGURES.
_COLUMNS: tuple[tuple[str, Callable[[OrderLine, Order, Words], Cell]], ...] = (
    ("Order", lambda line, order, words: order.number),
    ("Line", lambda line, order, words: line.number),
    ("Ordered", lambda line, order, words: order.ordered_on),
    ("Customer", lambda line, order, words: order.sorted_name),
    ("Member", lambda line, order, words: order.member_number),
    ("Phone", lambda line, order, words: phones.shown(order.phone, words.country)),
    ("E-mail", lambda line, order, words: order.email),
    ("Wants a call", lambda line, order, words: "yes" if order.call_first else ""),
    ("Kind", lambda line, order, words: "note" if line.kind is LineKind.NOTE else "item"),
    ("Item", lambda line, order, words: line.description),
    ("Brand", lambda line, order, words: line.brand),
    ("Size", lambda line, order, words: line.size),
    ("UPC", lambda line, order, words: readable_upc(line.upc or "")),
    ("SKU", lambda line, order, words: line.sku),
    ("Cases", lambda line, order, words: line.cases),
    ("Case size", lambda line, order, words: line.case_size),
    ("Units", lambda line, order, words: line.quantity),
    ("Department", lambda line, order, words: line.department.name if line.department else ""),
    (
        "Super department",
        lambda line, order, words: line.super_department.name if line.super_department else "",
    ),
    ("Vendor", lambda line, order, words: line.vendor.name if line.vendor else ""),
    ("Store", lambda line, order, words: words.stores.get(line.store_id, "")),
    ("Pickup", lambda line, order, words: words.stores.get(order.pickup_store_id, "")),
    ("Status", lambda line, order, words: words.book[line.status].label),
    ("Since", lambda line, order, words: words.day(line.status_since)),
    ("Placed", lambda line, order, words: words.day(line.placed_at)),
    ("Expected", lambda line, order, words: line.expected_on),
    ("Arrived", lambda line, order, words: words.day(line.arrived_at)),
    ("Closed", lambda line, order, words: words.day(line.closed_at)),
    ("Tags", lambda line, order, words: line.copies),
    ("Bin", lambda line, order, words: line.bin),
    ("Taken by", lambda line, order, words: words.people.get(order.taken_by_id or 0, "")),
    ("Note", lambda line, order, words: order.comments),
    ("Price", lambda line, order, words: line.price_kind.label),
)


# What each column of a list on the screen becomes.
_OF_LIST: Mapping[str, tuple[str, ...]] = {
    "number": ("Order", "Line"),
    "customer": ("Customer", "Member"),
    "item": ("Item", "Brand", "Size"),
    "cases": ("Cases", "Case size"),
    "sku": ("SKU",),
    "department": ("Department",),
    "vendor": ("Vendor",),
    "bin": ("Bin",),
    "status": ("Status",),
    "since": ("Since",),
    "expected": ("Expected",),
    "total": ("Price", "Total"),
    "ordered": ("Ordered",),
    "closed": ("Closed",),
}


def figures_for(by: Viewer, columns: Sequence[str] = ()) -> frozenset[Figure]:
    """The figures that this person's table shows: those of the list's `columns`, or all."""
    return frozenset(
        figure for figure, name in FIGURES if figure in by.figures and _wanted(name, columns)
    )


def header_for(by: Viewer, columns: Sequence[str] = ()) -> list[str]:
    """The names of this person's columns: those that the list's `columns` (their keys) become, or
    all there are."""
    shown = figures_for(by, columns)
    names = [name for name, _ in _COLUMNS if _wanted(name, columns)]
    return names + [name for figure, name in FIGURES if figure in shown]


def _wanted(name: str, columns: Sequence[str]) -> bool:
    return not columns or any(name in _OF_LIST.get(key, ()) for key in columns)


def rows_for(
    session: Session, ids: Sequence[int], by: Viewer, columns: Sequence[str] = ()
) -> Iterator[list[Cell]]:
    """A row for each line that is there, in the order of `ids`, as `header_for` names the
    columns."""
    store = session.get_one(Store, by.store_id)
    words = Words(
        store_names(session),
        people_names(session),
        book(session),
        store.time_zone,
        settings_of(session, store.id).home_country,
    )
    seen = figures_for(by, columns)
    shown = [figure for figure, _ in FIGURES if figure in seen]
    reads = [read for name, read in _COLUMNS if _wanted(name, columns)]
    for line in lines_in_order(session, ids):
        row = [read(line, line.order, words) for read in reads]
        if shown:
            row += _amounts(view_of_line(line, by.figures), shown)
        yield row


def _amounts(view: QuoteView, shown: Sequence[Figure]) -> list[Cell]:
    return [view.figures.get(figure.value) for figure in shown]
