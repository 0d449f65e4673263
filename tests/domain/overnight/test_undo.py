"""Taking a night back: everything as it was, and not done again by the next night (B5)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders import actions
from app.domain.orders.statuses import book
from app.domain.overnight import undoing
from app.domain.overnight.plan import Step
from app.domain.overnight.standing import MERGED
from app.domain.overnight.undoing import Undone
from app.domain.pickup import desk
from app.domain.pickup.sold import sold_of
from app.models import NightMove, NightUndo, Order, OrderLine, OutboxRow
from app.vocabulary import clock
from app.vocabulary.errors import CaselotError, NotAllowed, NotFound, Refused
from app.vocabulary.jobs import Job
from app.web.forms import new_key
from tests.domain.overnight.nights import DAY, NOON, run_night, sell, statuses_of, taken
from tests.support.buying import an_order_of, in_purchase
from tests.support.cast import Cast, viewer_of
from tests.support.goods import tagged
from tests.support.queries import count_queries

NEXT_DAY = NOON + timedelta(days=1)
# What undoing leaves different: how often it was changed, and that it was opened again.
MARKS = {"version", "reopened_at"}


def all_of(line: OrderLine) -> dict[str, Any]:
    """Everything that is kept of a line."""
    names = [column.name for column in OrderLine.__table__.columns if column.name not in MARKS]
    return {name: getattr(line, name) for name in names}


def undo(session: Session, cast: Cast, order: Order, who: str = "manager") -> Undone:
    """What a manager does the next day."""
    with clock.set_to(NEXT_DAY):
        by = viewer_of(cast.everybody[who])
        done = undoing.undo_order(session, order.number, DAY, by=by)
    session.commit()
    return done


def old_order(session: Session, cast: Cast, lines: int = 2) -> Order:
    """An order that the night closes: one line waits for a call, the others are new."""
    order = taken(session, cast, NOON - timedelta(days=120), lines=lines)
    with clock.set_to(NOON - timedelta(days=40)):
        actions.move(order.lines[0], "called_waiting", by=viewer_of(cast.buyer), book=book(session))
    session.commit()
    return order


@pytest.mark.contract("B5")
def test_lines_and_their_ages_are_as_they_were(session: Session, cast: Cast) -> None:
    order = old_order(session, cast, 3)
    sell(session, order.lines[2])
    before = [all_of(line) for line in order.lines]
    stood = (order.status, order.open, order.closed_at)
    counts = run_night(session, cast)
    assert [counts[step] for step in Step][:3] == [1, 1, 1]
    assert statuses_of(order) == ["canceled", "canceled", "completed"]
    assert undo(session, cast, order) == Undone(3, 0)
    session.expire_all()
    assert [all_of(line) for line in order.lines] == before
    assert (order.status, order.open, order.closed_at) == stood
    assert order.keep_open_until == DAY + timedelta(days=31)


@pytest.mark.contract("B5")
def test_tags_and_bins_are_as_they_were(session: Session, cast: Cast) -> None:
    with clock.set_to(NOON):
        lines = tagged(session, cast, 2)
    lines[0].bin = "B4"
    session.commit()
    sell(session, lines[0])
    run_night(session, cast)
    assert undo(session, cast, lines[0].order) == Undone(1, 0)
    session.expire_all()
    shown = [(line.status, line.copies, line.bin, bool(line.printed_at)) for line in lines]
    assert shown == [("arrived", 1, "B4", True), ("arrived", 1, "", True)]


@pytest.mark.contract("B5", "C31")
@pytest.mark.parametrize("reopened", [False, True], ids=["undone", "reopened by a manager"])
def test_the_next_night_does_not_complete_it_again(
    session: Session, cast: Cast, reopened: bool
) -> None:
    """What was sold until then was answered; what is sold afterwards counts."""
    order = taken(session, cast)
    sell(session, order.lines[0])
    run_night(session, cast)
    if reopened:
        with clock.set_to(clock.now()):
            by = viewer_of(cast.manager)
            actions.reopen(order, by=by, book=book(session), why="the wrong tag was scanned")
        session.commit()
    else:
        with clock.set_to(clock.now()):
            undoing.undo_order(session, order.number, DAY, by=viewer_of(cast.manager))
        session.commit()
    assert sum(run_night(session, cast, DAY + timedelta(days=1)).values()) == 0
    assert order.open == 1
    with clock.set_to(clock.now() + timedelta(hours=1)):
        sell(session, order.lines[0], on=DAY + timedelta(days=2))
    assert run_night(session, cast, DAY + timedelta(days=2))[Step.COMPLETE_SOLD] == 1


@pytest.mark.contract("B5")
def test_the_next_night_does_not_close_it_again(session: Session, cast: Cast) -> None:
    order = old_order(session, cast)
    run_night(session, cast)
    undo(session, cast, order)
    for days in (1, 30):
        assert sum(run_night(session, cast, DAY + timedelta(days=days)).values()) == 0
    counts = run_night(session, cast, DAY + timedelta(days=31))
    assert (counts[Step.CLOSE_CALLED], counts[Step.CLOSE_STALE]) == (1, 1)


@pytest.mark.contract("B5")
def test_what_somebody_changed_since_is_left_and_said(session: Session, cast: Cast) -> None:
    order = old_order(session, cast, 3)
    run_night(session, cast)
    by, statuses = viewer_of(cast.manager), book(session)
    with clock.set_to(NOON + timedelta(hours=20)):
        some = {"by": by, "book": statuses, "why": "asked for"}
        actions.reopen(order, lines=order.lines[:2], **some)
        actions.close(order, "inquiry", lines=[order.lines[1]], by=by, book=statuses)
    session.commit()
    stood = [all_of(line) for line in order.lines[:2]]
    assert undo(session, cast, order) == Undone(1, 2)
    session.expire_all()
    assert [all_of(line) for line in order.lines[:2]] == stood
    assert statuses_of(order) == ["new_no_call", "inquiry", "new_no_call"]
    said = session.scalars(
        sa.select(NightMove.left).join(NightMove.line).order_by(OrderLine.number)
    )
    assert said.all() == ["Opened again since.", "Closed again since.", ""]


@pytest.mark.contract("B5")
def test_its_purchase_order_waits_for_it_again(session: Session, cast: Cast) -> None:
    """The goods may still come: they are received as if nothing had happened."""
    with clock.set_to(NOON - timedelta(days=120)):
        lines = an_order_of(session, viewer_of(cast.buyer)).lines
        purchase = in_purchase(session, lines)
    session.commit()
    assert (purchase.open, purchase.lines[0].gone_at) == (1, None)
    run_night(session, cast)
    session.expire_all()
    assert (purchase.open, purchase.lines[0].gone_at is None) == (0, False)
    undo(session, cast, lines[0].order)
    session.expire_all()
    assert (purchase.state.value, purchase.open, purchase.lines[0].gone_at) == ("placed", 1, None)


def test_it_is_done_once_and_only_by_those_who_may_reopen(session: Session, cast: Cast) -> None:
    order = old_order(session, cast)
    run_night(session, cast)
    with pytest.raises(NotAllowed):
        undo(session, cast, order, "buyer")
    assert undo(session, cast, order) == Undone(2, 0)
    with pytest.raises(NotFound):
        undo(session, cast, order)


@pytest.mark.contract("B5")
def test_a_whole_night_is_taken_back_by_a_worker(
    session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undoing, "BATCH", 2)
    orders = [old_order(session, cast) for _ in range(3)]
    run_night(session, cast)
    by = viewer_of(cast.manager)
    with clock.set_to(NEXT_DAY):
        wish = undoing.ask(session, DAY, by=by, one_time_key=new_key())
        session.commit()
        # Asked for once more while it waits, it is the same wish.
        assert undoing.ask(session, DAY, by=by, one_time_key=new_key()) is wish
        asked = sa.select(OutboxRow.payload).where(OutboxRow.job == Job.UNDO_NIGHT)
        assert session.scalars(asked).all() == [{"undo_id": wish.id}]
        turns = [undoing.go_on(session, wish.id) for _ in range(5)]
        session.commit()
    assert turns == [True, True, True, False, False]
    session.expire_all()
    assert (wish.undone, wish.kept, wish.finished_at) == (6, 0, NEXT_DAY)
    assert [statuses_of(one) for one in orders] == [["called_waiting", "new_no_call"]] * 3
    with pytest.raises(Refused):
        undoing.ask(session, DAY, by=by, one_time_key=new_key())


@pytest.mark.contract("B5")
def test_it_asks_the_same_for_many_lines(session: Session, cast: Cast) -> None:
    """Also of lines that wait for a purchase order."""
    orders = [taken(session, cast, NOON - timedelta(days=120), lines=n) for n in (1, 9)]
    by, statuses = viewer_of(cast.buyer), book(session)
    for order in orders:
        for line in order.lines:
            actions.move(line, "placed", by=by, book=statuses, sure=True)
    session.commit()
    run_night(session, cast)
    asked = []
    for order in orders:
        session.expire_all()
        with count_queries() as seen:
            assert undo(session, cast, order).left == 0
        asked.append(len(seen))
    assert asked[0] == asked[1] <= 30, asked
    assert {one for order in orders for one in statuses_of(order)} == {"placed"}


@pytest.mark.parametrize("who", ["buyer", "gone"])
def test_who_may_not_any_more_takes_nothing_back(session: Session, cast: Cast, who: str) -> None:
    """The rights of now count, not those of when it was asked for."""
    order = old_order(session, cast)
    run_night(session, cast)
    wish = undoing.ask(session, DAY, by=viewer_of(cast.manager), one_time_key=new_key())
    session.commit()
    if who == "gone":
        cast.manager.active = False
    else:
        wish.user_id = cast.buyer.id
    session.commit()
    with pytest.raises(CaselotError):
        undoing.go_on(session, wish.id)
    session.rollback()
    undoing.fail(session, wish.id, "They may not.")
    session.commit()
    assert (session.get_one(NightUndo, wish.id).problem, order.open) == ("They may not.", 0)


@pytest.mark.contract("B5")
def test_lines_of_an_order_that_was_merged_since_stay(session: Session, cast: Cast) -> None:
    order = old_order(session, cast)
    run_night(session, cast)
    order.merged_into_id = taken(session, cast).id
    session.commit()
    assert undo(session, cast, order) == Undone(0, 2)
    left = session.scalars(sa.select(NightMove.left)).all()
    assert set(left) == {MERGED}


@pytest.mark.contract("B5", "B11")
def test_what_was_handed_over_by_mistake_is_taken_back_after_its_night(
    session: Session, cast: Cast
) -> None:
    """Else it could neither be handed over nor be completed any more."""
    taker = viewer_of(cast.taker)
    with clock.set_to(NOON):
        (line,) = tagged(session, cast, 1)
        desk.hand_over(session, [line.id], by=taker, one_time_key=new_key())
        session.commit()
    assert run_night(session, cast)[Step.COMPLETE_SOLD] == 1
    assert undo(session, cast, line.order) == Undone(1, 0)
    with clock.set_to(NEXT_DAY):
        desk.take_back(session, line.id, by=taker, one_time_key=new_key())
        session.commit()
        desk.hand_over(session, [line.id], by=taker, one_time_key=new_key())
    assert sold_of(session, [line.id])[line.id].net > 0
