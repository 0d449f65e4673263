"""Asking for a batch: what is wanted, of which lines, by whom; once."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.batches import making
from app.domain.batches.kinds import Wish
from app.domain.orders.statuses import book
from app.models import BatchKind, BatchRow, BatchState, Status
from app.vocabulary.errors import Invalid, NotAllowed, Refused
from tests.support.batches import a_batch, many_lines
from tests.support.cast import Cast, viewer_of

PLACE = Wish(BatchKind.MOVE, status="placed")


@pytest.fixture
def buyer(cast: Cast) -> Viewer:
    """A buyer at work."""
    return viewer_of(cast.buyer)


def test_the_same_key_asks_once_and_is_nobody_elses(
    session: Session, cast: Cast, buyer: Viewer
) -> None:
    """A second tap finds the first batch; another person with that key is refused."""
    lines = many_lines(session, buyer, 2)
    first = a_batch(session, PLACE, lines, buyer, "the-key-of-this-page")
    second = a_batch(session, PLACE, lines[:1], buyer, "the-key-of-this-page")

    assert (first.id, second.lines) == (second.id, 2)
    with pytest.raises(Refused):
        a_batch(session, PLACE, lines, viewer_of(cast.manager), "the-key-of-this-page")


def test_the_lines_are_fixed_when_it_is_asked_for(session: Session, buyer: Viewer) -> None:
    """Each once, in the order given; what is no line is left out."""
    lines = many_lines(session, buyer, 3)
    wanted = [lines[2].id, 999_999, lines[0].id, lines[2].id]
    batch = making.make(
        session, PLACE, wanted, by=buyer, book=book(session), one_time_key="a-key-of-a-page-1"
    )
    rows = sa.select(BatchRow.order_line_id).where(BatchRow.batch_id == batch.id)

    assert session.scalars(rows.order_by(BatchRow.position)).all() == [lines[2].id, lines[0].id]
    assert (batch.lines, batch.state, batch.said) == (2, BatchState.WAITING, "Status to Placed")


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        (Wish(BatchKind.MOVE, status="completed"), "Choose one of the listed statuses."),
        (Wish(BatchKind.MOVE, status="nowhere"), "Choose one of the listed statuses."),
        (Wish(BatchKind.CLOSE, status="placed"), "Choose one of the listed statuses."),
        (Wish(BatchKind.TAGS, paper="wallpaper"), "Choose one of the listed papers."),
        (Wish(BatchKind.EXPORT, form="exe"), "Choose CSV or Excel."),
        (Wish(BatchKind.MOVE, status="pending"), "Say why they become Pending."),
        (Wish(BatchKind.MOVE, status="placed", why="y" * 201), "Keep it to 200 characters."),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused(
    session: Session, buyer: Viewer, wish: Wish, message: str
) -> None:
    """Before a line is looked at."""
    lines = many_lines(session, buyer, 1)
    session.scalars(sa.select(Status).filter_by(key="pending")).one().needs_reason = True
    with pytest.raises(Invalid) as refused:
        a_batch(session, wish, lines, buyer)
    assert refused.value.message == message


def test_no_lines_and_too_many_are_refused(session: Session, buyer: Viewer) -> None:
    """A picking list is made in one go: it has a limit of its own."""
    with pytest.raises(Invalid, match="Tick the lines first"):
        a_batch(session, PLACE, [], buyer)
    lines = many_lines(session, buyer, 6, 99)
    with pytest.raises(Invalid) as refused:
        a_batch(session, Wish(BatchKind.RECEIPT_COPIES), lines, buyer)
    assert refused.value.message == "Receipt copies takes at most 500 lines at once, these are 594."


@pytest.mark.contract("C8")
@pytest.mark.parametrize("kind", [BatchKind.MOVE, BatchKind.CLOSE, BatchKind.EXPORT])
def test_people_without_the_right_can_not_ask(
    session: Session, cast: Cast, buyer: Viewer, kind: BatchKind
) -> None:
    """Order takers neither move, close nor export."""
    lines = many_lines(session, buyer, 1)
    wish = Wish(kind, status="placed", form="csv")
    with pytest.raises(NotAllowed):
        a_batch(session, wish, lines, viewer_of(cast.taker))
