"""What happened to an order, page by page (B16)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session, joinedload, lazyload

from app.models import Order, OrderEvent, User

PAGE = 40


@dataclass(frozen=True)
class Happened:
    """One page of events, newest first; `older` is where the next one begins, None at the end."""

    events: list[OrderEvent]
    older: int | None


def page_of(
    session: Session,
    order: Order,
    *,
    verbs: Collection[str] = (),
    before: int | None = None,
    most: int = PAGE,
) -> Happened:
    """The newest events of `order`, of these `verbs` or of all, older than the event of the id
    `before`, with who did them, in one statement."""
    query = order.events.select().options(
        joinedload(OrderEvent.user).options(lazyload(User.store), lazyload(User.roles))
    )
    if verbs:
        query = query.where(OrderEvent.verb.in_(sorted(verbs)))
    if before is not None:
        query = query.where(OrderEvent.id < before)
    found = list(session.scalars(query.limit(most + 1)))
    more = len(found) > most
    return Happened(found[:most], found[most - 1].id if more else None)
