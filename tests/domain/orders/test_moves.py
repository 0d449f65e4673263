"""Moving: who may, which moves ask first (C23, design 3.2)."""

from __future__ import annotations

from itertools import product

import pytest
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.orders import actions, lifecycle, policies
from app.domain.orders.statuses import StatusBook
from app.models import Order
from app.vocabulary.errors import Invalid, NotAllowed, Refused
from app.vocabulary.statuses import FIRST_STATUSES, Stage, is_usual

OPEN = [str(key) for key, _, stage, _ in FIRST_STATUSES if stage is not Stage.CLOSED]


@pytest.mark.contract("C23")
@pytest.mark.parametrize(("before", "after"), list(product(OPEN, OPEN)))
def test_every_open_move_is_possible_the_unusual_ones_when_sure(
    order: Order, buyer: Viewer, statuses: StatusBook, before: str, after: str
) -> None:
    """The map of stages decides which ask first."""
    line = order.lines[0]
    lifecycle.move(line, statuses[before], by=buyer, book=statuses)
    usual = is_usual(statuses[before].stage, statuses[after].stage)

    assert bool(policies.may_move(line, statuses[after], statuses, sure=False)) is usual
    assert actions.move(line, after, by=buyer, book=statuses, sure=True) is (before != after)
    assert line.status == after


def test_a_move_without_the_right_or_to_nowhere_is_refused(
    order: Order, buyer: Viewer, taker: Viewer, statuses: StatusBook
) -> None:
    """And leaves the line where it is."""
    line = order.lines[0]
    with pytest.raises(NotAllowed):
        actions.move(line, "placed", by=taker, book=statuses)
    with pytest.raises(Invalid):
        actions.move(line, "nowhere", by=buyer, book=statuses)
    with pytest.raises(Refused):
        actions.move(line, "completed", by=buyer, book=statuses, sure=True)
    assert line.status == "new_no_call"


@pytest.mark.contract("C24")
def test_a_status_a_store_added_takes_part_and_a_retired_one_does_not(
    session: Session, order: Order, buyer: Viewer, statuses: StatusBook
) -> None:
    """Statuses are rows; an inactive one cannot be chosen."""
    statuses["pending"].active = False
    session.flush()

    with pytest.raises(Invalid):
        actions.move(order.lines[0], "pending", by=buyer, book=statuses)
    assert "pending" not in [status.key for status in statuses.open]


def test_an_order_moves_its_open_lines_only(
    order: Order, buyer: Viewer, statuses: StatusBook
) -> None:
    """Decision 1."""
    actions.close(order, "canceled", by=buyer, book=statuses, lines=[order.lines[1]])

    assert actions.move_all(order, "placed", by=buyer, book=statuses) == 1
    assert [line.status for line in order.lines] == ["placed", "canceled"]
