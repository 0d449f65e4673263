"""Rows of the lists: a line, or an order with the lines that are shown of it, and what their reader
may know of their prices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from app.domain.access import Viewer
from app.domain.orders.policies import is_ready
from app.domain.orders.statuses import StatusBook
from app.domain.pickup.sold import sold_of
from app.domain.pricing.view import QuoteView, total_of_line
from app.extensions import db
from app.models import LineKind, Order, OrderLine, Status
from app.vocabulary.figures import Figure, PriceKind


@dataclass(frozen=True)
class Row:
    """One line as a list shows it; `price` is None for people who see no totals (C8), `gone` means
    sold, or given out to be paid at the register, and open until the night completes it."""

    line: OrderLine
    first: bool
    price: QuoteView | None
    ready: bool
    gone: bool


@dataclass(frozen=True)
class OrderRow:
    """One order as a list shows it, by those of its lines that the list has. `status` is that of
    the least advanced of them; `total` what is known of them together, None if nothing is, or for
    people who see no totals; `unpriced` how many have no price yet."""

    order: Order
    lines: list[OrderLine]
    status: Status
    total: Decimal | None
    unpriced: int

    @property
    def first(self) -> OrderLine:
        """The line that stands for the order."""
        return self.lines[0]

    @property
    def ids(self) -> str:
        """The ids of its lines, for a box that picks them all."""
        return ",".join(str(line.id) for line in self.lines)

    @property
    def departments(self) -> str:
        """The departments of its lines, each once."""
        return ", ".join(dict.fromkeys(x.department.name for x in self.lines if x.department))

    @property
    def vendors(self) -> str:
        """The vendors of its lines, each once."""
        return ", ".join(dict.fromkeys(x.vendor.name for x in self.lines if x.vendor))

    @property
    def cases(self) -> int:
        """How many cases its items are."""
        return sum(line.cases for line in self.lines if line.kind is LineKind.ITEM)


def sees_totals(by: Viewer) -> bool:
    """Whether a list has a column for totals."""
    return Figure.TOTAL in by.figures


def rows_of(lines: Iterable[OrderLine], by: Viewer) -> list[Row]:
    """The rows of `lines`, which were read with what was sold of them; `first` where the line
    above is of another order."""
    rows: list[Row] = []
    last = 0
    for line in lines:
        gone = is_ready(line) and (line.sold_quantity or 0) > 0
        rows.append(_row(line, by, first=line.order_id != last, gone=gone))
        last = line.order_id
    return rows


def order_rows(lines: Iterable[OrderLine], by: Viewer, book: StatusBook) -> list[OrderRow]:
    """The rows of whole orders, whose lines stand together."""
    return [_order_row(list(own), by, book) for _, own in groupby(lines, lambda x: x.order_id)]


def row_of(line: OrderLine, by: Viewer, *, first: bool) -> Row:
    """The row of one line."""
    sold = sold_of(db.session(), [line.id]).get(line.id) if is_ready(line) else None
    gone = sold is not None and sold.gone
    return _row(line, by, first=first, gone=gone)


def _row(line: OrderLine, by: Viewer, *, first: bool, gone: bool) -> Row:
    price = total_of_line(line, by.figures) if sees_totals(by) else None
    return Row(line, first, price, is_ready(line) and not gone, gone)


def _order_row(lines: list[OrderLine], by: Viewer, book: StatusBook) -> OrderRow:
    views = [total_of_line(x, by.figures) for x in lines if x.kind is LineKind.ITEM]
    amounts = [view.figures[Figure.TOTAL] for view in views if view.shows(Figure.TOTAL)]
    return OrderRow(
        order=lines[0].order,
        lines=lines,
        status=book.least_advanced(line.status for line in lines),
        total=sum(amounts, Decimal(0)) if amounts else None,
        unpriced=sum(view.kind is PriceKind.NEEDED for view in views),
    )
