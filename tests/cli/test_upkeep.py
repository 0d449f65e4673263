"""`flask doctor`, `flask worker --burst`, `flask cron --once`."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.models import OrderLine
from tests.support.cast import Cast
from tests.support.goods import arrived, asked


def test_the_doctor_names_what_is_missing(app: Flask, cast: Cast) -> None:
    """Made without migrations, and no worker runs: two failures, the rest is well."""
    result = app.test_cli_runner().invoke(args=["doctor"])
    said = {line[6:].partition(":")[0]: line[:4].strip() for line in result.output.splitlines()}
    assert said == {
        "Database": "ok",
        "Migrations": "FAIL",
        "Search": "ok",
        "Valkey": "ok",
        "Layout engine": "ok",
        "Workers": "FAIL",
        "Outbox": "ok",
        "Order numbers": "ok",
    }
    assert result.exit_code == 1


def test_cron_once_and_a_burst_do_what_waits(app: Flask, session: Session, cast: Cast) -> None:
    """By hand, as on a machine whose processes were down."""
    asked(session, cast, arrived(session, cast))
    runner = app.test_cli_runner()
    codes = [
        runner.invoke(args=args).exit_code for args in (["cron", "--once"], ["worker", "--burst"])
    ]
    assert codes == [0, 0]
    assert session.scalars(sa.select(OrderLine.copies)).all() == [1]


def test_the_dry_run_of_a_night_speaks_plainly(app: Flask, session: Session, cast: Cast) -> None:
    """Which line, and what will be done to it."""
    (line,) = arrived(session, cast)
    line.department_id = line.super_department_id = None
    session.commit()
    said = app.test_cli_runner().invoke(args=["overnight", "--dry-run"]).output
    assert f"order {line.order.number}, line 1" in said
    assert ("without a department" in said, "name_unowned" in said) == (True, False)
