"""What registers say after a night is done: completed the same morning, as a part of that night
(C31, decision 8)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.domain.jobs.alarms import Alarm, raised
from app.domain.orders import actions
from app.domain.orders.statuses import book
from app.domain.overnight import moving, undoing
from app.domain.overnight.looking import night_on
from app.domain.overnight.plan import Step
from app.domain.overnight.running import due_days, run_due
from app.domain.overnight.undoing import Undone
from app.models import NightMove, NightRun, NightUndo, OrderLine, RegisterSale, SaleRowKind
from app.vocabulary import clock
from app.web.forms import new_key
from tests.domain.overnight.nights import DAY, NOON, run_night, sell, statuses_of, taken
from tests.support.cast import Cast, viewer_of

MORNING = NOON + timedelta(hours=18)
LATE = ("Hill Store", DAY)


def looked(session: Session, minutes: int = 0) -> dict[Step, int]:
    """What a look of the schedule completes of the last night, so many minutes into the morning."""
    with clock.set_to(MORNING + timedelta(minutes=minutes)):
        return run_due(session, session.commit).get(LATE, {})


def sold(session: Session, line: OrderLine, minutes: int | None = None, on: date = DAY) -> None:
    """A register's row that we read so many minutes into the morning; None: on its day."""
    with clock.set_to(NOON if minutes is None else MORNING + timedelta(minutes=minutes)):
        sell(session, line, on=on)


@pytest.mark.contract("C31")
def test_what_is_known_only_after_the_night_is_completed_with_it(
    session: Session, cast: Cast
) -> None:
    """Counted once, by its night; what is sold today waits for today's."""
    order = taken(session, cast, lines=4)
    sold(session, order.lines[0])
    assert looked(session)[Step.COMPLETE_SOLD] == 1
    mine = sa.select(NightRun).filter_by(step=Step.COMPLETE_SOLD, store_id=cast.hill.id)
    run = session.scalars(mine).one()
    ended = run.finished_at
    sold(session, order.lines[1], 5)
    sold(session, order.lines[2], 5, on=DAY - timedelta(days=2))
    sold(session, order.lines[3], 5, on=DAY + timedelta(days=1))
    assert looked(session, 15) == {Step.COMPLETE_SOLD: 2}
    assert looked(session, 30) == {}
    assert statuses_of(order) == ["completed"] * 3 + ["new_no_call"]
    assert (run.count, run.finished_at) == (3, ended)
    moved = sa.select(sa.func.count()).select_from(NightMove).where(NightMove.run_id == run.id)
    assert session.scalar(moved) == 3


def test_a_quiet_look_moves_nothing_and_writes_nothing(session: Session, cast: Cast) -> None:
    taken(session, cast)
    looked(session)
    rows = session.scalar(sa.select(sa.func.count()).select_from(NightRun))
    said: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *it: said.append(it[2]))
    assert [looked(session, minutes) for minutes in (15, 30, 45)] == [{}, {}, {}]
    assert [one for one in said if not one.lstrip().upper().startswith("SELECT")] == []
    assert session.scalar(sa.select(sa.func.count()).select_from(NightRun)) == rows


@pytest.mark.contract("B5", "C31")
def test_it_is_taken_back_with_its_night_and_stays_so(session: Session, cast: Cast) -> None:
    order = taken(session, cast, lines=2)
    sold(session, order.lines[0])
    looked(session)
    sold(session, order.lines[1], 5)
    assert looked(session, 15) == {Step.COMPLETE_SOLD: 1}
    with clock.set_to(MORNING + timedelta(minutes=20)):
        done = undoing.undo_order(session, order.number, DAY, by=viewer_of(cast.manager))
        session.commit()
    assert done == Undone(2, 0)
    assert looked(session, 30) == {}
    session.expire_all()
    assert statuses_of(order) == ["new_no_call"] * 2


@pytest.mark.contract("B5", "C31")
def test_what_was_sold_after_its_line_was_closed_counts_when_the_night_is_taken_back(
    session: Session, cast: Cast
) -> None:
    """The night gave it up, its receipt came late: it left the store and stands on no shelf."""
    order = taken(session, cast, NOON - timedelta(days=120), lines=2)
    assert looked(session)[Step.CLOSE_STALE] == 2
    sold(session, order.lines[0], 5)
    with clock.set_to(MORNING + timedelta(minutes=10)):
        undoing.undo_order(session, order.number, DAY, by=viewer_of(cast.manager))
        session.commit()
    assert looked(session, 15) == {Step.COMPLETE_SOLD: 1}
    session.expire_all()
    assert statuses_of(order) == ["completed", "new_no_call"]


