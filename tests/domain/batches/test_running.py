"""One wish for many lines: done once, chunk by chunk, with an honest result for each (L6)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.batches import making, running
from app.domain.batches.clearing import forget_batches
from app.domain.batches.kinds import Wish
from app.domain.orders import actions, voiding
from app.domain.orders.statuses import book
from app.domain.settings.reading import change
from app.models import (
    Batch,
    BatchKind,
    BatchState,
    OrderEvent,
    OrderLine,
    RegisterSale,
    TagPrint,
)
from app.vocabulary import clock
from app.vocabulary.errors import Invalid, Refused
from tests.support.batches import a_batch, many_lines, results_of, run_all
from tests.support.cast import Cast, viewer_of
from tests.support.goods import arrived
from tests.support.queries import count_queries

PLACE = Wish(BatchKind.MOVE, status="placed")


@pytest.fixture
def buyer(cast: Cast) -> Viewer:
    """A buyer at work."""
    return viewer_of(cast.buyer)


def statuses_of(session: Session, lines: list[OrderLine]) -> list[str]:
    """Where lines stand now."""
    session.expire_all()
    return [line.status for line in lines]


@pytest.mark.contract("L6")
def test_many_lines_move_and_each_has_its_result(session: Session, buyer: Viewer) -> None:
    """One stands there already, one is closed, one goes only with a warning; the rest moves."""
    lines = many_lines(session, buyer, 5)
    statuses = book(session)
    actions.move(lines[0], "placed", by=buyer, book=statuses)
    for key in ("placed", "arrived"):
        actions.move(lines[1], key, by=buyer, book=statuses)
    actions.close(lines[2].order, "canceled", by=buyer, book=statuses)
    batch = a_batch(session, PLACE, lines, buyer)

    assert (run_all(session, batch), batch.state) == (1, BatchState.DONE)
    assert results_of(session, batch) == [
        (True, "was there already"),
        (False, "Arrived does not usually go to Placed. Confirm to go on."),
        (False, "This line is closed. Reopen it first."),
        (True, "moved to Placed"),
        (True, "moved to Placed"),
    ]
    assert (batch.done, batch.refused, batch.lines) == (3, 2, 5)
    assert statuses_of(session, lines) == ["placed", "arrived", "canceled", "placed", "placed"]


@pytest.mark.contract("L6")
def test_what_only_a_warning_held_is_done_when_one_is_sure(session: Session, buyer: Viewer) -> None:
    """The second batch has that line alone; the closed one is not asked again."""
    lines = many_lines(session, buyer, 2)
    actions.close(lines[0].order, "canceled", by=buyer, book=book(session))
    first = a_batch(session, Wish(BatchKind.MOVE, status="arrived"), lines, buyer)
    run_all(session, first)
    assert (first.done, first.refused) == (0, 2)

    again = making.again(
        session, first, "held", by=buyer, book=book(session), one_time_key="k" * 20
    )
    run_all(session, again)
    assert (again.lines, again.done) == (1, 1)
    assert statuses_of(session, lines) == ["canceled", "arrived"]
    for which, left in (("refused", 2), ("rest", 0)):
        if left:
            made = making.again(
                session, first, which, by=buyer, book=book(session), one_time_key=which * 4
            )
            assert made.lines == left
        else:
            with pytest.raises(Invalid):
                making.again(
                    session, first, which, by=buyer, book=book(session), one_time_key="x" * 20
                )


def test_a_right_lost_meanwhile_refuses_line_by_line(
    session: Session, cast: Cast, buyer: Viewer
) -> None:
    """The permissions are those of now, and nobody's for one who does not work here any more."""
    lines = many_lines(session, buyer, 2)
    first, second = (a_batch(session, PLACE, lines, buyer) for _ in range(2))
    roles, cast.buyer.roles = cast.buyer.roles, cast.taker.roles[:]
    session.flush()
    run_all(session, first)
    cast.buyer.roles, cast.buyer.active = roles, False
    session.flush()
    run_all(session, second)

    why = "Your role does not include “Change the status of lines: call, place, receive”."
    assert results_of(session, first) == results_of(session, second) == [(False, why)] * 2
    assert statuses_of(session, lines) == ["new_no_call", "new_no_call"]


