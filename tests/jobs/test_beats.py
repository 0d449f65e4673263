"""How each piece of work by the clock did is written down, and nothing else with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.extensions import db
from app.jobs.beats import noted
from app.models import PeriodicRun, Store
from tests.support.cast import Cast


def _does(piece: Callable[[], object]) -> None:
    with noted("overnight", timedelta(minutes=15)):
        piece()


def broken_half_way() -> None:
    """It renames the stores and comes no further."""
    db.session.execute(sa.update(Store).values(name=Store.name + " half"))
    raise LookupError


def test_what_went_wrong_half_way_is_not_kept(app: Flask, cast: Cast) -> None:
    with app.app_context():
        with pytest.raises(LookupError):
            _does(broken_half_way)
        db.session.rollback()
        assert db.session.scalar(sa.select(PeriodicRun.problem)) == "LookupError"
        names = db.session.scalars(sa.select(Store.name)).all()
    assert [name for name in names if name.endswith("half")] == []


def test_a_broken_transaction_does_not_keep_it_from_being_written(app: Flask, cast: Cast) -> None:
    with app.app_context():
        with pytest.raises(sa.exc.DBAPIError):
            _does(lambda: db.session.execute(sa.text("SELECT nothing_of_this_name")))
        db.session.rollback()
        run = db.session.scalars(sa.select(PeriodicRun)).one()
    assert run.problem
    assert run.finished_at is not None
