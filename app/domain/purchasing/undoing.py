"""What was said while receiving is taken back, and what one person received last (B10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload, lazyload

from app.domain.access import Viewer
from app.domain.orders import lifecycle
from app.domain.orders.events import note
from app.domain.orders.queries import hold_orders
from app.domain.orders.statuses import StatusBook
from app.domain.purchasing.leaving import back_to, wait_again, waiting
from app.domain.purchasing.receiving import rest_key
from app.models import (
    BY_HAND,
    OrderEvent,
    OrderLine,
    PurchaseLine,
    PurchaseOrder,
    ReceiptKind,
    Receiving,
)
from app.vocabulary import clock
from app.vocabulary.errors import NotFound, Refused
from app.vocabulary.permissions import Permission
from app.vocabulary.statuses import Key, Stage

# One delivery: what was received longer ago is not of this session any more.
SESSION = timedelta(hours=12)
MOST_SHOWN = 12
MOST_TO_TAG = 200
_COUNTED = 100
# How far back the move is looked for that a receipt made.
_MOVES = 30


@dataclass(frozen=True)
class Doing:
    """What a person receives: the newest receipts, the lines that wait for their tag in the order
    of scanning, and how many lines are still waited for in the store (stops at 100)."""

    newest: list[Receiving]
    to_tag: list[int]
    waited_for: int


def doing(session: Session, by: Viewer) -> Doing:
    """What `by` has received in this session, in two statements."""
    since = clock.now() - SESSION
    mine = (
        Receiving.user_id == by.user_id,
        Receiving.store_id == by.store_id,
        Receiving.at >= since,
        Receiving.undone_at.is_(None),
        Receiving.code != BY_HAND,
    )
    query = (
        sa.select(Receiving)
        .join(Receiving.line)
        .join(OrderLine.order)
        .where(*mine)
        .order_by(Receiving.id.desc())
        .limit(MOST_TO_TAG)
        .options(
            contains_eager(Receiving.line).options(
                lazyload("*"), contains_eager(OrderLine.order).options(lazyload("*"))
            )
        )
    )
    rows = list(session.scalars(query))
    here = [
        row.order_line_id
        for row in reversed(rows)
        if row.kind is ReceiptKind.CAME
        and row.line.open
        and row.line.stage is Stage.ARRIVED
        and not row.line.copies
    ]
    # A line of several cases counts where its last case was scanned.
    in_order = list(dict.fromkeys(reversed(here)))[::-1]
    return Doing(rows[:MOST_SHOWN], in_order, waited_for(session, by.store_id))


def waited_for(session: Session, store_id: int) -> int:
    """How many lines of a store are ordered and not here yet; stops at 100."""
    rows = (
        sa.select(sa.literal(1))
        .where(OrderLine.open == 1, OrderLine.store_id == store_id, OrderLine.stage == Stage.PLACED)
        .limit(_COUNTED)
        .subquery()
    )
    return session.scalar(sa.select(sa.func.count()).select_from(rows)) or 0


def undo(session: Session, receiving_id: int, *, by: Viewer, book: StatusBook) -> Receiving:
    """Take back what was said while receiving: the line stands where it did before, its purchase
    waits again, or, when its purchase order was given up since, it is to be ordered again. Doing it
    twice does nothing more. Raises NotAllowed, NotFound, Refused when it has gone on since: tagged,
    split, ordered anew, handed over."""
    by.can(Permission.PURCHASES_RECEIVE).enforce()
    made = session.get(Receiving, receiving_id)
    if made is None or made.store_id != by.store_id:
        raise NotFound("That was not received here.")
    hold_orders(session, [made.order_line_id])
    session.refresh(made)
    if made.undone_at is not None:
        return made
    line = session.get_one(
        OrderLine, made.order_line_id, options=[joinedload(OrderLine.order)], populate_existing=True
    )
    row = session.get(PurchaseLine, made.purchase_line_id or 0, populate_existing=True)
    _check(session, made, line)
    made.undone_at = clock.now()
    facts = {"cases": made.cases, "kind": made.kind.value}
    note(line.order, "receipt_undone", by, line=line, detail=facts)
    if _wait_again(session, made, row, line):
        _stand_again(session, made, line, row, by, book)
    elif row is not None:
        _to_order_again(made, line, row, by, book)
    return made


def _check(session: Session, made: Receiving, line: OrderLine) -> None:
    """Only the newest word about a line can be taken back, while the line stands where it left
    it."""
    newest = session.scalar(
        sa.select(sa.func.max(Receiving.id)).where(
            Receiving.order_line_id == line.id, Receiving.undone_at.is_(None)
        )
    )
    if newest != made.id:
        raise Refused("Something was received of it since: take that back first.")
    for row in session.scalars(waiting([line.id])):
        if row.id != made.purchase_line_id:
            # It would be waited for in both, and one of them would never end.
            words = f"It was put into purchase order {row.purchase_order.number} since."
            raise Refused(f"{words} Leave it out there first.")
    if not line.open or line.copies:
        raise Refused("Its tag is printed or it is closed: change it on the order.")
    stays = {Stage.PLACED, Stage.READY}
    here = stays | {Stage.ARRIVED} if made.kind is ReceiptKind.CAME else stays
    if line.stage not in here:
        raise Refused("The line has gone on since: change it on the order.")
    if line.stage is Stage.ARRIVED and _was_split(session, made):
        raise Refused("The rest waits on a line of its own: change it on the order.")


def _was_split(session: Session, made: Receiving) -> bool:
    """Whether it said what becomes of the rest: then there is another line to look after."""
    canceled = sa.select(Receiving.id).where(Receiving.one_time_key == rest_key(made.one_time_key))
    return made.cases == 0 or session.scalar(canceled) is not None


def _wait_again(
    session: Session, made: Receiving, row: PurchaseLine | None, line: OrderLine
) -> bool:
    """False if the purchase order was given up: then nothing of it is waited for."""
    if row is None:
        return True
    order = session.get_one(PurchaseOrder, row.purchase_order_id, with_for_update=True)
    if row.gone_at is not None:
        return order.given_up_at is None
    # The line may have gone on in another order since: it is that one that waits.
    row.order_line_id = line.id
    if made.kind is ReceiptKind.CAME:
        row.cases_received = max(row.cases_received - made.cases, 0)
    return wait_again(row, order)


def _to_order_again(
    made: Receiving, line: OrderLine, row: PurchaseLine, by: Viewer, book: StatusBook
) -> None:
    """Among the lines to place, where it would have gone when its purchase order was given up."""
    came, to = made.kind is ReceiptKind.CAME, book[back_to(row, book)]
    if line.status == to.key or (line.stage is not Stage.ARRIVED if came else line.placed_at):
        return
    # What is left of what came is counted since it was ordered.
    since = made.placed_at if row.cases_received else None
    lifecycle.put_back(line, to, since=since or clock.now(), by=by, book=book)
    line.expected_on = None


def _stand_again(
    session: Session,
    made: Receiving,
    line: OrderLine,
    row: PurchaseLine | None,
    by: Viewer,
    book: StatusBook,
) -> None:
    """Back to where it stood, and since when; or, when it was ordered again since, as it is now."""
    came = made.kind is ReceiptKind.CAME
    stays = line.stage is not Stage.ARRIVED if came else line.stage is Stage.PLACED
    if stays:
        return
    moved = _moved_by(session, made, line)
    was_placed = made.placed_at is not None or row is not None
    usual = Key.PLACED if was_placed else Key.NEW_NO_CALL
    stood = next((one for one in book.all if one.key == moved.get("from")), book[usual])
    since = moved.get("since")
    lifecycle.put_back(
        line,
        stood,
        since=datetime.fromisoformat(since) if since else clock.now(),
        by=by,
        book=book,
        placed_at=made.placed_at,
    )
    line.expected_on = made.expected_on


def _moved_by(session: Session, made: Receiving, line: OrderLine) -> dict[str, Any]:
    """The facts of the move that the receipt made."""
    mine = (
        line.order.events.select()
        .where(OrderEvent.verb == "moved", OrderEvent.line_number == line.number)
        .order_by(None)
        .order_by(OrderEvent.id.desc())
        .limit(_MOVES)
    )
    facts = (event.detail or {} for event in session.scalars(mine))
    return next((each for each in facts if each.get("receipt") == made.id), {})