@pytest.mark.contract("C34", "L6")
def test_many_lines_close_with_one_reason(session: Session, buyer: Viewer) -> None:
    """As Canceled: two lines of one order and one of another; the reason is in each history."""
    lines = [*many_lines(session, buyer, 1, 2), *many_lines(session, buyer, 1)]
    wish = Wish(BatchKind.CLOSE, status="canceled", why="Vendor went out of business")
    batch = a_batch(session, wish, lines, buyer)
    run_all(session, batch)

    assert batch.said == "Close as Canceled"
    assert results_of(session, batch) == [(True, "closed as Canceled")] * 3
    assert [line.order.open for line in lines] == [0, 0, 0]
    details = session.scalars(sa.select(OrderEvent.detail).filter_by(verb="moved"))
    assert [detail["why"] for detail in details] == ["Vendor went out of business"] * 3

    again = a_batch(session, wish, lines, buyer)
    other = a_batch(session, Wish(BatchKind.CLOSE, status="inquiry"), lines, buyer)
    run_all(session, again)
    run_all(session, other)
    assert results_of(session, again) == [(True, "was closed so already")] * 3
    closed = (False, "This line is closed. Reopen it first.")
    assert results_of(session, other) == [closed] * 3


@pytest.mark.contract("C34", "L6")
def test_many_lines_open_again_for_one_reason(session: Session, buyer: Viewer, cast: Cast) -> None:
    """What was taken off its order stays off, and says so; nothing opens without a reason."""
    manager = viewer_of(cast.manager)
    lines = many_lines(session, buyer, 3)
    actions.close(lines[0].order, "canceled", by=buyer, book=book(session))
    voiding.void(lines[1], by=buyer, book=book(session), why="Twice")
    with pytest.raises(Invalid, match="Say why they are opened again"):
        a_batch(session, Wish(BatchKind.REOPEN), lines, manager)
    batch = a_batch(session, Wish(BatchKind.REOPEN, why="They want it after all"), lines, manager)
    run_all(session, batch)

    assert results_of(session, batch) == [
        (True, "opened again"),
        (False, "This line was taken off. Restore it instead."),
        (True, "was open already"),
    ]
    assert [line.order.open for line in lines] == [1, 0, 1]
    details = session.scalars(sa.select(OrderEvent.detail).filter_by(verb="moved"))
    reasons = [detail.get("reason") for detail in details if "reason" in detail]
    assert reasons.count("They want it after all") == 1


@pytest.mark.contract("L6", "C31")
def test_many_lines_are_handed_over_once(session: Session, cast: Cast, buyer: Viewer) -> None:
    """Those here with a tag; another batch of the same sells nothing twice. Where it is paid at the
    register after, the result says so."""
    later, *lines = arrived(session, cast, 4)
    for line in (later, *lines[:2]):
        line.copies = 1
    session.flush()
    wish = Wish(BatchKind.HAND_OVER)
    batch, again = (a_batch(session, wish, lines, buyer) for _ in range(2))
    run_all(session, batch)
    run_all(session, again)

    tagless = (False, "Its tag has not been printed yet.")
    assert results_of(session, batch) == [(True, "handed over")] * 2 + [tagless]
    before = (False, "It was handed over already.")
    assert results_of(session, again) == [before, before, tagless]
    assert session.scalar(sa.select(sa.func.count()).select_from(RegisterSale)) == 2
    change(session, {"pickup_paid": "register"}, store_id=cast.hill.id, by=None)
    unpaid = a_batch(session, wish, [later], buyer)
    run_all(session, unpaid)
    assert results_of(session, unpaid) == [(True, "handed over, to be paid at the register")]


@pytest.mark.contract("L6", "C26")
def test_tags_of_many_leave_through_the_outbox(session: Session, cast: Cast, buyer: Viewer) -> None:
    """One print for each chunk, of those that can have a tag."""
    lines = [*arrived(session, cast, 3), *many_lines(session, buyer, 1)]
    batch = a_batch(session, Wish(BatchKind.TAGS, paper="letter"), lines, buyer)
    first = running.take(session, batch.id, most=2)
    second = running.take(session, batch.id, most=2)
    run_all(session, batch) if second.more else None

    assert (first.more, batch.state) == (True, BatchState.DONE)
    sent = (True, "tag sent to print")
    assert results_of(session, batch) == [sent] * 3 + [
        (False, "Only lines that have arrived get a tag.")
    ]
    prints = session.scalars(sa.select(TagPrint).order_by(TagPrint.id)).all()
    assert [len(made.copies) for made in prints] == [2, 1]
    assert [made.one_time_key for made in prints] == [
        f"batch:{batch.id}:1",
        f"batch:{batch.id}:3",
    ]


