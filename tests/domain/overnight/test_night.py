"""The night: completes what was sold, closes what is stale, and moves nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders import actions
from app.domain.orders.statuses import book
from app.domain.overnight.plan import Step
from app.models import OrderEvent, RegisterSale, SaleRowKind
from app.vocabulary import clock
from tests.domain.overnight.nights import DAY, NOON, run_night, sell, statuses_of, taken
from tests.support.cast import Cast, viewer_of


@pytest.mark.contract("C31", "C37")
def test_only_lines_whose_tag_was_sold_are_completed(session: Session, cast: Cast) -> None:
    order = taken(session, cast, lines=2)
    sell(session, order.lines[0])
    counts = run_night(session, cast)
    assert counts[Step.COMPLETE_SOLD] == 1
    assert statuses_of(order) == ["completed", "new_no_call"]
    assert (order.open, order.status) == (1, "new_no_call")


@pytest.mark.contract("C37", "C32")
def test_an_order_completes_when_all_its_tags_are_sold(session: Session, cast: Cast) -> None:
    order = taken(session, cast, lines=2)
    for line in order.lines:
        sell(session, line)
    run_night(session, cast)
    assert statuses_of(order) == ["completed", "completed"]
    assert (order.open, order.status, order.closed_at is not None) == (0, "completed", True)


@pytest.mark.contract("C38")
def test_a_sale_without_tag_leaves_the_order_pending(session: Session, cast: Cast) -> None:
    order = taken(session, cast)
    sell(session, order.lines[0])
    session.execute(sa.update(RegisterSale).values(order_line_id=None))
    session.commit()
    assert run_night(session, cast)[Step.COMPLETE_SOLD] == 0
    assert statuses_of(order) == ["new_no_call"]


@pytest.mark.contract("C31")
@pytest.mark.parametrize(
    ("rows", "completes"),
    [
        ([("12", SaleRowKind.SALE, 1)], True),
        ([("12", SaleRowKind.SALE, 1), ("-12", SaleRowKind.VOID, 1)], False),
        ([("12", SaleRowKind.SALE, 1), ("-12", SaleRowKind.REFUND, 1)], False),
        ([("12", SaleRowKind.SALE, 1), ("-4", SaleRowKind.REFUND, 1)], True),
        ([("12", SaleRowKind.SALE, 0)], False),
        ([("-12", SaleRowKind.REFUND, 1)], False),
    ],
    ids=["sold", "voided", "refunded", "part refunded", "training", "refund alone"],
)
def test_net_sale_decides(
    session: Session, cast: Cast, rows: list[tuple[str, SaleRowKind, int]], completes: bool
) -> None:
    """Decision 8: sold less voided less refunded, by quantity, above zero; training does not
    count."""
    order = taken(session, cast)
    for quantity, kind, counts in rows:
        sell(session, order.lines[0], quantity, kind=kind, counts=counts)
    run_night(session, cast)
    assert (order.lines[0].status == "completed") is completes


def test_a_line_sold_for_nothing_completes_too(session: Session, cast: Cast) -> None:
    """Decision 8: 0.00 is a sale."""
    order = taken(session, cast)
    sell(session, order.lines[0], total="0.00")
    run_night(session, cast)
    assert statuses_of(order) == ["completed"]


@pytest.mark.contract("C33")
@pytest.mark.parametrize(("days", "closed"), [(29, False), (30, True)])
def test_called_waiting_closes_thirty_days_after_it_was_entered(
    session: Session, cast: Cast, days: int, closed: bool
) -> None:
    """The 30 days count from entering Called/waiting, not from the order date (decision 6)."""
    order = taken(session, cast, NOON - timedelta(days=60))
    with clock.set_to(NOON - timedelta(days=days)):
        actions.move(order.lines[0], "called_waiting", by=viewer_of(cast.buyer), book=book(session))
    session.commit()
    run_night(session, cast)
    assert (order.status == "canceled") is closed


@pytest.mark.contract("C33")
@pytest.mark.parametrize(("days", "closed"), [(89, False), (90, True)])
def test_any_pending_order_closes_after_ninety_days(
    session: Session, cast: Cast, days: int, closed: bool
) -> None:
    order = taken(session, cast, NOON - timedelta(days=days), lines=2)
    run_night(session, cast)
    assert (order.open == 0) is closed


def test_a_sold_line_is_completed_not_closed_as_stale(session: Session, cast: Cast) -> None:
    order = taken(session, cast, NOON - timedelta(days=120), lines=2)
    sell(session, order.lines[0])
    run_night(session, cast)
    assert statuses_of(order) == ["completed", "canceled"]
    assert order.status == "completed"


@pytest.mark.contract("C31", "C33")
def test_a_quiet_night_moves_nothing(session: Session, cast: Cast) -> None:
    """No sold tag at all, nothing old: not a row changes (pos-lane: known mistakes)."""
    orders = [taken(session, cast, lines=3) for _ in range(3)]
    before = [(line.status, line.version) for order in orders for line in order.lines]
    events = session.scalar(sa.select(sa.func.count()).select_from(OrderEvent))
    counts = run_night(session, cast)
    session.expire_all()
    assert [(line.status, line.version) for order in orders for line in order.lines] == before
    assert session.scalar(sa.select(sa.func.count()).select_from(OrderEvent)) == events
    assert sum(counts.values()) == 0


@pytest.mark.contract("C31", "C33")
def test_what_was_sold_after_midnight_is_not_closed_by_the_night_before(
    session: Session, cast: Cast
) -> None:
    """The job runs some time after midnight, or days late: what left the store meanwhile is sold,
    and its own night completes it."""
    order = taken(session, cast, NOON - timedelta(days=120), lines=2)
    with clock.set_to(NOON - timedelta(days=40)):
        actions.move(order.lines[1], "called_waiting", by=viewer_of(cast.buyer), book=book(session))
    session.commit()
    for line in order.lines:
        sell(session, line, on=DAY + timedelta(days=1))
    assert sum(run_night(session, cast).values()) == 0
    assert run_night(session, cast, DAY + timedelta(days=1))[Step.COMPLETE_SOLD] == 2
    assert statuses_of(order) == ["completed", "completed"]


def test_an_old_order_that_was_reopened_is_not_closed_the_same_night(
    session: Session, cast: Cast
) -> None:
    """Somebody wants it back: it gets a month, unless it is kept for longer already."""
    order = taken(session, cast, NOON - timedelta(days=120))
    run_night(session, cast)
    with clock.set_to(NOON + timedelta(days=1)):
        actions.reopen(order, by=viewer_of(cast.manager), book=book(session), why="wanted")
    session.commit()
    for days in (1, 30):
        run_night(session, cast, DAY + timedelta(days=days))
        assert order.open == 1
    run_night(session, cast, DAY + timedelta(days=31))
    assert order.open == 0
