"""What names a customer beside their orders."""

from __future__ import annotations

from app.models import Call, CallOutcome, CustomerIntake, Every, Message, Order, Recurrence
from app.models.base import Base
from app.vocabulary import clock
from app.vocabulary.occasions import MessageWay, Occasion
from tests.support.cast import Cast


def about(order: Order, cast: Cast) -> list[Base]:
    """What else names the record: a call, a message, a repeat, and how it came into the house."""
    whose = {"customer_id": order.customer_id, "store_id": order.store_id}
    return [
        Call(
            one_time_key="a-call", outcome=CallOutcome.REACHED, at=clock.now(),
            user_id=cast.buyer.id, **whose,
        ),
        Message(
            one_time_key="a-message", order_id=order.id, occasion=Occasion.ARRIVED, body="Here",
            way=MessageWay.EMAIL, sent_to="hana@example.org", due_at=clock.now(), **whose,
        ),
        Recurrence(
            one_time_key="a-repeat", from_order_id=order.id, every=Every.WEEKS,
            first_on=order.ordered_on, **whose,
        ),
        CustomerIntake(one_time_key="an-intake", origin="tablet", **whose),
    ]  # fmt: skip
