"""`flask pos`: what is missing is made, what is wrong is told, what drifted is put right (B20)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from click.testing import Result

from app.domain.settings.reading import change
from app.jobs import register
from app.pos.core_pos.doctor import examine
from app.pos.core_pos.table import Place
from app.vocabulary import clock
from tests.laws.marks import on_one_database
from tests.pos.conftest import NOON, WALL, Shop, number_of
from tests.support.mariadb import SECRET, MariaDb

pytestmark = on_one_database
Run = Callable[..., Result]


@pytest.fixture
def run(shop: Shop) -> Run:
    """The command line of the shop's app."""

    def run(*words: str) -> Result:
        shop.session.commit()
        return shop.app.test_cli_runner().invoke(args=["pos", *words])

    return run


def test_install_makes_what_is_missing_once(shop: Shop, run: Run) -> None:
    shop.lane.run("DROP DATABASE caselot")
    shop.lane.run("DROP DATABASE is4c_op")
    first, second = run("install"), run("install")
    assert first.output == (
        "core_pos: made the schema caselot; made the table caselot.PendingSpecialOrder; "
        "made is4c_op.departments show core_op.departments\n"
    )
    assert (second.output, second.exit_code) == ("core_pos: everything is there\n", 0)


def test_another_place_takes_the_rows_along(shop: Shop, run: Run) -> None:
    """No tag is left behind where lanes may still look."""
    shop.waits(2)
    shop.sync()
    shop.says(register_table="core")
    assert run("install").output.endswith("took 2 rows out of caselot.PendingSpecialOrder\n")
    shop.sync()
    shop.says(register_table="own")
    assert run("install").output.endswith(
        "took 2 of our rows out of core_trans.PendingSpecialOrder\n"
    )


@pytest.mark.contract("B20", "C36")
def test_doctor_says_what_a_lane_would_miss(shop: Shop, run: Run) -> None:
    """Departments, the lanes' setting for special UPCs, what only a person can look at."""
    (line,) = shop.waits()
    assert line.department is not None
    said = run("doctor")
    assert (said.exit_code, [row[:5].strip() for row in said.output.splitlines()]) == (
        0, ["ok", "ok", "ok", "ok", "ok", "ok", "look", "look"],
    )  # fmt: skip
    shop.lane.run("DELETE FROM core_op.departments")
    shop.lane.run(
        "INSERT INTO core_op.parameters VALUES (1, 1, 'SpecialUpcClasses', 'Coupon,Giftcard', 1)"
    )
    told = run("doctor")
    assert told.exit_code == 1
    failed = [row for row in told.output.splitlines() if row.startswith("FAIL")]
    assert [row.partition(":")[0] for row in failed] == ["FAIL  departments", "FAIL  lanes"]
    assert failed[0].endswith(f"does not know {line.department.number}: no lane finds those")
    special = "'SpecialUpcClasses', 'Coupon,SpecialOrder', 1)"
    shop.lane.run(f"INSERT INTO core_op.parameters VALUES (0, 0, {special}, (1, 2, {special}")
    assert "special UPCs of store 1, lane 1 (lane 0 is every lane)" in run("doctor").output
    shop.lane.run("UPDATE core_op.parameters SET param_value = 'Coupon,SpecialOrder'")
    assert (
        "ok    lanes: SpecialOrder is among the special UPCs" in run("doctor").output.splitlines()
    )
    assert "120.00" not in told.output


def test_doctor_leaves_a_table_as_it_is(shop: Shop) -> None:
    """Whatever kind of table it is, and whoever has rows without a number there."""
    shop.says(register_table="core")
    shop.install()
    core, table = Place("core_trans", False), "core_trans.PendingSpecialOrder"
    shop.lane.run(f"ALTER TABLE {table} ENGINE=MyISAM")
    for expected in ([], ["rights"]):
        found = examine(shop.server, core, ())
        assert [x.name for x in found if x.state == "look" and x.name == "rights"] == expected
        assert [x.words for x in found if x.state == "FAIL"] == []
        if not expected:
            assert shop.lane.run(f"SELECT * FROM {table}") == []
            shop.lane.run(f"INSERT INTO {table} VALUES (0, 0, '', 'theirs', 1, 1, 1, 0, 0, 0, 0)")
    assert shop.lane.run(f"SELECT description FROM {table}") == [("theirs",)]


def test_doctor_tells_stores_that_cannot_be_told_apart(shop: Shop, run: Run) -> None:
    """Two stores at one server with one number: their receipts would be taken for the same."""
    change(shop.session, {"register_number": 1}, store_id=shop.cast.river.id, by=None)
    shop.session.commit()
    told = run("doctor")
    names = f"{shop.cast.hill.name}, {shop.cast.river.name}"
    assert told.exit_code == 1
    assert told.output.splitlines()[-1] == (
        f"FAIL  stores: {names} share a server. Give each its own number under Settings, Register, "
        "as its lanes write it (store_id)."
    )


