"""The only writer of a status and the only maker of its event (decision 1, design 3.2).

A line's `status`, `stage`, `status_since`, `open`, `placed_at`, `arrived_at`, `closed_at`,
`voided_at`, `reopened_at` and `next_call_at` change here and nowhere else, and the order's own
`status`, `open` and `closed_at` follow from its lines.

Lines move one by one (`move`), or many at once, in as many statements as there are tables
(`close_many`, `stand_again`): both leave the very same (tests/domain/orders/test_many_at_once.py).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, object_session

from app.domain.access import Viewer
from app.domain.messages.offering import by_itself
from app.domain.orders import endings
from app.domain.orders.events import Noted, note, note_many
from app.domain.orders.following import purchase_follows, tell_registers
from app.domain.orders.statuses import StatusBook
from app.domain.purchasing.leaving import back_to
from app.domain.register import asking
from app.models import NightMove, Order, OrderLine, PurchaseLine, Status
from app.vocabulary import clock
from app.vocabulary.statuses import Key, Stage

# The columns of a line that nobody else writes.
WRITTEN = frozenset(
    {
        "status", "stage", "status_since", "open", "placed_at", "arrived_at", "closed_at",
        "voided_at", "by_night", "reopened", "reopened_at",
    }
)  # fmt: skip

# What a night keeps of a line that it moves, and gives it back.
STOOD = ("status", "stage", "status_since", "next_call_at", "reopened")


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
    tell_registers(line, book[before].stage)
    if follows and session is not None:
        lost = purchase_follows(session, line, book[before].stage, by)
        if lost is not None:
            order_again(line, lost, by=by, book=book)
    goes_on = line.status != status.key
    if session is not None and not goes_on and not (said or {}).get("voided"):
        by_itself(session, line, status, by=by, night=night)
    return True


def order_again(line: OrderLine, lost: PurchaseLine, *, by: Viewer, book: StatusBook) -> None:
    """Nobody brings `line`, as the purchase order of `lost` was given up: it is to be placed."""
    why = f"purchase order {lost.purchase_order.number} given up"
    since = line.placed_at if lost.cases_received else None
    line.expected_on = None
    move(line, book[back_to(lost, book)], by=by, book=book, why=why, since=since)


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
    line.reopened_at = before.reopened_at
    line.placed_at, line.arrived_at = before.placed_at, before.arrived_at


def go_on_in(line: OrderLine, heir: OrderLine, *, by: Viewer, book: StatusBook) -> None:
    """Close `line` as Canceled because it goes on as `heir` in another order (C30): nothing is told
    to anybody, and what waits for it waits for the heir. The caller settles both orders."""
    before = line.status
    _write(line, book[Key.CANCELED])
    line.moved_to_id = heir.id
    tell_registers(line, book[before].stage)
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
        tell_registers(line, book[before].stage)
    line.status_since = since
    line.placed_at = placed_at or line.placed_at
    settle(line.order, book)


def begin_like(order: Order, before: Order) -> None:
    """Let a new order stand as `before` does, until its lines are in it; settle it then."""
    order.status, order.open = before.status, before.open


def settle(order: Order, book: StatusBook) -> None:
    """Derive the order's status from its lines; closed when none is open (C32)."""
    ended = order.closed_at
    order.status, order.open = book.of_order(order.lines)
    if order.open:
        order.closed_at = None
        return
    order.closed_at = ended or clock.now()
    session = object_session(order)
    if ended is None and session is not None:
        endings.ended(session, [order.id])


@dataclass(frozen=True)
class Closing:
    """How many lines are closed at once: as what, why (a word), by the night of which business
    date, and by whom."""

    status: Status
    why: str
    night: str
    by: Viewer


class Before(NamedTuple):
    """How an open line stood."""

    id: int
    order_id: int
    number: int
    status: str
    stage: Stage
    status_since: datetime
    next_call_at: datetime | None
    reopened: bool


