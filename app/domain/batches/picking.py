"""The picking list: what to fetch, sorted by where it stands (L6)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.batches.reading import lines_in_order, store_names
from app.domain.orders.statuses import StatusBook, book
from app.models import LineKind, OrderLine, Store
from app.vocabulary import clock
from app.vocabulary.barcodes import LAST_LINE_NUMBER, LAST_ORDER_NUMBER, tag_code
from app.vocabulary.decisions import YES, Decision, no

_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True)
class Pick:
    """One line to fetch. `code` is what its tag says, empty if no barcode can; `upc` is stored
    form."""

    order_number: int
    line_number: int
    code: str
    customer: str
    cases: int
    case_size: int | None
    description: str
    details: str
    upc: str
    sku: str
    vendor: str
    department: str
    status: str
    note: str


@dataclass(frozen=True)
class Place:
    """A place to go to, and what to fetch there."""

    store: str
    bin: str
    picks: Sequence[Pick]


@dataclass(frozen=True)
class PickingList:
    """The whole list: which store's clock and paper, who asked for it, when (wall clock), and why
    lines are not on it, by their id."""

    number: int
    made_by: str
    made_at: datetime
    places: Sequence[Place]
    left_out: dict[int, str]

    @property
    def lines(self) -> int:
        """How many lines are on it."""
        return sum(len(place.picks) for place in self.places)


def compose(session: Session, number: int, ids: Sequence[int], by: Viewer) -> PickingList:
    """What is to be fetched of these lines: by store, bin, department and customer."""
    lines = list(lines_in_order(session, ids))
    decisions = {line.id: may_pick(line) for line in lines}
    stores, statuses = store_names(session), book(session)
    wanted = sorted((line for line in lines if decisions[line.id]), key=lambda x: _walk(x, stores))
    store = session.get_one(Store, by.store_id)
    left_out = {line_id: no.reason for line_id, no in decisions.items() if not no}
    gone = set(ids) - set(decisions)
    return PickingList(
        number=number,
        made_by=by.name,
        made_at=clock.local(clock.now(), store.time_zone),
        places=list(_places(wanted, stores, statuses)),
        left_out=left_out | dict.fromkeys(gone, "It is not there any more."),
    )


def may_pick(line: OrderLine) -> Decision:
    """What is open and an item can be fetched."""
    if not line.open:
        return no("This line is closed.")
    if line.kind is LineKind.NOTE:
        return no("A note can't be fetched. Turn it into items first.")
    return YES


def _places(
    lines: Iterable[OrderLine], stores: dict[int, str], statuses: StatusBook
) -> Iterable[Place]:
    for (store_id, where), some in groupby(lines, key=lambda line: (line.store_id, line.bin)):
        yield Place(stores.get(store_id, ""), where, [_pick(line, statuses) for line in some])


def _walk(line: OrderLine, stores: dict[int, str]) -> tuple[object, ...]:
    """Where it stands on the way: bins as people count them (A2 before A10), those without a bin
    last, by department."""
    order = line.order
    return (
        stores.get(line.store_id, ""),
        line.store_id,
        not line.bin,
        _as_counted(line.bin),
        line.bin,
        line.department.name.casefold() if line.department else "~",
        order.sorted_name.casefold(),
        order.number,
        line.number,
    )


def _as_counted(text: str) -> list[tuple[int, int, str]]:
    parts = _DIGITS.split(text.casefold())
    return [(0, int(p[:18]), "") if p.isdecimal() else (1, 0, p) for p in parts if p]


def _pick(line: OrderLine, statuses: StatusBook) -> Pick:
    order = line.order
    fits = order.number <= LAST_ORDER_NUMBER and line.number <= LAST_LINE_NUMBER
    return Pick(
        order_number=order.number,
        line_number=line.number,
        code=tag_code(order.number, line.number) if fits else "",
        customer=order.sorted_name,
        cases=line.cases,
        case_size=line.case_size,
        description=line.description,
        details=" · ".join(part for part in (line.brand, line.size) if part),
        upc=line.upc or "",
        sku=line.sku,
        vendor=line.vendor.name if line.vendor else "",
        department=line.department.name if line.department else "",
        status=statuses[line.status].label,
        note=line.tag_note,
    )
