"""Orders that repeat, one of them asking, and a line that went to another order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.domain.orders.splitting import split_off
from app.domain.orders.statuses import book
from app.domain.recurring import actions
from app.domain.recurring.rhythm import Rhythm
from app.models import Every, Recurrence, RecurrenceRun, RecurrenceState, RunState
from app.vocabulary import clock
from tests.factories import a_wish, an_order
from tests.support.cast import viewer_of

if TYPE_CHECKING:
    from tests.laws.seed import World


def seed_repeats(session: Session, world: World, amounts: Iterator[Decimal]) -> None:
    """A split order, and two recurrences: one asks because of its price, one goes on."""
    taker, buyer = viewer_of(world.cast.taker), viewer_of(world.cast.buyer)
    customer = world.orders["new"].customer
    wishes = [a_wish(world.products[0], cases=3), a_wish(world.products[2])]
    parted = world.orders["parted"] = an_order(session, taker, wishes, customer)
    split_off(
        session, parted, parted.lines[:1], by=buyer, book=book(session),
        one_time_key=next(world.keys),
    )  # fmt: skip
    for name in ("parted", "new"):
        _repeat(session, world, name, amounts)
    session.flush()


def _repeat(session: Session, world: World, name: str, amounts: Iterator[Decimal]) -> None:
    order, by = world.orders[name], viewer_of(world.cast.buyer)
    first = clock.now().date() + timedelta(days=8)
    terms = actions.Terms(Rhythm(Every.WEEKS, 2, first), most_rise=Decimal("23.7193"))
    it: Recurrence = actions.start(session, order, terms, by=by, one_time_key=next(world.keys))
    it.agreed_total = next(amounts)
    asks = name == "parted"
    it.state = RecurrenceState.ASKING if asks else RecurrenceState.ACTIVE
    session.add(
        RecurrenceRun(
            recurrence_id=it.id,
            due_on=first - timedelta(days=14),
            state=RunState.ASKED if asks else RunState.MADE,
            order_id=None if asks else order.id,
            total=next(amounts),
            why="The price has changed." if asks else "",
            detail={"reasons": ["price"]} if asks else {},
        )
    )
