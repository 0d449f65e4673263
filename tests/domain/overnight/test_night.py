"""The night: completes what was sold, closes what is stale, and moves nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders import actions
from app.domain.orders.statuses import book
from app.domain.overnight.plan import Night, Step, plan
from app.domain.overnight.running import due_days, run, run_due
from app.domain.settings.reading import settings_of
from app.models import Draft, NightRun, Order, OrderEvent, OrderLine, RegisterSale, SaleRowKind
from app.vocabulary import clock
from tests.factories import a_department, a_product, a_wish, an_order
from tests.support.cast import Cast, viewer_of

NOON = datetime(2026, 3, 10, 18, 0, tzinfo=UTC)  # 13:00 on the stores' wall clock
DAY = date(2026, 3, 10)


def taken(session: Session, cast: Cast, at: datetime = NOON, lines: int = 1) -> Order:
    """An order taken at `at` with `lines` lines."""
    with clock.set_to(at):
        product = a_product(session, a_department(session))
        order = an_order(session, viewer_of(cast.buyer), [a_wish(product)] * lines)
    session.commit()
    return order


def sell(
    session: Session,
    line: OrderLine,
    quantity: str = "12",
    *,
    on: date = DAY,
    total: str = "120.00",
    counts: int = 1,
    kind: SaleRowKind = SaleRowKind.SALE,
) -> None:
    """A register's row for a line's tag."""
    number = session.scalar(sa.select(sa.func.count()).select_from(RegisterSale)) or 0
    session.add(
        RegisterSale(
            source="lane",
            store_id=line.store_id,
            receipt=f"1-1-{number}",
            receipt_line=1,
            order_line_id=line.id,
            order_number=line.order.number,
            line_number=line.number,
            kind=kind,
            quantity=Decimal(quantity),
            cases=Decimal(1),
            total=Decimal(total),
            counts=counts,
            sold_at=NOON,
            business_date=on,
        )
    )
    session.commit()


def run_night(session: Session, cast: Cast, day: date = DAY) -> dict[Step, int]:
    """Run the night of `day` in the first store."""
    night = Night(cast.hill, day, settings_of(session, cast.hill.id))
    return run(session, night, session.commit)


def statuses_of(order: Order) -> list[str]:
    """The statuses of its lines."""
    return [line.status for line in order.lines]


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


@pytest.mark.contract("B4")
def test_keep_open_saves_an_order_from_the_night(session: Session, cast: Cast) -> None:
    order = taken(session, cast, NOON - timedelta(days=200))
    night = Night(cast.hill, DAY, settings_of(session, cast.hill.id))
    assert plan(session, night).counts[Step.CLOSE_STALE] == 1
    actions.keep_open(order, DAY + timedelta(days=30), by=viewer_of(cast.buyer))
    session.commit()
    assert plan(session, night).counts[Step.CLOSE_STALE] == 0
    run_night(session, cast)
    assert order.open == 1


@pytest.mark.contract("B4")
def test_the_plan_is_what_happens(session: Session, cast: Cast) -> None:
    sold, stale = taken(session, cast, lines=2), taken(session, cast, NOON - timedelta(days=100))
    sell(session, sold.lines[1])
    night = Night(cast.hill, DAY, settings_of(session, cast.hill.id))
    planned = plan(session, night)
    assert {
        step: [(row.order_number, row.line_number) for row in rows]
        for step, rows in planned.lines.items()
    } == {
        Step.COMPLETE_SOLD: [(sold.number, 2)],
        Step.CLOSE_CALLED: [],
        Step.CLOSE_STALE: [(stale.number, 1)],
        Step.NAME_UNOWNED: [],
    }
    done = run(session, night, session.commit)
    assert done == planned.counts
    assert (sold.lines[1].status, stale.status) == ("completed", "canceled")


def test_a_night_happens_once_per_business_date(session: Session, cast: Cast) -> None:
    order = taken(session, cast, lines=2)
    sell(session, order.lines[0])
    assert run_night(session, cast)[Step.COMPLETE_SOLD] == 1
    sell(session, order.lines[1])
    assert run_night(session, cast) == {}
    assert order.lines[1].open == 1
    assert run_night(session, cast, DAY + timedelta(days=1))[Step.COMPLETE_SOLD] == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(NightRun)) == 2 * len(Step)


def test_a_night_that_was_cut_off_goes_on(session: Session, cast: Cast) -> None:
    """A step that began but did not finish is done again and loses nothing."""
    order = taken(session, cast)
    sell(session, order.lines[0])
    session.add(
        NightRun(
            store_id=cast.hill.id,
            business_date=DAY,
            step=Step.COMPLETE_SOLD.value,
            started_at=NOON,
        )
    )
    session.commit()
    assert run_night(session, cast)[Step.COMPLETE_SOLD] == 1
    assert statuses_of(order) == ["completed"]


def test_missed_nights_are_caught_up_in_order(session: Session, cast: Cast) -> None:
    order = taken(session, cast)
    sell(session, order.lines[0], on=DAY + timedelta(days=2))
    run_night(session, cast)
    with clock.set_to(NOON + timedelta(days=4)):
        assert due_days(session, cast.hill, clock.now()) == [
            DAY + timedelta(days=n) for n in (1, 2, 3)
        ]
        done = run_due(session, session.commit)
        assert due_days(session, cast.hill, clock.now()) == []
    assert done[("Hill Store", DAY + timedelta(days=1))][Step.COMPLETE_SOLD] == 0
    assert done[("Hill Store", DAY + timedelta(days=2))][Step.COMPLETE_SOLD] == 1
    assert statuses_of(order) == ["completed"]


def test_empty_drafts_are_swept_and_used_ones_stay(session: Session, cast: Cast) -> None:
    for key, empty in (("empty" * 4, True), ("used" * 5, False)):
        session.add(
            Draft(
                key=key,
                user_id=cast.taker.id,
                store_id=cast.hill.id,
                touched_at=NOON - timedelta(days=30),
                empty=empty,
            )
        )
    session.commit()
    assert run_night(session, cast)[Step.SWEEP_DRAFTS] == 1
    assert session.scalars(sa.select(Draft.key)).all() == ["used" * 5]


def test_lines_without_a_department_are_named(session: Session, cast: Cast) -> None:
    order = taken(session, cast)
    order.lines[0].department_id = None
    session.commit()
    assert run_night(session, cast)[Step.NAME_UNOWNED] == 1
    assert order.open == 1


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


@pytest.mark.contract("B4")
def test_the_plan_counts_every_line_once(session: Session, cast: Cast) -> None:
    """Also when more lines are due than it lists, and some for two reasons."""
    order = taken(session, cast, NOON - timedelta(days=120), lines=5)
    with clock.set_to(NOON - timedelta(days=40)):
        for line in order.lines[:4]:
            actions.move(line, "called_waiting", by=viewer_of(cast.buyer), book=book(session))
    session.commit()
    night = Night(cast.hill, DAY, settings_of(session, cast.hill.id))
    planned = plan(session, night, limit=2)
    assert [len(rows) for rows in planned.lines.values()] == [0, 2, 1, 0]
    assert run(session, night, session.commit) == planned.counts
    assert (planned.counts[Step.CLOSE_CALLED], planned.counts[Step.CLOSE_STALE]) == (4, 1)


@pytest.mark.contract("C31")
def test_a_store_that_was_closed_still_has_its_nights(session: Session, cast: Cast) -> None:
    """What it sold must be completed all the same."""
    order = taken(session, cast)
    sell(session, order.lines[0])
    cast.hill.active = False
    session.commit()
    with clock.set_to(NOON + timedelta(days=1)):
        run_due(session, session.commit)
    assert statuses_of(order) == ["completed"]


def test_an_old_order_that_was_reopened_is_not_closed_the_same_night(
    session: Session, cast: Cast
) -> None:
    """Somebody wants it back: it gets a month, unless it is kept for longer already."""
    order = taken(session, cast, NOON - timedelta(days=120))
    run_night(session, cast)
    with clock.set_to(NOON + timedelta(days=1)):
        actions.reopen(order, by=viewer_of(cast.manager), book=book(session))
    session.commit()
    for days in (1, 30):
        run_night(session, cast, DAY + timedelta(days=days))
        assert order.open == 1
    run_night(session, cast, DAY + timedelta(days=31))
    assert order.open == 0
