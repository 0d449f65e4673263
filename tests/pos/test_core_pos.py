"""Against a real MariaDB: what arrives can be rung up, what is sold is completed and gone (B20)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.domain.orders import actions, changing
from app.domain.orders.statuses import book
from app.models import AlertKind, OutboxRow, RegisterAlert, RegisterSale
from app.vocabulary import clock
from app.vocabulary.jobs import Job
from app.vocabulary.statuses import Key
from tests.pos.conftest import NOON, WALL, Shop, number_of
from tests.support.cast import viewer_of
from tests.support.work import do_all


def alerts(shop: Shop) -> list[AlertKind]:
    """What staff is told, oldest first."""
    return list(shop.session.scalars(sa.select(RegisterAlert.kind).order_by(RegisterAlert.id)))


@pytest.mark.contract("C35", "C37", "C39", "B17", "B20")
def test_from_arrived_to_completed_and_gone(shop: Shop) -> None:
    """Order, arrived, row, sale by an unmodified lane, completed, row gone."""
    shop.says(register_completes="sale")
    with clock.set_to(NOON):
        (line,) = shop.waits(description="Crème brûlée 有機", cases=2)
        assert shop.lane.scan(*number_of(line)) is None
        do_all(shop.app, shop.session)
        assert shop.lane.rows() == [
            (line.order.number, 1, line.upc, "Creme brulee", line.department.number, 12.0, 2.0,
             Decimal("10.00"), Decimal("240.00"), Decimal("240.00"), 0)
        ]  # fmt: skip
        receipt = shop.lane.sell(*number_of(line), WALL)
        shop.clock_runs()
        assert (line.status, line.order.open) == (Key.COMPLETED, 0)
        assert shop.lane.rows() == []
        sale = shop.session.scalars(sa.select(RegisterSale)).one()
    assert sale.receipt == f"2026-03-10 {receipt} @1"
    assert (sale.upc, sale.quantity, sale.cases, sale.total, sale.store_id) == (
        line.upc, 24, 2, Decimal("240.00"), shop.cast.hill.id,
    )  # fmt: skip
    assert alerts(shop) == []


def test_changes_reach_the_lane_through_the_outbox(shop: Shop) -> None:
    """Arrived, priced, closed: the row comes and goes with the commit; syncs that wait are met by
    the first one."""
    with clock.set_to(NOON):
        lines = shop.waits(3)
        do_all(shop.app, shop.session)
        assert len(shop.lane.rows()) == 3
        buyer = viewer_of(shop.cast.buyer)
        changing.set_price(shop.session, lines[0], Decimal("0.00"), by=buyer)
        statuses = book(shop.session)
        actions.close(lines[0].order, "canceled", by=buyer, book=statuses, lines=[lines[1]])
        for _ in range(3):
            shop.session.add(OutboxRow(job=Job.SYNC_REGISTER, due_at=clock.now()))
        shop.commit()
        assert do_all(shop.app, shop.session) == 1
    assert [(row[1], row[8]) for row in shop.lane.rows()] == [
        (1, Decimal("0.00")), (3, Decimal("120.00")),
    ]  # fmt: skip


@pytest.mark.contract("C31", "C37")
def test_void_and_refund_take_a_sale_back(shop: Shop) -> None:
    """A void counts units where a sale counts cases; only quantities are netted."""
    with clock.set_to(NOON):
        one, two = shop.waits(2, cases=2)
        shop.clock_runs()
        receipt = shop.lane.sell(*number_of(one), WALL)
        total = one.total
        shop.lane.void(WALL, *number_of(one), receipt, quantity=-12, ItemQtty=-24, total=-total)
        shop.lane.sell(*number_of(two), WALL)
        shop.clock_runs()
        assert [row[1] for row in shop.lane.rows()] == [1]
        shop.lane.write(
            WALL, *number_of(two), trans_status="R", quantity=-12, ItemQtty=2, total=-total
        )
        shop.clock_runs()
        assert [row[1] for row in shop.lane.rows()] == [1, 2]
        sold = [sale.quantity for sale in shop.session.scalars(sa.select(RegisterSale))]
    assert sold == [24, -24, 24, -24]
    assert (one.status, two.status, alerts(shop)) == (Key.ARRIVED, Key.ARRIVED, [])


@pytest.mark.contract("C32")
def test_a_part_that_is_sold_leaves_the_order_in_both_lists(shop: Shop) -> None:
    """One line of two is sold; and of a line, a part is brought back: it stays sold."""
    shop.says(register_completes="sale")
    with clock.set_to(NOON):
        one, two = shop.waits(2, cases=2)
        shop.clock_runs()
        shop.lane.sell(*number_of(one), WALL)
        shop.lane.write(
            WALL, *number_of(one), trans_status="R", quantity=-12, ItemQtty=1, total=-120
        )
        shop.clock_runs()
    assert (one.open, two.open, one.order.open) == (0, 1, 1)
    assert [row[1] for row in shop.lane.rows()] == [2]


@pytest.mark.contract("B17")
def test_a_tag_sold_twice_is_told_with_both_receipts(shop: Shop) -> None:
    """Two registers scan it before the next sync; each receipt stays its own row."""
    with clock.set_to(NOON):
        (line,) = shop.waits()
        shop.clock_runs()
        first = shop.lane.sell(*number_of(line), WALL)
        second = shop.lane.sell(*number_of(line), WALL + timedelta(minutes=2), register_no=2)
        shop.clock_runs()
        shop.clock_runs()
    alert = shop.session.scalars(sa.select(RegisterAlert)).one()
    assert (alert.kind, alert.order_line_id) == (AlertKind.TWICE, line.id)
    assert [alert.earlier.receipt, alert.sale.receipt] == [
        f"2026-03-10 {first} @1", f"2026-03-10 {second.replace('5-1-', '5-2-')} @1",
    ]  # fmt: skip


def test_sold_after_it_was_closed_refunded_after_it_was_completed(shop: Shop) -> None:
    """A lane without network sells what is closed by now; the status stays what people said."""
    shop.says(register_completes="sale")
    with clock.set_to(NOON):
        closed, done = shop.waits(2)
        shop.clock_runs()
        buyer, statuses = viewer_of(shop.cast.buyer), book(shop.session)
        actions.close(closed.order, "canceled", by=buyer, book=statuses, lines=[closed])
        shop.lane.sell(*number_of(closed), WALL)
        shop.lane.sell(*number_of(done), WALL)
        shop.clock_runs()
        shop.lane.write(
            WALL, *number_of(done), trans_status="R", quantity=-12, ItemQtty=1, total=-120
        )
        shop.lane.write(WALL, 999_999, 7, quantity=1)
        shop.clock_runs()
    assert (closed.status, done.status) == (Key.CANCELED, Key.COMPLETED)
    assert sorted(alerts(shop)) == [AlertKind.CLOSED, AlertKind.REFUNDED, AlertKind.UNKNOWN]
