"""The only writer of a status and the only maker of its event (decision 1, design 3.2).

A line's `status`, `stage`, `status_since`, `open`, `placed_at`, `arrived_at`, `closed_at`,
`voided_at` and `next_call_at` change here and nowhere else, and the order's own `status`, `open`
and `closed_at` follow from its lines.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session, object_session

from app.domain.access import Viewer
from app.domain.messages.offering import by_itself
from app.domain.orders.events import note
from app.domain.orders.statuses import StatusBook
from app.domain.purchasing.byhand import are_here, not_here
from app.domain.purchasing.leaving import back_to, let_go
from app.models import Order, OrderLine, PurchaseLine, Status
from app.vocabulary import clock
from app.vocabulary.statuses import Key, Stage

# The columns of a line that nobody else writes.
WRITTEN = frozenset(
    {
        "status", "stage", "status_since", "open", "placed_at", "arrived_at", "closed_at",
        "voided_at", "by_night", "reopened",
    }
)  # fmt: skip


def start(lines: list[OrderLine], status: Status) -> None:
    """Give the new `lines` of an order their first status; makes no event (being taken is one)."""
    for line in lines:
        _write(line, status)


def move(
    line: OrderLine,
    status: Status,
    *,
    by: Viewer,
    book: StatusBook,
    why: str = "",
    night: str = "",
    said: Mapping[str, Any] | None = None,
    follows: bool = True,
    since: datetime | None = None,
) -> bool:
    """Move `line` to `status` and let its order follow. Returns whether anything changed: moving
    to where it stands already does nothing, so a job or a double tap is safe. The event keeps `why`
    (a word, or the reason that was given), the `night`'s business date if a night did it, and
    whatever else is `said`. What is bought for it follows: what is not wanted any more leaves its
    purchase order, what stands in Arrived or was sold is not waited for, what would wait for a
    purchase order that was given up goes on to be ordered again; unless the caller sees to that
    (`follows=False`). `since`: it stands there since then, as before."""
    if line.status == status.key:
        return False
    before = line.status
    _write(line, status)
    line.status_since = since or line.status_since
    line.by_night = bool(night) and not line.open
    facts = {"from": before, "to": status.key, "why": why, "night": night, **(said or {})}
    note(line.order, "moved", by, line=line, detail={k: v for k, v in facts.items() if v})
    settle(line.order, book)
    session = object_session(line)
    if follows and session is not None:
        _purchase_follows(session, line, book[before].stage, by, book)
    goes_on = line.status != status.key
    if session is not None and not goes_on and not (said or {}).get("voided"):
        by_itself(session, line, status, by=by, night=night)
    return True


def void(line: OrderLine, *, by: Viewer, book: StatusBook, why: str) -> bool:
    """Take `line` off its order: closed as Canceled, and marked, so that its number and its barcode
    mean it for ever (decision 9)."""
    said = {"voided": True, "since": line.status_since.isoformat()}
    moved = move(line, book[Key.CANCELED], by=by, book=book, why=why, said=said)
    line.voided_at = clock.now()
    return moved


def stand_like(line: OrderLine, before: OrderLine) -> None:
    """Let the new `line` stand where `before` stands, since when it stood there: it goes on in its
    place, or as a part of it (C30). Makes no event."""
    line.status, line.stage = before.status, before.stage
    line.status_since = before.status_since
    line.open, line.closed_at = before.open, before.closed_at
    line.by_night, line.reopened = before.by_night, before.reopened
    line.placed_at, line.arrived_at = before.placed_at, before.arrived_at


def go_on_in(line: OrderLine, heir: OrderLine, *, by: Viewer, book: StatusBook) -> None:
    """Close `line` as Canceled because it goes on as `heir` in another order (C30): nothing is told
    to anybody, and what waits for it waits for the heir. The caller settles both orders."""
    before = line.status
    _write(line, book[Key.CANCELED])
    line.moved_to_id = heir.id
    facts = {"from": before, "to": line.status, "order": heir.order.number}
    note(line.order, "went_on", by, line=line, detail=facts)


def put_back(
    line: OrderLine,
    status: Status,
    *,
    since: datetime,
    by: Viewer,
    book: StatusBook,
    placed_at: datetime | None = None,
) -> None:
    """Let `line` stand again where it stood, and since when it stood there (`placed_at`: ordered
    since when): what moved it was a mistake, and is taken back at once."""
    before = line.status
    if before != status.key:
        _write(line, status)
        facts = {"from": before, "to": status.key, "why": "taken back"}
        note(line.order, "moved", by, line=line, detail=facts)
    line.status_since = since
    line.placed_at = placed_at or line.placed_at
    settle(line.order, book)


def begin_like(order: Order, before: Order) -> None:
    """Let a new order stand as `before` does, until its lines are in it; settle it then."""
    order.status, order.open = before.status, before.open


def settle(order: Order, book: StatusBook) -> None:
    """Derive the order's status from its lines; closed when none is open (C32)."""
    waiting = [line.status for line in order.lines if line.open]
    if waiting:
        order.status = book.least_advanced(waiting).key
        order.open = 1
        order.closed_at = None
        return
    # What was taken off says how the order ended only when there was nothing else.
    kept = [line for line in order.lines if line.voided_at is None and line.moved_to_id is None]
    ends = [line.status for line in kept or order.lines]
    order.status = Key.COMPLETED.value if Key.COMPLETED in ends else ends[-1]
    order.closed_at = order.closed_at or clock.now()
    order.open = 0


