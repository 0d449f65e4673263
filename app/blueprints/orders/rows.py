"""Rows of the lists: a line, whether it is the first of its order here, and what its reader may
know of its price."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.access import Viewer
from app.domain.orders.policies import is_ready
from app.domain.pickup.sold import sold_of
from app.domain.pricing.view import QuoteView, view_of_line
from app.extensions import db
from app.models import OrderLine
from app.vocabulary.figures import Figure


@dataclass(frozen=True)
class Row:
    """One line as a list shows it; `price` is None for people who see no totals (C8), `gone` means
    sold and open until the night completes it."""

    line: OrderLine
    first: bool
    price: QuoteView | None
    ready: bool
    gone: bool


def sees_totals(by: Viewer) -> bool:
    """Whether a list has a column for totals."""
    return Figure.TOTAL in by.figures


def rows_of(lines: Iterable[OrderLine], by: Viewer) -> list[Row]:
    """The rows of `lines`, which are sorted so that an order's lines stand together and were read
    with what was sold of them."""
    rows: list[Row] = []
    last = 0
    for line in lines:
        gone = is_ready(line) and (line.sold_quantity or 0) > 0
        rows.append(_row(line, by, first=line.order_id != last, gone=gone))
        last = line.order_id
    return rows


def row_of(line: OrderLine, by: Viewer, *, first: bool) -> Row:
    """The row of one line."""
    gone = is_ready(line) and bool(sold_of(db.session(), [line.id]).get(line.id))
    return _row(line, by, first=first, gone=gone)


def _row(line: OrderLine, by: Viewer, *, first: bool, gone: bool) -> Row:
    price = view_of_line(line, by.figures) if sees_totals(by) else None
    return Row(line, first, price, is_ready(line) and not gone, gone)
