"""What goes wrong in a night is written down, stops nothing else, and is made good."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.domain.overnight import looking, running
from app.domain.overnight.plan import Night, Step
from app.domain.overnight.running import due_days, run_due
from app.extensions import tame
from app.models import NightMove, NightRun, OrderLine, Store
from app.vocabulary import clock
from app.vocabulary.errors import Refused
from tests.conftest import make_tables
from tests.domain.overnight.nights import DAY, NOON, sell, statuses_of, taken
from tests.support.cast import Cast, make_cast

LATER = NOON + timedelta(days=1)


def breaking(error: Exception) -> Any:
    """A step that does not work."""

    def step(*_: Any) -> int:
        raise error

    return step


@pytest.mark.contract("C31", "C33")
@pytest.mark.parametrize(
    ("error", "said"),
    [(Refused("No such vendor."), "No such vendor."), (KeyError("amount 12.34"), "KeyError")],
)
def test_a_step_that_breaks_stops_no_other(
    session: Session,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    said: str,
) -> None:
    """It is said in words without amounts, and done as soon as it can be; later nights do not wait
    for it."""
    order, told = taken(session, cast, lines=2), list[tuple[Night, Step]]()
    sell(session, order.lines[0])
    whole = running._STEPS[Step.MAKE_RECURRING]
    monkeypatch.setitem(running._STEPS, Step.MAKE_RECURRING, breaking(error))

    def trouble(night: Night, step: Step, _: Exception) -> None:
        told.append((night, step))

    with clock.set_to(LATER):
        done = run_due(session, session.commit, trouble)
        assert [step for _, step in told] == [Step.MAKE_RECURRING] * 2
        assert done["Hill Store", DAY][Step.COMPLETE_SOLD] == 1
        assert due_days(session, cast.hill, clock.now()) == [DAY]
        night = looking.night_on(session, cast.hill.id, DAY)
        assert night is not None
        assert [run.problem for run in night.problems] == [said]
    sell(session, order.lines[1], on=DAY + timedelta(days=1))
    monkeypatch.setitem(running._STEPS, Step.MAKE_RECURRING, whole)
    with clock.set_to(LATER + timedelta(days=1)):
        assert due_days(session, cast.hill, clock.now()) == [DAY, DAY + timedelta(days=1)]
        run_due(session, session.commit, trouble)
        assert due_days(session, cast.hill, clock.now()) == []
    assert statuses_of(order) == ["completed", "completed"]
    problems = session.scalars(sa.select(NightRun.problem).distinct()).all()
    assert problems == [""]


def test_a_locked_database_does_no_harm(tmp_path: Path) -> None:
    """Somebody holds it: nothing is half done, and the next try does all of it."""
    url = f"sqlite:///{tmp_path / 'locked.db'}"
    make_tables(url)
    engine, other = (sa.create_engine(url, poolclass=sa.StaticPool) for _ in range(2))
    tame(engine)
    with Session(engine) as session:
        cast = make_cast(session)
        order = taken(session, cast, NOON - timedelta(days=120))
        session.execute(sa.text("PRAGMA busy_timeout=20"))
        session.commit()
        with other.connect() as holder, clock.set_to(LATER):
            holder.exec_driver_sql("BEGIN IMMEDIATE")
            with pytest.raises(OperationalError):
                run_due(session, session.commit)
            session.rollback()
            holder.rollback()
            assert session.scalar(sa.select(sa.func.count()).select_from(NightRun)) == 0
            run_due(session, session.commit)
        assert statuses_of(order) == ["canceled"]
    engine.dispose()
    other.dispose()


def test_it_is_locked_in_the_middle_of_a_night(
    session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was committed stays, what was not is done by the next try, once."""
    orders = [taken(session, cast, NOON - timedelta(days=120)) for _ in range(4)]
    monkeypatch.setattr("app.domain.overnight.moving.BATCH", 1)
    commits = 0

    def commit() -> None:
        nonlocal commits
        commits += 1
        if commits == 8:
            raise OperationalError("UPDATE", {}, Exception("database is locked"))
        session.commit()

    with clock.set_to(LATER):
        with pytest.raises(OperationalError):
            run_due(session, commit)
        session.rollback()
        closed = session.scalar(sa.select(sa.func.count()).where(OrderLine.open == 0))
        run_due(session, session.commit)
    assert 0 < (closed or 0) < len(orders)
    assert [statuses_of(order) for order in orders] == [["canceled"]] * 4
    assert session.scalar(sa.select(sa.func.count()).select_from(NightMove)) == 4
    counted = sa.select(NightRun.count).join(Store, Store.id == NightRun.store_id)
    mine = counted.where(Store.id == cast.hill.id, NightRun.step == Step.CLOSE_STALE)
    assert session.scalars(mine).all() == [4]
