"""Two people at once: no case is counted twice, nothing is placed twice (C25, B10)."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.orders.statuses import book
from app.domain.purchasing import placing, queries, receiving
from app.domain.purchasing.receiving import Said
from app.models import OrderEvent, OutboxRow, PurchaseLine, PurchaseState, Receiving, SendWay
from app.vocabulary.errors import CaselotError
from app.vocabulary.jobs import Job
from tests.support.buying import an_order_of, in_purchase
from tests.support.cast import make_cast, viewer_of

pytestmark = [pytest.mark.contract("C25"), pytest.mark.contract("B10")]


def both(engine: sa.Engine, act: Callable[[Session, int], None]) -> list[str]:
    """Let two people act at the same moment; what was refused, in words."""
    start, refused = Barrier(2), []

    def one(number: int) -> None:
        with Session(engine) as session:
            start.wait(20)
            try:
                act(session, number)
                session.commit()
            except CaselotError as error:
                refused.append(type(error).__name__)

    people = [Thread(target=one, args=(number,)) for number in (1, 2)]
    for person in people:
        person.start()
    for person in people:
        person.join(30)
    return refused


def prepared(engine: sa.Engine, cases: int) -> tuple[Viewer, int, str]:
    """A purchase order that is being made, of one line: its id and the SKU."""
    with Session(engine) as session:
        by = viewer_of(make_cast(session).buyer)
        line = an_order_of(session, by, cases=cases).lines[0]
        made = in_purchase(session, [line], state=PurchaseState.DRAFT)
        session.commit()
        return by, made.id, line.sku


def test_it_is_placed_once(engine: sa.Engine) -> None:
    by, order_id, _ = prepared(engine, 1)

    def place(session: Session, _number: int) -> None:
        held = queries.held(session, order_id)
        placing.place(session, held, SendWay.FILE, None, by=by, book=book(session))

    assert both(engine, place) == []
    with Session(engine) as session:
        jobs = session.scalars(sa.select(OutboxRow.job)).all()
        moves = session.scalars(sa.select(OrderEvent.verb).filter_by(verb="moved")).all()
    assert (jobs, moves) == ([Job.SEND_PURCHASE_ORDER], ["moved"])


@pytest.mark.parametrize(("cases", "counted"), [(2, 2), (1, 1)])
def test_two_scanners_count_what_came(engine: sa.Engine, cases: int, counted: int) -> None:
    by, order_id, sku = prepared(engine, cases)
    with Session(engine) as session:
        held = queries.held(session, order_id)
        placing.place(session, held, SendWay.FILE, None, by=by, book=book(session))
        session.commit()

    def scan(session: Session, number: int) -> None:
        receiving.scan(session, Said(by, f"a-key-of-scanner-{number}", sku), book(session))

    assert both(engine, scan) == []
    with Session(engine) as session:
        said = session.scalars(sa.select(Receiving.cases)).all()
        came = session.scalar(sa.select(PurchaseLine.cases_received))
    assert (sum(said), came) == (counted, counted)
