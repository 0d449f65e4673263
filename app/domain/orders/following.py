"""What follows when a line has moved: in purchase orders, and for registers."""

from __future__ import annotations

from sqlalchemy.orm import Session, object_session

from app.domain.access import Viewer
from app.domain.purchasing.byhand import are_here, not_here
from app.domain.purchasing.leaving import let_go
from app.domain.register import asking
from app.models import OrderLine, PurchaseLine
from app.vocabulary.statuses import Key, Stage


def tell_registers(line: OrderLine, before: Stage) -> None:
    """What arrives, or was here and goes on, changes what may be rung up (C35)."""
    if Stage.ARRIVED in (before, line.stage):
        asking.changed(object_session(line))


def purchase_follows(
    session: Session, line: OrderLine, before: Stage, by: Viewer
) -> PurchaseLine | None:
    """What is not wanted any more leaves its purchase order, what is here or was sold is not waited
    for. Returns the line of a purchase order that was given up, if that is why nobody will bring
    what stands in Placed again."""
    after, here, lost = line.stage, (Stage.ARRIVED, Stage.OUT), None
    if before in here and after.rank < Stage.ARRIVED.rank:
        lost = not_here(session, line)
    elif before.rank < Stage.ARRIVED.rank and (after in here or line.status == Key.COMPLETED):
        are_here(session, [line], by=by)
    if _is_let_go(before, after):
        let_go(session, line)
    return lost if after is Stage.PLACED else None


def _is_let_go(before: Stage, after: Stage) -> bool:
    """Whether nothing is to come for a line any more: it ends, or goes back to before it was
    ordered."""
    back = before.rank >= Stage.PLACED.rank > after.rank
    return after is Stage.CLOSED or (back and before is not Stage.CLOSED)
