"""The demo played more than once: at other times, on the other database, and half."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.demo.data import load
from app.demo.player import play
from app.extensions import db, tame
from app.models import Base, Order, OrderEvent
from app.vocabulary.errors import CaselotError
from tests.conftest import empty_database
from tests.demo.conftest import play as play_in
from tests.demo.conftest import put_away
from tests.demo.test_player import ZONE, everything, lines_of


def played_at(now: datetime) -> list[tuple[object, ...]]:
    """What every line looks like when the demo is played at `now`, without tags."""
    engine = sa.create_engine("sqlite://")
    tame(engine)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        play(session, load(), now, hash_of=str.upper, render=None)
        assert session.scalar(sa.select(sa.func.max(OrderEvent.at))) <= now
        first = session.scalars(sa.select(Order.ordered_on).order_by(Order.id)).first()
        assert first == now.astimezone(ZONE).date() - timedelta(days=101)
        return [
            (line.order.number, line.number, line.description, line.cases, line.total, line.status)
            for line in lines_of(session)
        ]


def test_two_plays_differ_in_their_dates_only():
    """One in the afternoon, three weeks that lost an hour; one five minutes after midnight."""
    afternoon = played_at(datetime(2026, 3, 20, 22, 30, tzinfo=UTC))
    night = played_at(datetime(2026, 9, 1, 7, 5, tzinfo=UTC))
    assert afternoon == night


def test_it_plays_the_same_on_postgresql(kept: Session, valkey: str, tmp_path: Path):
    with empty_database("postgresql", tmp_path / "none") as url:
        app = play_in(url, valkey)
        with app.app_context():
            there, here = everything(db.session()), everything(kept)
        # One database counts by adding rows, the other in place.
        assert there.pop("line_tallies") > 0
        assert here.pop("line_tallies") > 0
        assert there == here
        put_away(app)


def test_half_a_demo_is_no_demo():
    """An interrupted play leaves nothing behind, on any database: it is one transaction."""

    def trips(_: str) -> str:
        raise CaselotError("stopped half way")

    engine = sa.create_engine("sqlite://")
    tame(engine)
    Base.metadata.create_all(engine)
    with Session(engine) as session, pytest.raises(CaselotError):
        play(session, load(), datetime.combine(date(2026, 5, 1), time(12), UTC),
             hash_of=trips, render=None)  # fmt: skip
    with Session(engine) as session:
        assert set(everything(session).values()) == {0}