@pytest.mark.contract("B6", "C31")
def test_what_a_person_said_since_can_be_taken_back_until_the_next_night(
    session: Session, cast: Cast
) -> None:
    """A sale of yesterday without a tag, accepted this morning."""
    order = taken(session, cast)
    looked(session)
    sold(session, order.lines[0], 5)
    session.execute(sa.update(RegisterSale).values(user_id=cast.taker.id))
    session.commit()
    assert looked(session, 15) == {}
    assert run_night(session, cast, DAY + timedelta(days=1))[Step.COMPLETE_SOLD] == 1
    assert statuses_of(order) == ["completed"]


def test_while_the_night_is_taken_back_it_waits(session: Session, cast: Cast) -> None:
    order = taken(session, cast, lines=2)
    sold(session, order.lines[0])
    looked(session)
    with clock.set_to(MORNING):
        wish = undoing.ask(session, DAY, by=viewer_of(cast.manager), one_time_key=new_key())
        session.commit()
    sold(session, order.lines[1], 5)
    assert looked(session, 15) == {}
    with clock.set_to(MORNING + timedelta(minutes=20)):
        while undoing.go_on(session, wish.id):
            session.commit()
        session.commit()
    assert looked(session, 30) == {Step.COMPLETE_SOLD: 1}
    session.expire_all()
    assert statuses_of(order) == ["new_no_call", "completed"]
    assert session.get_one(NightUndo, wish.id).undone == 1


def test_what_goes_wrong_is_said_and_tried_again(
    session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = taken(session, cast)
    looked(session)
    sold(session, order.lines[0], 5)
    told: list[Step] = []
    with monkeypatch.context() as broken, clock.set_to(MORNING):
        broken.delitem(moving.OUTCOME, Step.COMPLETE_SOLD)
        run_due(session, session.commit, lambda night, step, error: told.append(step))
        done = night_on(session, cast.hill.id, DAY)
        assert done is not None
        assert [run.problem for run in done.problems] == ["KeyError"]
        assert due_days(session, cast.hill, clock.now()) == []
    assert (told, looked(session, 15)) == ([Step.COMPLETE_SOLD], {Step.COMPLETE_SOLD: 1})
    assert statuses_of(order) == ["completed"]
    assert session.scalars(sa.select(NightRun.problem).distinct()).all() == [""]


@pytest.mark.contract("B6", "C31")
def test_what_goes_wrong_forgets_not_when_the_night_was_done(
    session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a person said since waits all the same; and the next night makes good what broke."""
    order = taken(session, cast, lines=2)
    looked(session)
    sold(session, order.lines[0], 5)
    session.execute(sa.update(RegisterSale).values(user_id=cast.taker.id))
    sold(session, order.lines[1], 5)
    with monkeypatch.context() as broken, clock.set_to(MORNING + timedelta(minutes=10)):
        broken.delitem(moving.OUTCOME, Step.COMPLETE_SOLD)
        run_due(session, session.commit, lambda *_: None)
        assert raised(session, cast.hill, clock.now()) == [Alarm.NIGHT]
    ended, done = looked(session, 15), night_on(session, cast.hill.id, DAY)
    session.expire_all()
    assert (ended, statuses_of(order)) == ({Step.COMPLETE_SOLD: 1}, ["new_no_call", "completed"])
    assert done is not None
    assert done.problems == []
    session.execute(sa.update(NightRun).filter_by(step=Step.COMPLETE_SOLD).values(problem="Away."))
    run_night(session, cast, DAY + timedelta(days=1))
    with clock.set_to(MORNING + timedelta(days=1)):
        run_due(session, session.commit)
    session.expire_all()
    assert statuses_of(order) == ["completed"] * 2
    assert session.scalars(sa.select(NightRun.problem).distinct()).all() == [""]


@pytest.mark.contract("C31")
def test_a_night_that_comes_late_leaves_what_was_brought_back_meanwhile(
    session: Session, cast: Cast
) -> None:
    order = taken(session, cast, lines=2)
    for line in order.lines:
        sell(session, line)
    sell(session, order.lines[0], "-12", on=DAY + timedelta(days=1), kind=SaleRowKind.REFUND)
    assert run_night(session, cast)[Step.COMPLETE_SOLD] == 1
    assert statuses_of(order) == ["new_no_call", "completed"]


def test_a_line_that_is_opened_by_hand_is_not_completed_by_its_old_sale(
    session: Session, cast: Cast
) -> None:
    order = taken(session, cast)
    sold(session, order.lines[0])
    looked(session)
    session.expire_all()
    with clock.set_to(MORNING):
        by = viewer_of(cast.manager)
        actions.reopen(order, by=by, book=book(session), why="the wrong tag was scanned")
        session.commit()
    assert looked(session, 15) == {}
    assert session.scalars(sa.select(OrderLine.open)).all() == [1]