def _write(line: OrderLine, status: Status) -> None:
    now = clock.now()
    agreed = line.next_call_at if line.open else None
    line.status = status.key
    line.stage = status.stage
    line.status_since = now
    if line.open == 0 and status.stage is not Stage.CLOSED:
        line.reopened = True
    line.open = 0 if status.stage is Stage.CLOSED else 1
    line.by_night = False
    line.closed_at = now if status.stage is Stage.CLOSED else None
    # Whoever is to be asked is on the call sheet, at once unless a next try is agreed (B7).
    line.next_call_at = (agreed or now) if status.stage is Stage.ASK else None
    if line.open:
        line.voided_at = None
    if status.stage.rank < Stage.PLACED.rank:
        line.placed_at = None
    elif status.stage is Stage.PLACED and line.placed_at is None:
        line.placed_at = now
    if status.stage.rank < Stage.ARRIVED.rank:
        # Taken back to where goods are not here yet: what arrives later has its own day.
        line.arrived_at = None
    elif status.stage is Stage.ARRIVED and line.arrived_at is None:
        line.arrived_at = now


def _purchase_follows(
    session: Session, line: OrderLine, before: Stage, by: Viewer, book: StatusBook
) -> None:
    after, here = line.stage, (Stage.ARRIVED, Stage.OUT)
    if before in here and after.rank < Stage.ARRIVED.rank:
        lost = not_here(session, line)
        if lost is not None and after is Stage.PLACED:
            _order_again(line, lost, by, book)
    elif before.rank < Stage.ARRIVED.rank and (after in here or line.status == Key.COMPLETED):
        are_here(session, [line], by=by)
    if _is_let_go(before, after):
        let_go(session, line)


def _order_again(line: OrderLine, lost: PurchaseLine, by: Viewer, book: StatusBook) -> None:
    """Nobody brings it, since its purchase order was given up: it goes among the lines to place."""
    why = f"purchase order {lost.purchase_order.number} given up"
    # What is left of what came is counted since it was ordered.
    since = line.placed_at if lost.cases_received else None
    line.expected_on = None
    move(line, book[back_to(lost, book)], by=by, book=book, why=why, since=since)


def _is_let_go(before: Stage, after: Stage) -> bool:
    """Whether nothing is to come for a line any more: it ends, or goes back to before it was
    ordered."""
    back = before.rank >= Stage.PLACED.rank > after.rank
    return after is Stage.CLOSED or (back and before is not Stage.CLOSED)
