"""The one writer of a status: what follows from a move, and what a move never does."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.orders import actions, lifecycle
from app.domain.orders.statuses import StatusBook
from app.models import Order, OrderEvent
from tests.support.cast import Cast, viewer_of


def test_an_order_shows_its_least_advanced_open_line(
    session: Session, order: Order, buyer: Viewer, statuses: StatusBook
) -> None:
    """Decision 1: one placed, one arrived: placed; then what is left."""
    first, second = order.lines
    lifecycle.move(first, statuses["arrived"], by=buyer, book=statuses)
    lifecycle.move(second, statuses["placed"], by=buyer, book=statuses)
    assert (order.status, order.open) == ("placed", 1)

    lifecycle.move(second, statuses["canceled"], by=buyer, book=statuses)
    assert (order.status, order.open, order.closed_at) == ("arrived", 1, None)

    lifecycle.move(first, statuses["completed"], by=buyer, book=statuses)
    assert (order.status, order.open) == ("completed", 0)
    assert order.closed_at >= first.closed_at


def test_every_change_counts_the_orders_version_up_once(
    session: Session, order: Order, buyer: Viewer, statuses: StatusBook
) -> None:
    """Also when only a line changed: one number tells whether a form is stale."""
    before = order.version
    lifecycle.move(order.lines[0], statuses["placed"], by=buyer, book=statuses)
    session.flush()
    assert order.version == before + 1

    lifecycle.move(order.lines[0], statuses["placed"], by=buyer, book=statuses)
    session.flush()
    assert order.version == before + 1
    versions = session.scalars(sa.select(OrderEvent.of_version).filter_by(verb="moved")).all()
    assert versions == [before]


def test_goods_keep_the_moment_they_arrived(
    order: Order, buyer: Viewer, statuses: StatusBook
) -> None:
    """Packed and unpacked, they arrived once."""
    line = order.lines[0]
    lifecycle.move(line, statuses["arrived"], by=buyer, book=statuses)
    arrived = line.arrived_at
    lifecycle.move(line, statuses["packed"], by=buyer, book=statuses)
    lifecycle.move(line, statuses["arrived"], by=buyer, book=statuses)

    assert line.arrived_at == arrived
    assert line.status_since != arrived


def test_goods_that_turn_out_not_to_be_here_have_not_arrived(
    order: Order, cast: Cast, buyer: Viewer, statuses: StatusBook
) -> None:
    """Taken back to placed: their tag will say the real day, and reopened they are not here."""
    line = order.lines[0]
    lifecycle.move(line, statuses["arrived"], by=buyer, book=statuses)
    lifecycle.move(line, statuses["placed"], by=buyer, book=statuses)
    assert line.arrived_at is None

    actions.close(order, "canceled", by=buyer, book=statuses)
    actions.reopen(order, by=viewer_of(cast.manager), book=statuses, why="wanted")
    assert line.status == "new_no_call"