def test_doctor_tells_missing_tables_and_a_wrong_password(shop: Shop, mariadb: MariaDb) -> None:
    own = Place("caselot", True)
    shop.lane.run("DROP TABLE caselot.PendingSpecialOrder")
    shop.lane.run("ALTER TABLE core_trans.dtransactions RENAME COLUMN charflag TO other")
    told = {each.name: each.words for each in examine(shop.server, own, ()) if each.state == "FAIL"}
    shop.lane.run("ALTER TABLE core_trans.dtransactions RENAME COLUMN other TO charflag")
    assert told == {
        "table": "caselot.PendingSpecialOrder is not there: run bin/flask pos install",
        "sales": "core_trans.dtransactions lacks charflag",
    }
    (stranger,) = examine(mariadb.server(user="nobody"), own, ())
    assert stranger.words == "The server does not know the user nobody, or the password is wrong."
    assert SECRET not in repr(shop.server)


def test_a_user_without_rights_is_told_so(shop: Shop, mariadb: MariaDb) -> None:
    shop.lane.run(f"CREATE OR REPLACE USER reader@'127.0.0.1' IDENTIFIED BY '{SECRET}'")
    shop.lane.run("GRANT SELECT ON *.* TO reader@'127.0.0.1'")
    found = examine(mariadb.server(user="reader"), Place("caselot", True), ())
    assert [each.words for each in found if each.state == "FAIL"] == [
        "cannot write to caselot.PendingSpecialOrder (error 1142)"
    ]


def test_sync_says_what_it_would_do_and_does_it(shop: Shop, run: Run) -> None:
    shop.waits(2)
    assert run("sync", "--dry-run").output == (
        "core_pos: 2 missing, 0 different, 0 too many, 2 rows (nothing was changed)\n"
    )
    assert shop.lane.rows() == []
    # Between them stands what was logged.
    said = [row for row in run("sync").output.splitlines() if row[0] != "{"]
    assert said == [
        "core_pos: 0 new sales, 0 alerts",
        "core_pos: 2 missing, 0 different, 0 too many, 2 rows",
    ]
    assert len(shop.lane.rows()) == 2


def test_sales_that_cannot_be_read_leave_the_table_in_line(shop: Shop, run: Run) -> None:
    """Both halves are tried, and both results told."""
    shop.waits(2)
    shop.lane.run("RENAME TABLE core_trans.dtransactions TO core_trans.hidden")
    told = run("sync")
    shop.lane.run("RENAME TABLE core_trans.hidden TO core_trans.dtransactions")
    said = [row for row in told.output.splitlines() if row[0] != "{"]
    assert (told.exit_code, [row[:33] for row in said]) == (
        1, ["core_pos: FAIL sales: A table is ", "core_pos: 2 missing, 0 different,"],
    )  # fmt: skip
    assert len(shop.lane.rows()) == 2


def test_what_nobody_thought_of_is_told_and_stops_no_other_server(shop: Shop, run: Run) -> None:
    """No traceback: a line for each half of each server, and 1 at the end."""
    line, _ = shop.waits(2)
    shop.sync()
    shop.lane.sell(*number_of(line), WALL)
    shop.lane.run("DELETE FROM caselot.PendingSpecialOrder")
    other = replace(shop.server, store_id=shop.cast.river.id)
    shop.app.config["REGISTER_SERVERS"] = (shop.server, other)
    zone, shop.cast.hill.time_zone = shop.cast.hill.time_zone, "Nowhere/At all"
    with clock.set_to(NOON):
        told = run("sync")
    shop.cast.hill.time_zone = zone
    shop.session.commit()
    said = [row for row in told.output.splitlines() if row[0] != "{"]
    assert (told.exit_code, [row.partition(",")[0] for row in said]) == (
        1,
        [
            f"core_pos: FAIL sales: {register.OUR_FAULT.partition(',')[0]}",
            "core_pos: 2 missing",
            f"{other.name}: 1 new sales",
            f"{other.name}: 0 missing",
        ],
    )


def test_without_a_register_or_without_its_server_it_says_so(
    shop: Shop, run: Run, mariadb: MariaDb
) -> None:
    mariadb.stop()
    said = [row for row in run("sync").output.splitlines() if row[0] != "{"]
    halves = ("sales", "table")
    assert said == [f"core_pos: FAIL {half}: it cannot be reached." for half in halves]
    assert run("doctor").output == "FAIL  reachable: 127.0.0.1 does not answer (error 2003)\n"
    shop.app.config["REGISTER_SERVERS"] = ()
    said = run("install")
    assert (said.exit_code, "CASELOT_CORE_POS_URL is empty" in said.output) == (1, True)
