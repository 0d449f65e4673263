"""May these goods be handed over, or taken back? With the reason people read."""

from __future__ import annotations

from datetime import date

from app.domain.orders import policies
from app.domain.pickup.sold import Sold
from app.models import OrderLine
from app.vocabulary.decisions import YES, Decision, no, when
from app.vocabulary.statuses import Stage


def is_here(line: OrderLine, store_id: int) -> bool:
    """Whether a line's goods come to this store, or are picked up here."""
    return store_id in (line.store_id, line.order.pickup_store_id)


def may_hand_over(line: OrderLine, sold: Sold | None, store_id: int) -> Decision:
    """Goods leave once, where they stand, and with their tag (C28, C35)."""
    if sold is not None and sold.gone:
        return _gone(sold)
    here = when(is_here(line, store_id), "Its goods are at another store.")
    return policies.may_hand_over(line) & here


def may_put_away(line: OrderLine, sold: Sold | None, store_id: int) -> Decision:
    """What stands on a shelf is here, and somebody's: arrived, open, not handed over (B12)."""
    if not is_here(line, store_id):
        return no("Its goods belong to another store.")
    if not line.open:
        return no("Its line is closed: nobody waits for it any more.")
    if sold is not None and sold.gone:
        return _gone(sold)
    return when(line.stage is Stage.ARRIVED, "Nobody has received it yet. Receive it first.")


def may_take_back(line: OrderLine, sold: Sold | None, today: date) -> Decision:
    """What the desk handed over can be taken back the same day, before the night completes it, and
    later when the line was reopened since; what a register sold is the register's to refund. What
    nobody has paid yet can be taken back on any day: there is no money in it."""
    if sold is None or not (sold.gone or sold.by_desk > 0):
        return no("It was not handed over.")
    if not line.open:
        return no("The night has completed it already. Reopen the order instead.")
    if not sold and sold.unpaid > 0:
        return YES
    if sold and sold.by_desk <= 0:
        return no("A register sold it. Refund it there.")
    # A night that was taken back gives a line its old day back, but not when it was opened.
    opened = max(line.status_since, line.reopened_at or line.status_since)
    if sold.day == today or opened > sold.at:
        return YES
    return no("It was handed over on an earlier day.")


def _gone(sold: Sold) -> Decision:
    if not sold:
        return no("It was handed over already, and waits for its sale at the register.")
    by_desk = sold.by_desk > 0
    return no("It was handed over already." if by_desk else "A register has sold it already.")
