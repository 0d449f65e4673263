"""The table that lanes read: brought in line by the difference, in a schema of ours or in CORE's
own (pos-lane)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.models import RegisterSale, RegisterState
from app.pos.base import RegisterMisfit
from app.vocabulary import clock
from tests.laws.marks import on_one_database
from tests.pos.conftest import NOON, WALL, Shop, number_of

pytestmark = on_one_database


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


def test_a_row_of_another_system_with_our_number_is_never_touched(shop: Shop) -> None:
    """It came after ours, or somebody changed what we wrote: only what is exactly ours goes, and
    that there is something in the way is told."""
    shop.lane.run("CREATE TABLE core_trans.PendingSpecialOrder LIKE caselot.PendingSpecialOrder")
    shop.lane.run("ALTER TABLE core_trans.PendingSpecialOrder DROP PRIMARY KEY, ENGINE=MyISAM")
    shop.says(register_table="core")
    shop.install()
    shop.lane.table = "core_trans.PendingSpecialOrder"
    with clock.set_to(NOON):
        beside, changed, sold, _ = shop.waits(4)
        shop.sync()
        theirs = [
            (line.order.number, line.number, line.upc, "rolled oats", 1, 1, 1, 1, 1, 1, 0)
            for line in (beside, sold)
        ]
        for row in theirs:
            shop.lane.run(f"INSERT INTO {shop.lane.table} VALUES {row}")
        shop.lane.run(f"UPDATE {shop.lane.table} SET total = 1 WHERE trans_id = {changed.number}")
        shop.lane.write(WALL, *number_of(sold), quantity=12, total=120)
        shop.read()
        drift = shop.sync()
        assert (drift.removed, drift.rows) == (2, 1)
        assert drift.foreign == (number_of(beside), number_of(changed))
        assert [(row[1], row[3], row[8]) for row in shop.lane.rows()] == [
            (1, "rolled oats", 1), (2, "Rolled oats", 1), (3, "rolled oats", 1),
            (4, "Rolled oats", 120),
        ]  # fmt: skip
        assert not shop.sync().any
        shop.lane.run(f"DELETE FROM {shop.lane.table} WHERE trans_id < 3")
        assert shop.sync().added == 2
    shop.says(register_table="own")
    assert shop.install()[-1] == "took 3 of our rows out of core_trans.PendingSpecialOrder"
    assert [row[1] for row in shop.lane.rows()] == [sold.number]


def test_a_list_of_an_older_version_learns_what_our_rows_hold(shop: Shop) -> None:
    """With the next install; until then the doctor says so, and nothing is guessed."""
    shop.says(register_table="core")
    shop.install()
    shop.lane.table = "core_trans.PendingSpecialOrder"
    with clock.set_to(NOON):
        shop.waits(2)
        shop.sync()
        shop.lane.run("ALTER TABLE core_trans.CaselotRows DROP COLUMN written")
        with pytest.raises(RegisterMisfit, match="column"):
            shop.sync()
        assert shop.install() == ["core_trans.CaselotRows says what our rows hold"]
        assert not shop.sync().any


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
