"""The only writer of a status and the only maker of its event (decision 1, design 3.2).

A line's `status`, `status_since`, `open`, `arrived_at` and `closed_at` change here and nowhere
else, and the order's own `status`, `open` and `closed_at` follow from its lines.
"""

from __future__ import annotations

from app.domain.access import Viewer
from app.domain.orders.events import note
from app.domain.orders.statuses import StatusBook
from app.models import Order, OrderLine, Status
from app.vocabulary import clock
from app.vocabulary.statuses import Key, Stage


def start(lines: list[OrderLine], status: Status) -> None:
    """Give the new `lines` of an order their first status; makes no event (being taken is one)."""
    for line in lines:
        _write(line, status)


def move(
    line: OrderLine, status: Status, *, by: Viewer, book: StatusBook, why: str = "", night: str = ""
) -> bool:
    """Move `line` to `status` and let its order follow. Returns whether anything changed: moving
    to where it stands already does nothing, so a job or a double tap is safe. The event keeps
    `why` (a word) and, if a night did it, the `night`'s business date."""
    if line.status == status.key:
        return False
    before = line.status
    _write(line, status)
    facts = {"from": before, "to": status.key, "why": why, "night": night}
    note(line.order, "moved", by, line=line, detail={k: v for k, v in facts.items() if v})
    settle(line.order, book)
    return True


def settle(order: Order, book: StatusBook) -> None:
    """Derive the order's status from its lines; closed when none is open (C32)."""
    waiting = [line.status for line in order.lines if line.open]
    if waiting:
        order.status = book.least_advanced(waiting).key
        order.open = 1
        order.closed_at = None
        return
    ends = [line.status for line in order.lines]
    order.status = Key.COMPLETED.value if Key.COMPLETED in ends else ends[-1]
    order.closed_at = order.closed_at or clock.now()
    order.open = 0


def _write(line: OrderLine, status: Status) -> None:
    now = clock.now()
    line.status = status.key
    line.status_since = now
    line.open = 0 if status.stage is Stage.CLOSED else 1
    line.closed_at = now if status.stage is Stage.CLOSED else None
    if status.stage.rank < Stage.ARRIVED.rank:
        # Taken back to where goods are not here yet: what arrives later has its own day.
        line.arrived_at = None
    elif status.stage is Stage.ARRIVED and line.arrived_at is None:
        line.arrived_at = now
