"""Two taps of one person at the same moment, with real locks: both get the first one's result."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.tags import lookalike, printing, queue
from app.domain.tags.lookalike import Wish
from app.models import OrderLine, OutboxRow, QueuedTag, TagPrint
from app.vocabulary.barcodes import item_code
from app.vocabulary.jobs import Job
from tests.support.cast import make_cast, viewer_of
from tests.support.goods import arrived

pytestmark = pytest.mark.contract("C26")

KEY = "the-key-of-one-form"


def both(engine: sa.Engine, act: Callable[[Session], object]) -> list[object]:
    """What two taps were answered; an error is an answer too."""
    start, answers = Barrier(2), []

    def one() -> None:
        with Session(engine) as session:
            start.wait(20)
            try:
                answer = act(session)
                session.commit()
            except Exception as error:
                answer = error
            answers.append(answer)

    taps = [Thread(target=one) for _ in range(2)]
    for tap in taps:
        tap.start()
    for tap in taps:
        tap.join(30)
    return answers


def lines_of(engine: sa.Engine) -> tuple[Viewer, list[int], str]:
    """Two lines that can have tags, and their item's code."""
    with Session(engine) as session:
        cast = make_cast(session)
        lines = arrived(session, cast, 2)
        return viewer_of(cast.taker), [line.id for line in lines], item_code(lines[0].upc or "")


def test_lines_are_put_into_the_queue_once(engine: sa.Engine) -> None:
    by, ids, _ = lines_of(engine)

    def put(session: Session) -> object:
        found = session.scalars(sa.select(OrderLine).where(OrderLine.id.in_(ids))).all()
        return queue.put(session, found, by=by)

    assert both(engine, put) == [{}, {}]
    with Session(engine) as session:
        kept = session.scalars(sa.select(QueuedTag.line_id).order_by(QueuedTag.id)).all()
    assert kept == ids


@pytest.mark.parametrize("kind", ["tags", "look-alikes"])
def test_one_print_is_made(engine: sa.Engine, kind: str) -> None:
    by, ids, code = lines_of(engine)

    def ask(session: Session) -> object:
        if kind == "look-alikes":
            wish = Wish(code, "Ito")
            made = lookalike.request(session, wish, by=by, paper="letter", one_time_key=KEY)
        else:
            found = session.scalars(sa.select(OrderLine).where(OrderLine.id.in_(ids))).all()
            made = printing.request(session, found, by=by, paper="letter", one_time_key=KEY)
        return made.id

    first, second = both(engine, ask)
    with Session(engine) as session:
        prints = session.scalars(sa.select(TagPrint.id)).all()
        work = session.scalars(sa.select(OutboxRow.job)).all()
    assert (first, second, work) == (prints[0], prints[0], [Job.PRINT_TAGS])
    assert len(prints) == 1
