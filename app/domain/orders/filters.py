"""What a list of lines is narrowed to, how it is sorted, and where in it a page stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from app.domain.orders.statuses import StatusBook
from app.models import OrderLine
from app.vocabulary.statuses import Stage
from app.vocabulary.words import Labelled

PAGE = 50


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to (C22, C32); None or empty means all, and all that is given must
    hold together.

    - `store_id`: one store, else every store.
    - `super_department_ids`, `department_ids`, `vendor_ids`, `statuses`: any of each. `stage`: any
      status of that stage. `mine`: the super departments that somebody owns, on top of those asked
      for.
    - `no_department`, `needs_price` (items that no rule could price), `notes` (wishes in words).
    - `printed`: with a tag, or without. `call_first`: the customer wants a call, or not.
      `members`: orders of members, or of others. `member_number`: of one member.
    - `ordered_from`, `ordered_before`: age, by the day of the order; the first is included.
    - `text`: a name, phone digits, a member or order number, a UPC, a SKU or words of an item.
    - Of closed lines: `closed_from` (included) and `closed_before`, moments; `by_night`: closed by
      the night, or by hand; `reopened`: opened again once, or never.
    """

    store_id: int | None = None
    super_department_ids: tuple[int, ...] = ()
    department_ids: tuple[int, ...] = ()
    vendor_ids: tuple[int, ...] = ()
    statuses: tuple[str, ...] = ()
    stage: Stage | None = None
    mine: tuple[int, ...] | None = None
    no_department: bool = False
    needs_price: bool = False
    notes: bool = False
    printed: bool | None = None
    call_first: bool | None = None
    members: bool | None = None
    member_number: int | None = None
    ordered_from: date | None = None
    ordered_before: date | None = None
    text: str = ""
    closed_from: datetime | None = None
    closed_before: datetime | None = None
    by_night: bool | None = None
    reopened: bool | None = None

    @property
    def plain(self) -> bool:
        """Whether its lines can be counted without looking at them: nothing is asked but what the
        tallies keep."""
        return looked_for(self) == Filters()


def looked_for(filters: Filters) -> Filters:
    """What of `filters` the tallies do not keep: text, people, days, how a line was closed."""
    return replace(
        filters,
        store_id=None,
        super_department_ids=(),
        department_ids=(),
        vendor_ids=(),
        statuses=(),
        stage=None,
        mine=None,
        no_department=False,
        needs_price=False,
        notes=False,
        printed=None,
    )


def of_stage(filters: Filters, book: StatusBook) -> Filters:
    """`filters` with the stage said as statuses: those of it, or of them that are asked for."""
    if filters.stage is None:
        return filters
    named = [status.key for status in book.all if status.stage is filters.stage]
    keys = tuple(key for key in named if not filters.statuses or key in filters.statuses)
    # A status that nothing has: the two together mean no line.
    return replace(filters, statuses=keys or ("",), stage=None)


class Column(Labelled):
    """What a list can be sorted by. `number` is the order's, its lines in their order."""

    NUMBER = "number", "Order"
    CUSTOMER = "customer", "Customer"
    ITEM = "item", "Item"
    CASES = "cases", "Cases"
    VENDOR = "vendor", "Vendor"
    DEPARTMENT = "department", "Department"
    STATUS = "status", "Status"
    SINCE = "since", "In this status since"
    ORDERED = "ordered", "Ordered on"
    EXPECTED = "expected", "Expected on"
    BIN = "bin", "Bin"
    TOTAL = "total", "Total"
    CLOSED = "closed", "Closed at"


# Only for those who see the figure (C8): a place in the order tells an amount too.
FIGURES = frozenset({Column.TOTAL})
# Sorted by these, the lines of an order stand together, so that they can be shown as one row.
TOGETHER = (Column.NUMBER, Column.CUSTOMER, Column.ORDERED)
# What open lines can be sorted by, and closed ones.
OF_OPEN = tuple(column for column in Column if column is not Column.CLOSED)
OF_CLOSED = (Column.NUMBER, Column.CLOSED, Column.CUSTOMER, Column.ITEM)


@dataclass(frozen=True)
class Sort:
    """By which column, and whether the largest comes first. Lines that have nothing there come
    last either way; those that are alike stand newest order first."""

    column: Column = Column.NUMBER
    descending: bool = True


NEWEST = Sort()


def plainly(sort: Sort, filters: Filters) -> Sort:
    """`sort`, or, where all lines have the same in its column, by the order's number."""
    alike = {
        Column.VENDOR: len(filters.vendor_ids) == 1,
        Column.DEPARTMENT: len(filters.department_ids) == 1 or filters.no_department,
        Column.STATUS: len(filters.statuses) == 1,
    }
    return Sort(Column.NUMBER, sort.descending) if alike.get(sort.column) else sort


@dataclass(frozen=True)
class Place:
    """Where in a list a page stands: behind the line of a list key (`before`: older, or further
    down), in front of one (`after`), or, with neither, at its start. `value` is what that line
    had in the sorted column, as text, so that the page is found when the line has moved on; it
    is empty for the newest first."""

    before: int | None = None
    after: int | None = None
    value: str = ""


START = Place()


@dataclass(frozen=True)
class Page:
    """One page of lines with their orders in the order of the list; `newer` and `older` are the
    places of the pages before and after it, None at the ends. Rows by line: PAGE lines. Rows by
    order: whole orders, as few as make PAGE lines."""

    lines: list[OrderLine]
    newer: Place | None
    older: Place | None
