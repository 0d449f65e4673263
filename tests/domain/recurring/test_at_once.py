"""Several workers at the same repeats, two people at the same orders; with real locks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders import merging, queries
from app.domain.orders.statuses import book
from app.domain.overnight import running
from app.domain.overnight.plan import Step
from app.domain.recurring import actions
from app.domain.recurring.rhythm import Rhythm
from app.models import Every, NightRun, Order, Recurrence, RecurrenceRun
from app.vocabulary import clock
from app.vocabulary.errors import Refused
from tests.factories import a_customer, a_department, a_product, a_wish, an_order
from tests.support.cast import Cast, make_cast, viewer_of

REPEATS = 8


def orders(session: Session, how_many: int) -> tuple[Cast, list[Order]]:
    """Orders of one customer."""
    cast = make_cast(session)
    wish, ada = a_wish(a_product(session, a_department(session))), a_customer(session)
    return cast, [an_order(session, viewer_of(cast.buyer), [wish], ada) for _ in range(how_many)]


@pytest.mark.contract("B3", "C29", "C37")
def test_four_workers_make_each_repeat_once(
    engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No order twice, none counted twice, and no worker fails."""
    monkeypatch.setattr(running, "REPEATS_AT_ONCE", 2)
    now = clock.now()
    with Session(engine) as session:
        cast, made = orders(session, REPEATS)
        rhythm = Rhythm(Every.WEEKS, 1, now.date() + timedelta(days=3))
        for order in made:
            actions.start(
                session, order, actions.Terms(rhythm), by=viewer_of(cast.buyer),
                one_time_key=f"repeat-{order.number}",
            )  # fmt: skip
        session.commit()

    def work(_: int) -> int:
        with Session(engine) as session, clock.set_to(now):
            done = running.run_due(session, session.commit)
            return sum(counts.get(Step.MAKE_RECURRING, 0) for counts in done.values())

    with ThreadPoolExecutor(4) as workers:
        assert sum(workers.map(work, range(4))) == REPEATS
    with Session(engine) as session:
        many = sa.select(sa.func.count())
        told = sa.select(sa.func.sum(NightRun.count)).where(NightRun.step == Step.MAKE_RECURRING)
        found = (
            many.select_from(Order), many.select_from(RecurrenceRun),
            sa.select(sa.func.sum(Recurrence.made)), told,
        )  # fmt: skip
        assert [session.scalar(query) for query in found] == [2 * REPEATS, *[REPEATS] * 3]


@pytest.mark.contract("C30")
def test_two_people_merge_two_orders_into_each_other(engine: sa.Engine) -> None:
    """One is first; the other is told, and neither waits for ever."""
    with Session(engine) as session:
        cast, made = orders(session, 2)
        by, numbers = viewer_of(cast.buyer), [order.number for order in made]
        session.commit()

    def work(pair: tuple[int, int]) -> str:
        with Session(engine) as session:
            merging.hold(session, pair)
            order, target = (queries.by_number(session, n, lock=True) for n in pair)
            try:
                merging.merge(session, order, target, by=by, book=book(session))
            except Refused:
                return "refused"
            session.commit()
            return "merged"

    first, second = numbers
    with ThreadPoolExecutor(2) as workers:
        done = sorted(workers.map(work, [(first, second), (second, first)]))
    assert done == ["merged", "refused"]
    with Session(engine) as session:
        lines = [line.open for order in session.scalars(sa.select(Order)) for line in order.lines]
        assert sorted(lines) == [0, 1, 1]
