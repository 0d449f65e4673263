"""Calls of every sort: a wrong number, one that nobody took, a promise whose price moved since."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.domain.calls import actions
from app.domain.calls.actions import Said
from app.domain.calls.answers import Answer
from app.domain.orders import changing
from app.domain.orders.statuses import book
from app.models import CallOutcome
from tests.factories import a_wish, an_order
from tests.support.cast import viewer_of

if TYPE_CHECKING:
    from tests.laws.seed import World

# What a promise was, and what the price is now.
PROMISED, NOW = Decimal("660019.37"), Decimal("668023.37")


def make_calls(session: Session, world: World) -> None:
    """An order with one line promised and one that still waits for a call."""
    buyer, taker = viewer_of(world.cast.buyer), viewer_of(world.cast.taker)
    oats, other, *_ = world.products
    customer = world.orders["new"].customer
    wishes = [a_wish(oats), a_wish(other)]
    order = an_order(session, taker, wishes, customer, call_first=True)
    world.orders["called"] = order
    first, second = order.lines
    changing.set_price(session, first, PROMISED, by=buyer)
    session.flush()
    for said in (
        Said(CallOutcome.WRONG_NUMBER, "5550100", "Lawful note"),
        Said(CallOutcome.NO_ANSWER, "5550100"),
        Said(CallOutcome.REACHED, "5550100", "", {first.id: Answer.CONFIRMED}),
    ):
        lines, key = [first, second], next(world.keys)
        given = {"by": buyer, "book": book(session), "one_time_key": key}
        actions.record(session, lines, said, **given)
    changing.set_price(session, first, NOW, by=buyer)
    session.flush()
