"""A night that is killed with -9, again and again, ends as one that was left in peace."""

from __future__ import annotations

import os
import random
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.domain.overnight import moving, running
from app.domain.overnight.plan import Step
from app.extensions import tame
from app.models import NightMove, NightRun, Order, OrderEvent, OrderLine
from app.vocabulary import clock
from tests.conftest import empty_database, make_tables, scratch_postgres
from tests.domain.overnight.nights import DAY, NOON, sell
from tests.factories import a_department, a_product, a_wish, an_order
from tests.support.cast import make_cast, viewer_of

LATER = NOON + timedelta(days=1)
KILLS = 5
# Ids are given anew by every try, and killed ones leave gaps.
LOOSE = {"id", "run_id"}


@pytest.fixture(params=["sqlite", "postgresql"])
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Two databases with the same orders: some sold, some old, some neither."""
    file = tmp_path / "one.db"
    with empty_database(request.param, file) as url:
        make_tables(url)
        with working(url) as session:
            fill(session)
        if request.param == "sqlite":
            shutil.copy(file, tmp_path / "two.db")
            yield url, f"sqlite:///{tmp_path / 'two.db'}"
            return
        name = sa.make_url(url).database or ""
        with scratch_postgres(os.environ["CASELOT_TEST_POSTGRES_URL"], name) as twin:
            yield url, twin


@contextmanager
def working(url: str) -> Iterator[Session]:
    """A session of an engine of its own, at a fixed moment."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    tame(engine)
    with clock.set_to(LATER), Session(engine) as session:
        yield session
    engine.dispose()


def fill(session: Session) -> None:
    """Twelve orders of two lines."""
    buyer = viewer_of(make_cast(session).buyer)
    wish = a_wish(a_product(session, a_department(session)))
    for n in range(12):
        age = 120 if n % 3 == 0 else 5
        with clock.set_to(NOON - timedelta(days=age)):
            order = an_order(session, buyer, [wish, wish])
        if n % 3 == 1:
            sell(session, order.lines[0], on=DAY)
        if n % 4 == 0:
            sell(session, order.lines[1], on=DAY)
    session.commit()


def night(url: str, kill_at: int = 0) -> int:
    """Run what is due; how many statements that took. `kill_at`: the statement that the process
    does not survive."""
    seen = 0

    def note(*_: Any) -> None:
        nonlocal seen
        seen += 1
        if seen == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    with working(url) as session:
        event.listen(session.get_bind(), "before_cursor_execute", note)
        running.run_due(session, session.commit)
    return seen


def killed(url: str, at: int) -> bool:
    """The same in a process of its own; whether it was killed."""
    child = os.fork()
    if child == 0:
        try:
            night(url, at)
        finally:
            os._exit(0)
    _, how = os.waitpid(child, 0)
    return os.WIFSIGNALED(how)


def kept(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """All that a night writes."""
    found = {}
    with working(url) as session:
        for model in (Order, OrderLine, OrderEvent, NightMove, NightRun):
            columns = [c for c in model.__table__.columns if c.name not in LOOSE]
            rows = session.execute(sa.select(*columns)).all()
            found[model.__tablename__] = sorted(map(tuple, rows), key=repr)
    return found


@pytest.mark.contract("C31", "C33", "C37")
def test_killed_at_five_points_it_ends_as_one_left_in_peace(
    stores: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "BATCH", 3)
    broken, whole = stores
    statements = night(whole)
    lot = random.Random(59)
    deaths = [killed(broken, lot.randint(2, statements // 3)) for _ in range(KILLS)]
    assert deaths == [True] * KILLS
    night(broken)
    assert kept(broken) == kept(whole)
    with working(broken) as session:
        counts = dict(
            session.execute(
                sa.select(NightRun.step, sa.func.sum(NightRun.count)).group_by(NightRun.step)
            ).all()
        )
    assert [counts[step.value] for step in Step][:3] == [7, 0, 7]
