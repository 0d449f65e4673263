"""Nights and their undoing at the same time, and one after the other, in any order (B5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.overnight import moving, undoing
from app.domain.overnight.plan import Step
from app.domain.overnight.running import run_due
from app.domain.overnight.undoing import Undone
from app.extensions import tame
from app.models import NightMove, NightRun, NightUndo, Order, OrderEvent, OrderLine, Store, User
from app.vocabulary import clock
from app.vocabulary.errors import NotFound, Refused
from app.web.forms import new_key
from tests.conftest import empty_database, make_tables
from tests.domain.overnight.nights import DAY, NOON, run_night, sell, statuses_of, taken
from tests.factories import a_department, a_product, a_wish, an_order
from tests.support.cast import Cast, make_cast, viewer_of

ORDERS = 6
NEXT = DAY + timedelta(days=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def old(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[sa.Engine]:
    """A shop whose orders are all too old, and nights and undoings that take a few at a time."""
    monkeypatch.setattr(moving, "BATCH", 2)
    monkeypatch.setattr(undoing, "BATCH", 2)
    with empty_database(request.param, tmp_path / "clash.db") as url:
        make_tables(url)
        engine = sa.create_engine(url)
        tame(engine)
        with Session(engine) as session, clock.set_to(clock.now() - timedelta(days=120)):
            taker = viewer_of(make_cast(session).taker)
            wish = a_wish(a_product(session, a_department(session)))
            for _ in range(ORDERS):
                an_order(session, taker, [wish])
            session.commit()
        yield engine
        engine.dispose()


def the_night(engine: sa.Engine) -> int:
    """Do what is due; how many lines it closed."""
    with Session(engine) as session:
        done = run_due(session, session.commit)
        return sum(counts.get(Step.CLOSE_STALE, 0) for counts in done.values())


def day_of(session: Session) -> date:
    """The business date of the night."""
    zone = session.scalars(sa.select(Store.time_zone).order_by(Store.id)).first() or ""
    return clock.last_finished_day(clock.now(), zone)


def all_of_it(engine: sa.Engine) -> None:
    """Take back what there is of the last night, as a worker does."""
    with Session(engine) as session:
        by = viewer_of(session.scalars(sa.select(User).filter_by(username="manager")).one())
        with suppress(Refused):
            wish = undoing.ask(session, day_of(session), by=by, one_time_key=new_key())
            session.commit()
            while undoing.go_on(session, wish.id):
                session.commit()
            session.commit()


def one_by_one(engine: sa.Engine) -> None:
    """Take it back order by order, as somebody at the page does."""
    with Session(engine) as session:
        by = viewer_of(session.scalars(sa.select(User).filter_by(username="manager")).one())
        for number in session.scalars(sa.select(Order.number).order_by(Order.id)).all():
            with suppress(NotFound):
                undoing.undo_order(session, number, day_of(session), by=by)
            session.commit()


def stands(engine: sa.Engine) -> dict[str, int]:
    """How many lines are open, moves are there and taken back, and how often that was noted."""
    again = sa.select(OrderEvent.detail).where(OrderEvent.verb == "moved")
    moves = sa.select(sa.func.count()).select_from(NightMove)
    with Session(engine) as session:
        noted = [one.get("why") for one in session.scalars(again)]
        return {
            "open": session.query(OrderLine).filter_by(open=1).count(),
            "moved": session.scalar(moves) or 0,
            "undone": session.scalar(moves.where(NightMove.undone_at.is_not(None))) or 0,
            "noted": noted.count("night undone"),
            "counted": session.scalar(sa.select(sa.func.sum(NightRun.count))) or 0,
        }


EACH_ONCE = dict.fromkeys(("open", "moved", "undone", "noted", "counted"), ORDERS)


@pytest.mark.contract("B5")
@pytest.mark.parametrize("undo", [all_of_it, one_by_one])
def test_a_night_is_taken_back_while_it_runs(
    old: sa.Engine, undo: Callable[[sa.Engine], None]
) -> None:
    """Nothing is lost, nothing is done twice, and what came back is not closed once more by the
    rest of that night, nor by the next one."""
    with ThreadPoolExecutor(3) as workers:
        nights = [workers.submit(the_night, old) for _ in range(2)]
        while not all(night.done() for night in nights):
            workers.submit(undo, old).result()
        assert sum(night.result() for night in nights) == ORDERS
    undo(old)
    assert stands(old) == EACH_ONCE
    with clock.set_to(clock.now() + timedelta(days=1)):
        assert the_night(old) == 0


@pytest.mark.contract("B5")
def test_the_next_night_runs_while_one_is_taken_back(old: sa.Engine) -> None:
    """And two people take it back at once: the whole, and order by order."""
    assert the_night(old) == ORDERS
    with Session(old) as session:
        session.execute(sa.update(Order).values(keep_open_until=None))
        session.commit()
    with ThreadPoolExecutor(4) as workers:
        undone = [workers.submit(one, old) for one in (all_of_it, one_by_one, all_of_it)]
        # A day that is not over has no night; the one that is over runs again, and finds nothing.
        again = workers.submit(the_night, old)
        assert [each.result() for each in undone] == [None] * 3
        assert again.result() == 0
    assert stands(old) == EACH_ONCE
    with Session(old) as session:
        kept, done = sa.func.sum(NightUndo.kept), NightUndo.finished_at.is_(None)
        assert session.scalar(sa.select(kept)) in (0, None)
        assert session.scalar(sa.select(sa.func.count()).where(done)) == 0


def cut_off(session: Session, wish: NightUndo) -> None:
    """The worker dies before its transaction ends."""
    undoing.go_on(session, wish.id)
    session.rollback()


@pytest.mark.contract("B5")
def test_a_worker_that_dies_in_the_middle_costs_nothing(old: sa.Engine) -> None:
    the_night(old)
    with Session(old) as session:
        by = viewer_of(session.scalars(sa.select(User).filter_by(username="manager")).one())
        wish = undoing.ask(session, day_of(session), by=by, one_time_key=new_key())
        session.commit()
        more = True
        while more:
            cut_off(session, wish)
            more = undoing.go_on(session, wish.id)
            session.commit()
        assert (wish.undone, wish.kept) == (ORDERS, 0)
    assert stands(old) == EACH_ONCE


@pytest.mark.contract("B5")
def test_a_night_is_taken_back_after_the_next_one(session: Session, cast: Cast) -> None:
    """What the next one did to the same order stays, until that is taken back too."""
    order = taken(session, cast, lines=3)
    by = viewer_of(cast.manager)
    sell(session, order.lines[0])
    run_night(session, cast)
    sell(session, order.lines[1], on=NEXT)
    sell(session, order.lines[2], on=NEXT)
    run_night(session, cast, NEXT)
    assert (order.open, set(statuses_of(order))) == (0, {"completed"})
    with clock.set_to(NOON + timedelta(days=2)):
        assert undoing.undo_order(session, order.number, DAY, by=by) == Undone(1, 0)
        session.commit()
        assert statuses_of(order) == ["new_no_call", "completed", "completed"]
        assert (order.open, order.closed_at) == (1, None)
        assert undoing.undo_order(session, order.number, NEXT, by=by) == Undone(2, 0)
        session.commit()
        for day in (DAY, NEXT):
            with pytest.raises(NotFound):
                undoing.undo_order(session, order.number, day, by=by)
    assert set(statuses_of(order)) == {"new_no_call"}


@pytest.mark.contract("B5")
def test_a_line_that_two_nights_moved_comes_back_from_the_later_one(
    session: Session, cast: Cast
) -> None:
    """The first was taken back before the second: it has nothing more to give."""
    order = taken(session, cast)
    by = viewer_of(cast.manager)
    sell(session, order.lines[0])
    run_night(session, cast)
    with clock.set_to(clock.now()):
        undoing.undo_order(session, order.number, DAY, by=by)
    session.commit()
    with clock.set_to(clock.now() + timedelta(hours=1)):
        sell(session, order.lines[0], on=NEXT)
    assert run_night(session, cast, NEXT)[Step.COMPLETE_SOLD] == 1
    with pytest.raises(Refused):
        undoing.ask(session, DAY, by=by, one_time_key=new_key())
    with pytest.raises(NotFound):
        undoing.undo_order(session, order.number, DAY, by=by)
    assert undoing.undo_order(session, order.number, NEXT, by=by) == Undone(1, 0)
    session.commit()
    assert (order.open, statuses_of(order)) == (1, ["new_no_call"])