def close_many(
    session: Session, line_ids: Collection[int], closing: Closing, book: StatusBook, now: datetime
) -> list[Before]:
    """Close those of these lines that are open, as `move` would by a night, in as many statements
    as there are tables; the caller holds their orders. What has been read before must be read
    again. Returns how they stood. Purchase orders are left to the caller; customers hear nothing,
    as whatever a night closes is told before."""
    names = [getattr(OrderLine, name) for name in Before._fields]
    is_open = sa.and_(OrderLine.id.in_(line_ids), OrderLine.open == 1)
    found = sa.select(*names).where(is_open).order_by(OrderLine.order_id, OrderLine.number)
    before = [Before(*row) for row in session.execute(found)]
    if not before:
        return []
    session.execute(
        _of(OrderLine, [row.id for row in before]).values(
            status=closing.status.key, stage=closing.status.stage, status_since=now, open=0,
            by_night=True, closed_at=now, next_call_at=None, version=OrderLine.version + 1,
        )
    )  # fmt: skip
    said = {"to": closing.status.key, "why": closing.why, "night": closing.night}
    notes = [Noted(row.order_id, row.number, {"from": row.status, **said}) for row in before]
    _settle_many(session, notes, closing.by, book, now)
    return before


def stand_again(
    session: Session, moves: Sequence[NightMove], *, by: Viewer, book: StatusBook, night: str
) -> None:
    """Let closed lines stand as they stood before a night moved them, since when they stood there,
    in as many statements as there are tables. What was sold until then does not complete them once
    more; what was said since does. The caller holds their orders and reads again what it has."""
    now, ids = clock.now(), [move.id for move in moves]
    stood = {name: getattr(NightMove, name) for name in STOOD}
    session.execute(
        sa.update(OrderLine)
        .where(OrderLine.id == NightMove.line_id, NightMove.id.in_(ids))
        .values(
            **stood, open=1, by_night=False, closed_at=None, reopened_at=NightMove.at,
            version=OrderLine.version + 1,
        )
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    notes = [
        Noted(move.order_id, move.line.number, {
            "from": move.line.status, "to": move.status, "why": "night undone", "of": night,
        })
        for move in moves
    ]  # fmt: skip
    _settle_many(session, notes, by, book, now)


def _settle_many(
    session: Session, notes: Sequence[Noted], by: Viewer, book: StatusBook, now: datetime
) -> None:
    """Write down what happened to lines of these orders, and let the orders follow."""
    ids = list(dict.fromkeys(one.order_id for one in notes))
    names = ("order_id", "status", "open", "voided_at", "moved_to_id")
    lines = session.execute(
        sa.select(*(getattr(OrderLine, name) for name in names))
        .where(OrderLine.order_id.in_(ids))
        .order_by(OrderLine.order_id, OrderLine.number)
    )
    follows: dict[tuple[str, int], list[int]] = {}
    for order_id, of_order in groupby(lines, key=lambda line: line.order_id):
        follows.setdefault(book.of_order(list(of_order)), []).append(order_id)
    note_many(session, "moved", by, notes, now)
    asking.changed(session)
    for (status, is_open), some in follows.items():
        ended = sa.func.coalesce(Order.closed_at, now) if not is_open else None
        values = {"status": status, "open": is_open, "closed_at": ended}
        session.execute(_of(Order, some).values(**values, version=Order.version + 1))
    gone = [one for (_, is_open), some in follows.items() if not is_open for one in some]
    if gone:
        endings.ended(session, gone)


def _of(model: type[Order | OrderLine], ids: Collection[int]) -> sa.Update:
    """An UPDATE of these rows that leaves what was read before as it is."""
    change = sa.update(model).where(model.id.in_(ids))
    return change.execution_options(synchronize_session=False)


def _write(line: OrderLine, status: Status) -> None:
    now = clock.now()
    agreed = line.next_call_at if line.open else None
    line.status = status.key
    line.stage = status.stage
    line.status_since = now
    if line.open == 0 and status.stage is not Stage.CLOSED:
        line.reopened, line.reopened_at = True, now
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
