"""Moves as the store’s statuses say (C24, decision 7), and what a stage means where it counts."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.orders import actions, policies
from app.domain.orders.queries import arrived_untagged
from app.domain.orders.statuses import StatusBook, book
from app.domain.pickup.desk import hand_over
from app.domain.settings import stages
from app.domain.settings.stages import Ways
from app.models import Order, OrderEvent, Status
from app.vocabulary import clock
from app.vocabulary.errors import Invalid, Refused
from app.vocabulary.statuses import MoveRule, Stage

pytestmark = pytest.mark.contract("C24")


def says(session: Session, status: Status, rules: dict[Stage, MoveRule], **more: object) -> None:
    """What the store says of a status."""
    ways = Ways(moves=rules, **more)  # type: ignore[arg-type]
    stages.change_status(session, status, status.label, "", True, None, ways)
    session.flush()


def test_never_is_never_and_a_warning_asks(
    session: Session, order: Order, buyer: Viewer, statuses: StatusBook
) -> None:
    """Sure or not; and usual where the store says so, though the program would warn."""
    start = statuses[order.lines[0].status]
    rules = {Stage.PLACED: MoveRule.NEVER, Stage.ARRIVED: MoveRule.USUAL, Stage.ASK: MoveRule.WARN}
    says(session, start, rules)
    line = order.lines[0]

    with pytest.raises(Refused, match="never goes to Placed"):
        actions.move(line, "placed", by=buyer, book=statuses, sure=True)
    with pytest.raises(Refused, match="Confirm to go on"):
        actions.move(line, "called_waiting", by=buyer, book=statuses)
    assert actions.move(line, "arrived", by=buyer, book=statuses)


def test_never_holds_for_closing_too(
    session: Session, order: Order, buyer: Viewer, statuses: StatusBook
) -> None:
    """None of the lines ends, not even half of them."""
    says(session, statuses["placed"], {Stage.CLOSED: MoveRule.NEVER})
    actions.move(order.lines[1], "placed", by=buyer, book=statuses)

    with pytest.raises(Refused, match="Placed never goes to Canceled"):
        actions.close(order, "canceled", by=buyer, book=statuses)
    assert [line.open for line in order.lines] == [1] * len(order.lines)


def test_a_reason_is_asked_and_kept(
    session: Session, order: Order, buyer: Viewer, statuses: StatusBook
) -> None:
    """Where the status says so; it stands in the event."""
    says(session, statuses["pending"], {}, needs_reason=True)
    line = order.lines[0]

    with pytest.raises(Refused, match="Pending needs a reason"):
        actions.move(line, "pending", by=buyer, book=statuses)
    assert actions.move(line, "pending", by=buyer, book=statuses, why="Supplier is out")
    session.flush()
    newest = session.scalars(order.events.select().where(OrderEvent.verb == "moved")).first()
    assert newest is not None
    assert newest.detail["why"] == "Supplier is out"


@pytest.mark.contract("C28")
def test_a_status_of_ones_own_in_the_store_is_tagged_and_handed_over(
    session: Session, order: Order, buyer: Viewer
) -> None:
    """Like Arrived: its stage counts, not its key."""
    shelf = stages.add_status(session, "On the shelf", "", Stage.ARRIVED, None)
    session.flush()
    line = order.lines[0]
    actions.move(line, shelf.key, by=buyer, book=book(session), sure=True)
    session.flush()

    assert (line.stage, line.arrived_at is not None) == (Stage.ARRIVED, True)
    assert policies.may_tag(line)
    assert line in session.scalars(arrived_untagged(line.store_id)).all()
    line.copies = 1
    session.flush()
    assert policies.is_ready(line)
    assert hand_over(session, [line.id], by=buyer, one_time_key="own-status") == [line]


def test_when_it_was_placed_is_kept_until_it_is_taken_back(
    order: Order, buyer: Viewer, statuses: StatusBook
) -> None:
    """Stamped on entering the stage, kept while it arrives, gone when it is to be ordered again."""
    line, seen = order.lines[0], []
    for key in ("placed", "arrived", "placed", "pending"):
        actions.move(line, key, by=buyer, book=statuses, sure=True)
        seen.append(line.placed_at is not None and line.placed_at <= clock.now())

    assert seen == [True, True, True, False]


@pytest.mark.contract("D24")
def test_taking_off_and_restoring(order: Order, buyer: Viewer, statuses: StatusBook) -> None:
    """With a reason, once; what was ordered is to be ordered again, what is here is here."""
    first, second = order.lines[0], order.lines[1]
    actions.move(first, "placed", by=buyer, book=statuses)
    actions.move(second, "arrived", by=buyer, book=statuses, sure=True)
    with pytest.raises(Invalid):
        actions.void(first, by=buyer, book=statuses, why="")
    for line in (first, second):
        assert actions.void(line, by=buyer, book=statuses, why="not wanted")
        assert not actions.void(line, by=buyer, book=statuses, why="not wanted")
    with pytest.raises(Refused, match="Restore it instead"):
        policies.may_reopen_line(first).enforce()
    assert actions.restore(first, by=buyer, book=statuses)
    assert actions.restore(second, by=buyer, book=statuses)

    assert (first.status, second.status) == ("new_no_call", "arrived")
    assert (first.voided_at, order.lines_made) == (None, len(order.lines))


def test_what_was_handed_over_is_not_taken_off(
    session: Session, order: Order, buyer: Viewer, statuses: StatusBook
) -> None:
    """It is taken back at pickup first."""
    line = order.lines[0]
    actions.move(line, "arrived", by=buyer, book=statuses, sure=True)
    line.copies = 1
    session.flush()
    hand_over(session, [line.id], by=buyer, one_time_key="gone")

    with pytest.raises(Refused, match="handed over already"):
        actions.void(line, by=buyer, book=statuses, why="not wanted")
