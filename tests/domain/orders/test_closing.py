"""Closing by hand and reopening (C32, C34)."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.access import Viewer
from app.domain.orders import actions
from app.domain.orders.statuses import StatusBook
from app.models import Order
from app.vocabulary.errors import Invalid, NotAllowed, Refused
from tests.support.cast import Cast, viewer_of


@pytest.mark.contract("C34")
@pytest.mark.parametrize("ending", ["completed", "canceled", "inquiry"])
def test_closing_ends_all_open_lines(
    order: Order, buyer: Viewer, statuses: StatusBook, ending: str
) -> None:
    """And a second closing is refused."""
    assert actions.close(order, ending, by=buyer, book=statuses) == 2
    assert (order.open, order.status) == (0, ending)
    assert all(line.closed_at for line in order.lines)
    with pytest.raises(Refused):
        actions.close(order, ending, by=buyer, book=statuses)


def test_an_open_status_is_no_ending(order: Order, buyer: Viewer, statuses: StatusBook) -> None:
    """Only the three close."""
    with pytest.raises(Invalid):
        actions.close(order, "arrived", by=buyer, book=statuses)
    assert order.open == 1


@pytest.mark.contract("C32")
def test_an_order_is_completed_once_one_line_was_and_none_is_open(
    order: Order, buyer: Viewer, statuses: StatusBook
) -> None:
    """One picked up, one canceled."""
    actions.close(order, "completed", by=buyer, book=statuses, lines=[order.lines[0]])
    assert order.open == 1
    actions.close(order, "canceled", by=buyer, book=statuses, lines=[order.lines[1]])
    assert (order.open, order.status) == (0, "completed")


def test_only_those_who_may_reopen_do(
    order: Order, cast: Cast, buyer: Viewer, statuses: StatusBook
) -> None:
    """A manager; lines start where their order's call choice starts."""
    manager = viewer_of(cast.manager)
    with pytest.raises(Refused):
        actions.reopen(order, by=manager, book=statuses, why="wanted")
    actions.close(order, "inquiry", by=buyer, book=statuses)
    with pytest.raises(NotAllowed):
        actions.reopen(order, by=buyer, book=statuses, why="wanted")

    assert actions.reopen(order, by=manager, book=statuses, why="wanted") == 2
    assert (order.open, order.status, order.closed_at) == (1, "new_no_call", None)


@pytest.mark.contract("B4")
def test_what_is_closed_is_not_kept_open(
    order: Order, buyer: Viewer, taker: Viewer, statuses: StatusBook
) -> None:
    """And keeping needs its right."""
    until = date(2030, 1, 1)
    with pytest.raises(NotAllowed):
        actions.keep_open(order, until, by=taker)
    actions.keep_open(order, until, by=buyer)
    assert order.keep_open_until == until
    actions.close(order, "inquiry", by=buyer, book=statuses)
    with pytest.raises(Refused):
        actions.keep_open(order, until, by=buyer)