def test_a_stopped_batch_goes_no_further(session: Session, cast: Cast, buyer: Viewer) -> None:
    """What is done stays done; what is left can be done as a batch of its own, by its person."""
    lines = many_lines(session, buyer, 4)
    batch = a_batch(session, PLACE, lines, buyer)
    running.take(session, batch.id, most=1)
    with pytest.raises(Refused, match="asked for by Buyer Person"):
        making.stop(session, batch, by=viewer_of(cast.manager))
    assert making.stop(session, batch, by=buyer)
    assert not making.stop(session, batch, by=buyer)
    with pytest.raises(running.Ended):
        running.take(session, batch.id)
    assert statuses_of(session, lines) == ["placed"] + ["new_no_call"] * 3

    rest = making.again(session, batch, "rest", by=buyer, book=book(session), one_time_key="r" * 20)
    run_all(session, rest)
    assert (rest.lines, rest.done) == (3, 3)


def test_one_rotten_line_stops_no_other(session: Session, buyer: Viewer) -> None:
    """The database itself refuses to write one of them: it is told, the others moved."""
    lines = many_lines(session, buyer, 3)
    trigger = {
        "sqlite": "CREATE TRIGGER rotten BEFORE UPDATE ON order_lines WHEN NEW.bin = 'rotten'"
        " BEGIN SELECT RAISE(ABORT, 'rotten'); END",
        "postgresql": "ALTER TABLE order_lines ADD CONSTRAINT rotten"
        " CHECK (bin <> 'rotten' OR status <> 'placed')",
    }[session.get_bind().dialect.name]
    session.execute(sa.update(OrderLine).filter_by(id=lines[1].id).values(bin="rotten"))
    session.expire_all()
    session.execute(sa.text(trigger))
    batch = a_batch(session, PLACE, lines, buyer)
    taken = running.take(session, batch.id)

    assert [type(error).__name__ for error in taken.errors] == ["IntegrityError"] * 2
    assert [done for done, _ in results_of(session, batch)] == [True, False, True]
    assert results_of(session, batch)[1][1].startswith("Something is wrong in the program")
    assert statuses_of(session, lines) == ["placed", "new_no_call", "placed"]


def test_a_chunk_asks_a_bounded_number_of_things(session: Session, buyer: Viewer) -> None:
    """1,000 moves: what is read does not grow with the lines of a chunk; written are each line and
    its event, each order, and the results."""
    lines = many_lines(session, buyer, 50, 20)
    batch = a_batch(session, PLACE, lines, buyer)
    session.commit()
    read = []
    for most in (10, 100, 100):
        session.expire_all()
        with count_queries() as asked:
            running.take(session, batch.id, most=most)
        read.append(sum(query.startswith("SELECT") for query in asked))
        assert len(asked) <= 2 * most + most // 10 + 20
        session.commit()
    assert max(read) <= 9
    assert run_all(session, batch) == 8
    assert (batch.done, batch.refused, batch.state) == (1_000, 0, BatchState.DONE)


def test_what_ended_long_ago_is_forgotten(session: Session, cast: Cast, buyer: Viewer) -> None:
    """First its rows, then itself; what is still at work stays, however old."""
    lines = many_lines(session, buyer, 2)
    old, working = (a_batch(session, PLACE, lines, buyer) for _ in range(2))
    run_all(session, old)
    with clock.set_to(clock.now() + timedelta(days=29)):
        assert forget_batches(session, cast.hill.id) == 0
    with clock.set_to(clock.now() + timedelta(days=31)):
        assert forget_batches(session, cast.river.id) == 0
        assert [forget_batches(session, cast.hill.id) for _ in range(3)] == [2, 1, 0]
    assert session.scalars(sa.select(Batch.id)).all() == [working.id]
