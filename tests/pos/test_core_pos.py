"""Against a real MariaDB: what arrives can be rung up, what is sold is completed and gone (B20)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.domain.orders import actions, changing
from app.domain.orders.statuses import book
from app.domain.register import asking
from app.extensions import db
from app.models import AlertKind, OrderLine, OutboxRow, RegisterAlert, RegisterSale, RegisterState
from app.vocabulary import clock
from app.vocabulary.jobs import Job
from app.vocabulary.statuses import Key
from app.web.unit_of_work import commit
from tests.pos.conftest import NOON, WALL, Shop
from tests.support.cast import viewer_of
from tests.support.goods import arrived
from tests.support.mariadb import MariaDb
from tests.support.work import do_all


def number_of(line: OrderLine) -> tuple[int, int]:
    """What a lane knows a line by."""
    return line.order.number, line.number


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
    assert sale.receipt == f"2026-03-10 {receipt}"
    assert (sale.upc, sale.quantity, sale.cases, sale.total, sale.store_id) == (
        line.upc, 24, 2, Decimal("240.00"), shop.cast.hill.id,
    )  # fmt: skip
    assert alerts(shop) == []


@pytest.mark.contract("C31", "C35")
def test_by_the_night_a_sold_line_stays_pending_and_leaves_the_lane(shop: Shop) -> None:
    """As shipped: nothing is completed before the night."""
    with clock.set_to(NOON):
        (line,) = shop.waits()
        shop.clock_runs()
        shop.lane.sell(*number_of(line), WALL)
        shop.clock_runs()
    assert (line.status, shop.lane.rows()) == (Key.ARRIVED, [])


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


def test_a_change_through_the_web_asks_for_it(shop: Shop) -> None:
    """The unit of work leaves one row in the outbox, only where a register is set up."""
    for servers, rows in (((), 0), ((shop.server,), 1)):
        shop.app.config["REGISTER_SERVERS"] = servers
        with shop.app.app_context():
            asking.changed(db.session())
            asking.changed(db.session())
            commit()
        found = shop.session.scalars(sa.select(OutboxRow.job)).all()
        assert found == [Job.SYNC_REGISTER] * rows


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
        f"2026-03-10 {first}", f"2026-03-10 {second.replace('5-1-', '5-2-')}",
    ]  # fmt: skip


def test_a_second_scan_that_the_cashier_takes_back_is_no_alert(shop: Shop) -> None:
    with clock.set_to(NOON):
        (line,) = shop.waits()
        shop.clock_runs()
        receipt = shop.lane.sell(*number_of(line), WALL)
        shop.lane.sell(*number_of(line), WALL, receipt=receipt)
        shop.lane.void(WALL, *number_of(line), receipt, quantity=-12, ItemQtty=-12, total=-120)
        shop.clock_runs()
        assert (alerts(shop), shop.lane.rows()) == ([], [])


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


def test_training_test_and_cancelled_receipts_are_no_sales(shop: Shop) -> None:
    with clock.set_to(NOON):
        (line,) = shop.waits()
        shop.clock_runs()
        for values in (
            {"emp_no": 9999}, {"register_no": 99}, {"trans_status": "X"}, {"trans_status": "Z"},
            {"matched": 0}, {"mixMatch": "none"}, {"quantity": 0},
        ):  # fmt: skip
            shop.lane.sell(*number_of(line), WALL, **values)
        assert shop.read().new == 0
        shop.sync()
        assert len(shop.lane.rows()) == 1


@pytest.mark.contract("C31")
def test_cents_and_nothing_at_all_are_amounts(shop: Shop) -> None:
    """A line of 0.00 completes like one of 0.01, and like one of 7.77."""
    shop.says(register_completes="sale")
    with clock.set_to(NOON):
        lines = shop.waits(3)
        buyer = viewer_of(shop.cast.buyer)
        for line, price in zip(lines, ("0.0000", "0.0008", "0.6475"), strict=True):
            changing.set_price(shop.session, line, Decimal(price), by=buyer)
        shop.clock_runs()
        assert [row[8] for row in shop.lane.rows()] == [
            Decimal("0.00"), Decimal("0.01"), Decimal("7.77"),
        ]  # fmt: skip
        for line in lines:
            shop.lane.sell(*number_of(line), WALL)
        shop.clock_runs()
    assert {line.status for line in lines} == {Key.COMPLETED}


@pytest.mark.contract("C35")
def test_the_largest_order_and_the_last_line(shop: Shop) -> None:
    """Lines above ten keep their places, order 999999 its number; one more is never rung up."""
    shop.says(register_completes="sale")
    with clock.set_to(NOON):
        lines = shop.waits(12)
        lines[0].order.number = 999_999
        lines[11].number = 99
        (beyond,) = shop.waits()
        beyond.order.number = 1_000_000
        shop.session.commit()
        shop.clock_runs()
        assert [row[:2] for row in shop.lane.rows()] == [
            (999_999, line.number) for line in lines
        ]  # fmt: skip
        shop.lane.sell(999_999, 11, WALL)
        shop.lane.sell(999_999, 99, WALL)
        shop.clock_runs()
    assert [line.number for line in lines if not line.open] == [11, 99]


def test_what_a_register_could_not_ring_up_stays_away(shop: Shop) -> None:
    """Without a price, a case size or a department; what has not arrived."""
    with clock.set_to(NOON):
        lines = shop.waits(5)
        lines[0].unit_price = lines[0].total = None
        lines[1].case_size = None
        lines[2].department = None
        actions.move(lines[3], "placed", by=viewer_of(shop.cast.buyer),
                     book=book(shop.session), sure=True)  # fmt: skip
        shop.sync()
    assert [row[1] for row in shop.lane.rows()] == [5]


def test_a_sale_of_an_earlier_day_is_found_in_the_archive(shop: Shop) -> None:
    """The register's night moves the day's sales before we read them; once is enough."""
    with clock.set_to(NOON):
        (line,) = shop.waits()
        shop.clock_runs()
        shop.lane.sell(*number_of(line), WALL)
    shop.lane.close_day()
    with clock.set_to(NOON + timedelta(days=5)):
        taken = [shop.read().new for _ in range(2)]
        assert (taken, shop.sync().rows) == ([1, 0], 0)
    sale = shop.session.scalars(sa.select(RegisterSale)).one()
    assert sale.business_date.isoformat() == "2026-03-10"
    assert sale.sold_at == NOON


def test_receipts_of_other_days_with_the_same_number_are_others(shop: Shop) -> None:
    """Receipt numbers begin anew each day."""
    with clock.set_to(NOON):
        one, two = shop.waits(2)
        shop.clock_runs()
        shop.lane.write(WALL, *number_of(one), receipt="5-1-77", quantity=12)
        shop.lane.close_day()
        shop.lane.write(WALL + timedelta(days=1), *number_of(two), receipt="5-1-77", quantity=12)
    with clock.set_to(NOON + timedelta(days=1)):
        assert shop.read().new == 2


@pytest.mark.contract("B20")
def test_the_server_may_be_away_for_a_while(shop: Shop, mariadb: MariaDb) -> None:
    """What happens meanwhile on either side is there afterwards; people notice nothing."""
    shop.lane.run("ALTER TABLE core_trans.dtransactions ENGINE=InnoDB")
    with clock.set_to(NOON):
        sold, _ = shop.waits(2)
        shop.clock_runs()
        shop.lane.sell(*number_of(sold), WALL)
        mariadb.stop()
        arrived(shop.session, shop.cast)
        shop.clock_runs()
        state = shop.session.scalars(sa.select(RegisterState)).one()
        assert (state.away_since, state.problem) == (
            NOON, "The server of the lanes cannot be reached.",
        )  # fmt: skip
    mariadb.start()
    shop.lane.connection = mariadb.root()
    with clock.set_to(NOON + timedelta(minutes=1)):
        shop.clock_runs()
        shop.session.refresh(state)
        assert (state.away_since, state.problem, state.rows) == (None, "", 2)
    assert len(shop.lane.rows()) == 2
    assert shop.session.scalar(sa.select(sa.func.count()).select_from(RegisterSale)) == 1


def test_only_the_difference_is_written_and_drift_is_put_right(shop: Shop) -> None:
    with clock.set_to(NOON):
        shop.waits(3)
        first = shop.sync()
        assert (first.added, first.any, shop.sync().any) == (3, True, False)
        shop.lane.run("UPDATE caselot.PendingSpecialOrder SET total = 1 WHERE trans_id = 1")
        shop.lane.run("DELETE FROM caselot.PendingSpecialOrder WHERE trans_id = 2")
        shop.lane.run("UPDATE caselot.PendingSpecialOrder SET trans_id = 44 WHERE trans_id = 3")
        drift = shop.sync()
        assert (drift.added, drift.changed, drift.removed, drift.rows) == (2, 1, 1, 3)
        assert not shop.sync().any


def test_in_cores_own_table_only_our_rows_are_touched(shop: Shop) -> None:
    """Rows of another system stay, and one that stands in the way is told."""
    shop.says(register_table="core")
    shop.install()
    shop.lane.table = "core_trans.PendingSpecialOrder"
    with clock.set_to(NOON):
        one, two = shop.waits(2)
        theirs = (one.order.number, 1, "", "Old", 1, 1, 1, 1, 1, 1, 0)
        other = (77, 1, "", "Old", 1, 1, 1, 1, 1, 1, 0)
        for row in (theirs, other):
            shop.lane.run(f"INSERT INTO {shop.lane.table} VALUES {row}")
        shop.clock_runs()
        assert [row[:4] for row in shop.lane.rows()] == [
            theirs[:4], (two.order.number, 2, two.upc, "Rolled oats"), other[:4],
        ]  # fmt: skip
        state = shop.session.scalars(sa.select(RegisterState)).one()
        assert state.problem.startswith("1 of our lines cannot be rung up: core_trans holds rows")
        shop.lane.sell(*number_of(two), WALL)
        shop.clock_runs()
        assert [row[:2] for row in shop.lane.rows()] == [theirs[:2], other[:2]]


def test_sold_lines_stay_for_refunds_as_long_as_the_store_wants(shop: Shop) -> None:
    shop.says(register_keep_days=2, register_completes="sale", register_discount=True)
    with clock.set_to(NOON):
        (line,) = shop.waits()
        shop.clock_runs()
        shop.lane.sell(*number_of(line), WALL)
    for days, rows in ((0, 1), (2, 1), (3, 0)):
        with clock.set_to(NOON + timedelta(days=days)):
            shop.clock_runs()
            assert len(shop.lane.rows()) == rows


def test_a_sale_belongs_to_the_store_that_made_it(shop: Shop) -> None:
    """The other store of the same server sells it: the row says so."""
    with clock.set_to(NOON):
        (line,) = shop.waits()
        shop.clock_runs()
        shop.lane.sell(*number_of(line), WALL, store_id=2)
        shop.clock_runs()
    assert shop.session.scalars(sa.select(RegisterSale.store_id)).all() == [shop.cast.river.id]
