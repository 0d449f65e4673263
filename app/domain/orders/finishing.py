"""How a draft ends: call or not, how and when the customer would like to get it (L2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from app.domain.access import Viewer
from app.domain.orders.content import DraftContent
from app.domain.orders.events import note
from app.models import DeliveryWish, Order, OrderSource, Store
from app.vocabulary.errors import Invalid
from app.vocabulary.permissions import Permission

LONGEST_WAIT = timedelta(days=731)


def finish(
    content: DraftContent,
    *,
    call_first: bool,
    pickup_store_id: int | None,
    comments: str,
    source: OrderSource,
    delivery: DeliveryWish,
    requested_on: date | None,
    today: date,
) -> DraftContent:
    """How the order ends: call or not, how and when the customer would like to get it, how the wish
    came, and the note for the buyer (L2). Invalid for a day that is over, or in another age."""
    if problem := day_problem(requested_on, today):
        raise Invalid({"requested_on": problem})
    return replace(
        content,
        call_first=call_first,
        pickup_store_id=pickup_store_id,
        comments=comments,
        source=source,
        delivery=delivery,
        requested_on=requested_on,
    )


def day_problem(day: date | None, today: date) -> str:
    """Why nobody can wish for that day, or nothing."""
    if day is not None and day < today:
        return "That day is over. Choose a day from today on."
    if day is not None and day > today + LONGEST_WAIT:
        return "That is more than two years away. Please look at the year again."
    return ""


def change(
    order: Order,
    *,
    by: Viewer,
    pickup_store: Store,
    source: OrderSource,
    delivery: DeliveryWish,
    requested_on: date | None,
    today: date,
) -> bool:
    """Change how an order came, and how and when the customer would like to get it (L2); True if
    that changed anything. Invalid for a day that is over, unless it stood there before."""
    by.can(Permission.ORDERS_EDIT).enforce()
    problem = day_problem(requested_on, today)
    if problem and requested_on != order.requested_on:
        raise Invalid({"requested_on": problem})
    before = _in_words(order)
    order.source, order.delivery, order.requested_on = source, delivery, requested_on
    order.pickup_store, order.pickup_store_id = pickup_store, pickup_store.id
    after = _in_words(order)
    changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if changed:
        note(order, "wishes_edited", by, detail={"changed": changed})
    return bool(changed)


def _in_words(order: Order) -> dict[str, str]:
    day = order.requested_on
    return {
        "getting": order.delivery.label
        if order.delivery is not DeliveryWish.PICKUP
        else f"{order.delivery.label} at {order.pickup_store.name}",
        "requested_on": day.isoformat() if day else "",
        "source": order.source.label,
    }
