"""Where deposits will go back: whoever listens is told of every order that ends, whoever ended it,
once, and in the same transaction (P10)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders import actions, endings
from app.domain.orders.statuses import book
from app.domain.overnight import undoing
from app.models import AuditEvent, Order
from app.vocabulary import clock
from tests.domain.overnight.nights import DAY, NOON, run_night, sell, statuses_of, taken
from tests.support.cast import Cast, viewer_of


@pytest.fixture
def told() -> Iterator[list[int]]:
    """The orders whose end was told, one after the other."""
    seen: list[int] = []

    def hear(session: Session, ids: Sequence[int]) -> None:
        seen.extend(ids)
        for order in session.scalars(sa.select(Order).where(Order.id.in_(ids))):
            session.refresh(order, ["open", "closed_at"])
            assert (order.open, order.closed_at is not None) == (0, True)

    endings.listen(hear)
    yield seen
    endings.deaf(hear)


def test_by_hand_it_is_told_with_the_last_line(
    session: Session, cast: Cast, told: list[int]
) -> None:
    """Closing in part ends nothing; opened and closed again is an end of its own."""
    order = taken(session, cast, lines=2)
    some = {"by": viewer_of(cast.manager), "book": book(session)}
    actions.close(order, "canceled", lines=[order.lines[0]], **some)
    session.flush()
    assert told == []
    actions.close(order, "completed", **some)
    session.flush()
    assert told == [order.id]
    actions.reopen(order, why="asked for", **some)
    actions.close(order, "canceled", **some)
    session.flush()
    assert told == [order.id] * 2


def test_a_night_tells_each_once_however_often_it_runs(
    session: Session, cast: Cast, told: list[int]
) -> None:
    """Sold, too old, and one of which a line is left; what was taken back ends a second time."""
    sold, old = taken(session, cast), taken(session, cast, NOON - timedelta(days=120), lines=2)
    part = taken(session, cast, lines=2)
    sell(session, sold.lines[0])
    sell(session, part.lines[0])
    for _ in range(2):
        run_night(session, cast)
    assert (sorted(told), part.open) == (sorted([sold.id, old.id]), 1)
    with clock.set_to(NOON + timedelta(days=1)):
        undoing.undo_order(session, old.number, DAY, by=viewer_of(cast.manager))
    session.commit()
    assert sorted(told) == sorted([sold.id, old.id])
    run_night(session, cast, DAY + timedelta(days=32))
    assert told.count(old.id) == 2


def test_what_a_listener_writes_lives_and_dies_with_the_end(session: Session, cast: Cast) -> None:
    """It is asked inside the transaction: if it says no, nothing has ended."""
    order = taken(session, cast, NOON - timedelta(days=120))
    broken = [True]

    @endings.listen
    def refund(session: Session, ids: Sequence[int]) -> None:
        session.add_all(AuditEvent(at=clock.now(), kind="refund", subject=str(i)) for i in ids)
        session.flush()
        if broken[0]:
            raise ValueError("The till is shut.")

    refunds = sa.select(AuditEvent.subject).filter_by(kind="refund")
    try:
        with pytest.raises(ValueError, match="till"):
            run_night(session, cast)
        session.rollback()
        session.refresh(order)
        assert (order.open, statuses_of(order)) == (1, ["new_no_call"])
        assert session.scalars(refunds).all() == []
        broken[0] = False
        run_night(session, cast)
        assert (order.open, session.scalars(refunds).all()) == (0, [str(order.id)])
    finally:
        endings.deaf(refund)
