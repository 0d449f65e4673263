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

from app.domain.orders import actions
from app.domain.orders.statuses import book
from app.domain.overnight import moving, running
from app.domain.overnight.plan import Step
from app.domain.recurring import actions as repeating
from app.domain.recurring.rhythm import Rhythm
from app.extensions import tame
from app.models import (
    ContactWay,
    Every,
    Message,
    MessageLine,
    NightMove,
    NightRun,
    Order,
    OrderEvent,
    OrderLine,
    OutboxRow,
    Recurrence,
    RecurrenceRun,
)
from app.vocabulary import clock
from app.vocabulary.occasions import Occasion
from app.vocabulary.statuses import Key
from tests.conftest import empty_database, make_tables, scratch_postgres
from tests.domain.overnight.nights import DAY, NOON, sell
from tests.domain.overnight.test_reminding import goes_out
from tests.factories import a_customer, a_department, a_product, a_wish, an_order
from tests.support.cast import make_cast, viewer_of
from tests.support.goods import arrived

LATER = NOON + timedelta(days=1)
KILLS, MOST_KILLS = 5, 30
# Ids are given anew by every try, and killed ones leave gaps; the keys of messages are dice.
LOOSE = {"id", "run_id", "list_key", "message_id", "order_id", "line_id", "order_line_id"}
KEYED_BY_DICE = {Message: {"one_time_key"}}
WRITTEN = (Order, OrderLine, OrderEvent, NightMove, NightRun, Recurrence, RecurrenceRun, Message,
           MessageLine)  # fmt: skip


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
    """Twelve orders of two lines, of which two wait for a call; three that repeat, and three whose
    goods have waited for long, to be told by e-mail."""
    cast = make_cast(session)
    buyer, statuses = viewer_of(cast.buyer), book(session)
    wish = a_wish(a_product(session, a_department(session)))
    for n in range(12):
        age = 120 if n % 3 == 0 else 5
        with clock.set_to(NOON - timedelta(days=age)):
            order = an_order(session, buyer, [wish, wish])
        if n % 6 == 3:
            with clock.set_to(NOON - timedelta(days=40)):
                actions.move(order.lines[0], Key.CALLED_WAITING, by=buyer, book=statuses)
        if n % 3 == 1:
            sell(session, order.lines[0], on=DAY)
        if n % 4 == 0:
            sell(session, order.lines[1], on=DAY)
    goes_out(session, Occasion.REMINDER)
    with clock.set_to(NOON - timedelta(days=9)):
        for n in range(3):
            ada = a_customer(session, email=f"a{n}@example.org", contact_way=ContactWay.EMAIL)
            arrived(session, cast, 1, customer=ada)
            rhythm = Rhythm(Every.WEEKS, 1, DAY + timedelta(days=3))
            terms, key = repeating.Terms(rhythm), f"repeat-{n}"
            order = an_order(session, buyer, [wish], a_customer(session))
            repeating.start(session, order, terms, by=buyer, one_time_key=key)
    session.commit()


def night(url: str, kill_at: int = 0, of: str = "") -> int:
    """Run what is due; how many statements that took. `kill_at`: the statement that the process
    does not survive, counted among those that begin with `of`."""
    seen = 0

    def note(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        nonlocal seen
        seen += statement.startswith(of)
        if seen == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    with working(url) as session:
        event.listen(session.get_bind(), "before_cursor_execute", note)
        running.run_due(session, session.commit)
    return seen


def killed(url: str, at: int, of: str = "") -> bool:
    """The same in a process of its own; whether it was killed."""
    child = os.fork()
    if child == 0:
        try:
            night(url, at, of)
        finally:
            os._exit(0)
    _, how = os.waitpid(child, 0)
    return os.WIFSIGNALED(how)


def kept(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """All that a night writes, orders and lines by their numbers, and how often it asks workers for
    what."""
    found = {}
    with working(url) as session:
        for model in WRITTEN:
            loose = LOOSE | KEYED_BY_DICE.get(model, set())
            columns = [c for c in model.__table__.columns if c.name not in loose]
            query = sa.select(*columns)
            if model is OrderLine or model is OrderEvent or model is Message:
                query = query.join(Order, Order.id == model.order_id).add_columns(Order.number)
            if model is NightMove or model is MessageLine:
                of_line = model.line_id if model is NightMove else model.order_line_id
                query = query.join(OrderLine, OrderLine.id == of_line).join(OrderLine.order)
                query = query.add_columns(Order.number, OrderLine.number)
            found[model.__tablename__] = sorted(map(tuple, session.execute(query)), key=repr)
        jobs = sa.select(OutboxRow.job, sa.func.count()).group_by(OutboxRow.job)
        found["outbox"] = sorted(map(tuple, session.execute(jobs)), key=repr)
    return found


@pytest.mark.contract("B3", "C29", "C31", "C33", "C37")
def test_killed_again_and_again_it_ends_as_one_left_in_peace(
    stores: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anywhere, and between what is done and its count, from its beginning to its end: nothing is
    closed, made, said or counted twice."""
    monkeypatch.setattr(moving, "BATCH", 3)
    monkeypatch.setattr(running, "REPEATS_AT_ONCE", 1)
    monkeypatch.setattr(running, "TOLD_AT_ONCE", 1)
    broken, whole = stores
    statements = night(whole)
    lot, deaths = random.Random(59), 0
    anywhere = (statements // 8, statements // 4)
    while deaths < MOST_KILLS and killed(
        broken, *((lot.randint(*anywhere),) if deaths % 2 else (3, "UPDATE night_runs"))
    ):
        deaths += 1
    assert KILLS <= deaths < MOST_KILLS
    assert kept(broken) == kept(whole)
    with working(broken) as session:
        counts = dict(
            session.execute(
                sa.select(NightRun.step, sa.func.sum(NightRun.count)).group_by(NightRun.step)
            ).all()
        )
        said = session.scalar(sa.select(sa.func.count()).select_from(Message))
    assert [counts[step.value] for step in Step][:5] == [7, 2, 5, 3, 3]
    assert said == 3
