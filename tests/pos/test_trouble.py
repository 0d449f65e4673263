"""What goes wrong between us and lanes: stores that nobody can tell apart, receipts whose numbers
come again, a server that is away for long (B20)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.config import RegisterServer
from app.domain.jobs import alarms
from app.domain.register import states
from app.domain.register.sales import Taken
from app.domain.settings.reading import change
from app.jobs import register, sales_files, work
from app.models import OutboxRow, RegisterAlert, RegisterSale, RegisterState
from app.pos.core_pos.server import ANSWER, LOCKED
from app.vocabulary import clock
from app.vocabulary.barcodes import tag_code
from app.vocabulary.jobs import QUEUE_OF, Job, Queue
from tests.laws.marks import on_one_database
from tests.pos.conftest import NOON, WALL, Shop, number_of
from tests.support.mariadb import MariaDb
from tests.support.work import do_all

pytestmark = on_one_database


@pytest.mark.contract("C35", "C39")
def test_sales_of_stores_that_cannot_be_told_apart_wait(shop: Shop) -> None:
    """Two stores have the same registers and cashiers: until each has its number nothing is taken
    for the first one's, it is said, and the lanes' table is kept all the same."""
    change(shop.session, {"register_number": 0}, store_id=shop.cast.hill.id, by=None)
    with clock.set_to(NOON):
        one, two = shop.waits(2)
        shop.sync()
        for number, line in ((1, one), (2, two)):
            shop.lane.write(WALL, *number_of(line), receipt="5-1-77", quantity=12,
                            store_id=number, trans_id=1)  # fmt: skip
        shop.clock_runs()
        state = shop.session.scalars(sa.select(RegisterState)).one()
        assert state.unread_why.startswith(
            f"No sale is read: {shop.cast.hill.name} share a server. Give each its own number"
        )
        assert (state.synced_at, shop.session.scalars(sa.select(RegisterSale)).all()) == (NOON, [])
        change(shop.session, {"register_number": 1}, store_id=shop.cast.hill.id, by=None)
        assert shop.read().new == 2
        change(shop.session, {"register_number": 3}, store_id=shop.cast.hill.id, by=None)
        assert shop.read() == Taken(known=1)
        change(shop.session, {"register_number": 1}, store_id=shop.cast.river.id, by=None)
        assert shop.read() == Taken()
    sales = shop.session.scalars(sa.select(RegisterSale).order_by(RegisterSale.id)).all()
    hill, river = shop.cast.hill.id, shop.cast.river.id
    assert [(sale.store_id, sale.receipt[11:]) for sale in sales] == [
        (hill, "5-1-77 @1"), (river, "5-1-77 @2"),
    ]  # fmt: skip


def test_a_number_that_no_store_has_is_told_and_read_later(shop: Shop) -> None:
    """Nobody guesses whose it is."""
    with clock.set_to(NOON):
        (line,) = shop.waits()
        shop.sync()
        shop.lane.sell(*number_of(line), WALL, store_id=9)
        assert shop.read().new == 0
        state = shop.session.scalars(sa.select(RegisterState)).one()
        assert state.unread_why.startswith("Sold tags of number 9 are not taken: no store has it")
        change(shop.session, {"register_number": 9}, store_id=shop.cast.river.id, by=None)
        assert shop.read().new == 1
        assert (state.unread_since, state.unread_why) == (None, "")


def test_a_lane_that_is_set_back_uses_its_numbers_again(shop: Shop) -> None:
    """The same receipt and line on the same day: the time tells them apart, and what is there twice
    is taken once, and counted. A row that was read before times were kept is known."""
    with clock.set_to(NOON):
        one, two, old = shop.waits(3)
        shop.clock_runs()
        some = {"receipt": "5-1-77", "trans_id": 1, "quantity": 12}
        shop.lane.write(WALL, *number_of(old), **{**some, "receipt": "5-1-76"})
        assert shop.read().new == 1
        shop.session.execute(sa.update(RegisterSale).values(rung_at=""))
        shop.lane.write(WALL, *number_of(one), **some)
        shop.lane.write(WALL + timedelta(hours=1), *number_of(two), **some)
        assert (shop.read().new, shop.read().new) == (2, 0)
        shop.lane.write(WALL, *number_of(one), **some)
        shop.lane.write(WALL, *number_of(two), **some)
        assert shop.read().new == 0
    sold = shop.session.scalars(sa.select(RegisterSale.order_line_id).order_by(RegisterSale.id))
    state = shop.session.scalars(sa.select(RegisterState)).one()
    assert (sold.all(), state.doubled) == ([old.id, one.id, two.id], 2)
    assert shop.session.scalars(sa.select(RegisterAlert)).all() == []


def test_what_nobody_thought_of_stops_no_other_register(shop: Shop, tmp_path: Path) -> None:
    """A server whose address is no address, one whose rows nobody can put on a clock, files: each
    is told, and everything else goes on."""
    bad = replace(shop.server, host="a" * 70, store_id=shop.cast.river.id)
    good = replace(shop.server, store_id=shop.cast.hill.id)
    shop.app.config.update(REGISTER_SERVERS=(bad, good), SALES_FOLDER=tmp_path)
    ours, theirs = (tmp_path / str(store.id) for store in (shop.cast.hill, shop.cast.river))
    with clock.set_to(NOON):
        sold, _ = shop.waits(2)
        shop.sync()
        shop.lane.sell(*number_of(sold), WALL)
        for n, folder in enumerate((ours, theirs), start=1):
            folder.mkdir()
            row = f"A-{n},1,{tag_code(*number_of(sold))},2026-03-10T12:00:00"
            (folder / "a.csv").write_text(f"receipt,line,tag,sold_at\n{row}\n")
        zone, shop.cast.hill.time_zone = shop.cast.hill.time_zone, "No/Where"
        shop.lane.run("DELETE FROM caselot.PendingSpecialOrder")
        shop.clock_runs()
        found = {s.name: (s.problem, s.unread_why) for s in states.states(shop.session)}
        assert found == {
            bad.name: (register.OUR_FAULT, register.OUR_FAULT),
            good.name: ("", register.OUR_FAULT),
            "file_drop": ("", sales_files.OUR_FAULT.format(file=f"{shop.cast.hill.id}/a.csv")),
            "core_pos": ("", ""),
        }
        assert len(shop.lane.rows()) == 2
        assert [file.name for file in theirs.iterdir()] == ["done"]
        shop.cast.hill.time_zone = zone
        shop.clock_runs()
    shop.app.config["SALES_FOLDER"] = None
    sales = shop.session.scalars(sa.select(RegisterSale.source).order_by(RegisterSale.id))
    assert sales.all() == ["file_drop", "core_pos", "file_drop"]
    assert [file.name for file in ours.iterdir()] == ["done"]


def test_a_server_that_is_away_holds_nobody_up(shop: Shop, mariadb: MariaDb) -> None:
    """Changes ask for it once, nobody tries again but the clock, and that less and less often."""
    assert QUEUE_OF[Job.SYNC_REGISTER] is list(Queue)[-1]
    usual = RegisterServer("host", 3306, "user", "")
    assert usual.seconds * (1 + ANSWER + LOCKED) < work.TIME_LIMIT
    mariadb.stop()
    with clock.set_to(NOON):
        for _ in range(3):
            shop.waits_for_lanes()
        rows = shop.session.scalars(sa.select(OutboxRow).order_by(OutboxRow.id)).all()
        assert [(row.job, row.attempts) for row in rows] == [(Job.SYNC_REGISTER, 0)]
        assert do_all(shop.app, shop.session) == 1
        shop.waits_for_lanes()
        assert do_all(shop.app, shop.session) == 1
        rows = shop.session.scalars(sa.select(OutboxRow)).all()
        assert [(row.open, row.attempts) for row in rows] == [(0, 1), (0, 1)]
        state = shop.session.scalars(sa.select(RegisterState)).one()
        assert state.next_try_at == NOON + timedelta(seconds=50)
    tried, told = [], []
    for minute in range(1, 16):
        with clock.set_to(NOON + timedelta(minutes=minute)):
            before = state.next_try_at
            shop.clock_runs()
            tried += [minute] if state.next_try_at != before else []
            told += [minute] if is_told(shop) else []
    assert (tried, told) == ([1, 2, 4, 8, 13], list(range(6, 16)))
    with clock.set_to(NOON + timedelta(hours=2)):
        assert not is_told(shop)


def is_told(shop: Shop) -> bool:
    """Whether the page of jobs, and Home, say that a register is away."""
    raised = alarms.raised(shop.session, shop.cast.hill, clock.now())
    return alarms.Alarm.REGISTER in raised
