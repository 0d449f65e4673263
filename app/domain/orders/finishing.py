"""How a draft ends: call or not, how and when the customer would like to get it (L2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from app.domain.orders.content import DraftContent
from app.models import DeliveryWish, OrderSource
from app.vocabulary.errors import Invalid

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
