"""The table that lanes read: brought in line by the difference, in a schema of ours or in CORE's
own (pos-lane)."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from app.models import RegisterSale, RegisterState
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
