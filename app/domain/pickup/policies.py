"""May these goods be handed over, or taken back? With the reason people read."""

from __future__ import annotations

from datetime import date

from app.domain.orders import policies
from app.domain.pickup.sold import Sold
from app.models import OrderLine
from app.vocabulary.decisions import YES, Decision, no, when


def may_hand_over(line: OrderLine, sold: Sold | None, store_id: int) -> Decision:
    """Goods leave once, where they stand, and with their tag (C28, C35)."""
    if sold:
        return no("It was handed over already.")
    here = store_id in (line.store_id, line.order.pickup_store_id)
    return policies.may_hand_over(line) & when(here, "Its goods are at another store.")


def may_take_back(line: OrderLine, sold: Sold | None, today: date) -> Decision:
    """What the desk handed over can be taken back the same day, before the night completes it, and
    later when the line was reopened since; what a register sold is the register's to refund."""
    if not sold:
        return no("It was not handed over.")
    if not line.open:
        return no("The night has completed it already. Reopen the order instead.")
    if sold.by_desk <= 0:
        return no("A register sold it. Refund it there.")
    if sold.day == today or line.status_since > sold.at:
        return YES
    return no("It was handed over on an earlier day.")
