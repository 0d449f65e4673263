"""What lanes do and how days go: what is a sale, what never reaches a lane, who is away (B20)."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.domain.orders import actions, changing
from app.domain.orders.statuses import book
from app.domain.register import asking
from app.extensions import db
from app.models import AlertKind, OutboxRow, RegisterAlert, RegisterSale, RegisterState
from app.vocabulary import clock
from app.vocabulary.jobs import Job
from app.vocabulary.statuses import Key
from app.web.unit_of_work import commit
from tests.laws.marks import on_one_database
from tests.pos.conftest import NOON, WALL, Shop, number_of
from tests.support.cast import viewer_of
from tests.support.goods import arrived
from tests.support.mariadb import MariaDb
from tests.support.work import do_all

pytestmark = on_one_database


def alerts(shop: Shop) -> list[AlertKind]:
    """What staff is told, oldest first."""
    return list(shop.session.scalars(sa.select(RegisterAlert.kind).order_by(RegisterAlert.id)))


@pytest.mark.contract("C31", "C35")
def test_by_the_night_a_sold_line_stays_pending_and_leaves_the_lane(shop: Shop) -> None:
    """As shipped: nothing is completed before the night."""
    with clock.set_to(NOON):
        (line,) = shop.waits()
        shop.clock_runs()
        shop.lane.sell(*number_of(line), WALL)
        shop.clock_runs()
    assert (line.status, shop.lane.rows()) == (Key.ARRIVED, [])


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


def test_a_second_scan_that_the_cashier_takes_back_is_no_alert(shop: Shop) -> None:
    with clock.set_to(NOON):
        (line,) = shop.waits()
        shop.clock_runs()
        receipt = shop.lane.sell(*number_of(line), WALL)
        shop.lane.sell(*number_of(line), WALL, receipt=receipt)
        shop.lane.void(WALL, *number_of(line), receipt, quantity=-12, ItemQtty=-12, total=-120)
        shop.clock_runs()
        assert (alerts(shop), shop.lane.rows()) == ([], [])


def test_training_test_and_cancelled_receipts_are_no_sales(shop: Shop) -> None:
    with clock.set_to(NOON):
        (line,) = shop.waits()
        shop.clock_runs()
        for values in (
            {"emp_no": 9999}, {"register_no": 99}, {"trans_status": "X"}, {"trans_status": "Z"},
            {"matched": 0}, {"mixMatch": "none"}, {"quantity": 0}, {"quantity": 9e9},
            {"at": datetime(9999, 12, 31, 23)},  # noqa: DTZ001
        ):  # fmt: skip
            shop.lane.sell(*number_of(line), **{"at": WALL, **values})
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


@pytest.mark.contract("C35")
def test_a_lane_that_was_away_for_long_or_whose_clock_is_ahead_is_read(shop: Shop) -> None:
    """What it sent today is read however old; what is of next year is of today, and it is said."""
    with clock.set_to(NOON):
        old, new = shop.waits(2)
        shop.sync()
    with clock.set_to(NOON + timedelta(days=30)):
        assert shop.read().new == 0
        shop.lane.sell(*number_of(old), WALL + timedelta(days=20))
        receipt = shop.lane.sell(*number_of(new), WALL + timedelta(days=365))
        taken = [shop.read().new for _ in range(2)]
        assert (taken, shop.sync().rows) == ([2, 0], 0)
        state = shop.session.scalars(sa.select(RegisterState)).one()
    days = shop.session.scalars(sa.select(RegisterSale.business_date).order_by(RegisterSale.id))
    assert [day.isoformat() for day in days] == ["2026-03-30", "2026-04-09"]
    assert state.unread_since is None
    assert state.unread_why.startswith(
        f"The clock of a lane is ahead: receipt 2027-03-10 {receipt} @1"
    )


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
        assert (state.unread_since, state.unread_why) == (None, "")
    assert len(shop.lane.rows()) == 2
    assert shop.session.scalar(sa.select(sa.func.count()).select_from(RegisterSale)) == 1


def test_an_archive_that_cannot_be_read_stops_neither_todays_sales_nor_the_table(
    shop: Shop,
) -> None:
    """And it is said for as long as it is so, however well the lanes' table is kept."""
    shop.lane.run("RENAME TABLE trans_archive.transarchive TO trans_archive.hidden")
    with clock.set_to(NOON):
        sold, _ = shop.waits(2)
        shop.sync()
        shop.lane.sell(*number_of(sold), WALL)
        shop.clock_runs()
        shop.sync()
    shop.lane.run("RENAME TABLE trans_archive.hidden TO trans_archive.transarchive")
    assert len(shop.lane.rows()) == 1
    state = shop.session.scalars(sa.select(RegisterState)).one()
    assert (state.read_at, state.archive_read_at, state.unread_since) == (NOON, None, NOON)
    assert (state.problem, state.unread_why[:21]) == ("", "A table is not there.")
    assert shop.session.scalar(sa.select(sa.func.count()).select_from(RegisterSale)) == 1
    with clock.set_to(NOON + timedelta(minutes=1)):
        shop.clock_runs()
    assert (state.unread_since, state.unread_why) == (None, "")


@pytest.mark.contract("C35")
def test_a_price_that_changes_on_the_shelf_is_rung_up_at_once(shop: Shop) -> None:
    """With the commit, not with the next minute."""
    with clock.set_to(NOON):
        (line,) = shop.waits()
        do_all(shop.app, shop.session)
        changing.set_price(shop.session, line, Decimal("7.0000"), by=viewer_of(shop.cast.buyer))
        shop.commit()
        assert do_all(shop.app, shop.session) == 1
    assert [row[8] for row in shop.lane.rows()] == [Decimal("84.00")]
