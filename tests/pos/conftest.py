"""A register beside the app: a real MariaDB, a lane that sells, and our side told of both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.config import RegisterServer
from app.domain.register import asking
from app.domain.settings.reading import EVERY_STORE, change, settings_of
from app.extensions import db
from app.jobs import register
from app.models import OrderLine
from app.pos.core_pos.install import install
from app.pos.core_pos.table import place_of
from app.web.unit_of_work import commit
from tests.support.cast import Cast
from tests.support.goods import arrived
from tests.support.lane import Lane
from tests.support.mariadb import MariaDb, lane, mariadb

__all__ = ["lane", "mariadb"]

# On the stores' wall clock it is noon.
NOON = datetime(2026, 3, 10, 17, 0, tzinfo=UTC)
WALL = datetime(2026, 3, 10, 12, 0)  # noqa: DTZ001 - as the register's clock on the wall says


def number_of(line: OrderLine) -> tuple[int, int]:
    """What a lane knows a line by."""
    return line.order.number, line.number


@dataclass
class Shop:
    """A store with a register: what the jobs do, done here and now."""

    app: Flask
    session: Session
    cast: Cast
    lane: Lane
    server: RegisterServer

    def waits(self, count: int = 1, **wish: Any) -> list[OrderLine]:
        """Arrived lines whose department the register knows."""
        lines = arrived(self.session, self.cast, count, **wish)
        self.commit()
        for line in lines:
            assert line.department is not None
            self.lane.knows(line.department.number)
        return lines

    def waits_for_lanes(self) -> None:
        """Lines arrive while the lanes' server is away."""
        arrived(self.session, self.cast)
        asking.changed(self.session)
        self.commit()

    def says(self, **settings: Any) -> None:
        """Change settings of every store."""
        change(self.session, settings, store_id=EVERY_STORE, by=None)
        self.session.commit()

    def commit(self) -> None:
        """Commit as the web and the jobs do: what registers should know is asked for with it."""
        self.session.flush()
        if asking.taken_from(self.session):
            self.session.commit()
            with self.app.app_context():
                asking.changed(db.session())
                commit()
        self.session.commit()

    def install(self) -> list[str]:
        """Make the tables."""
        chosen = settings_of(self.session, EVERY_STORE).register_table
        return install(self.server, place_of(self.server, chosen))

    def sync(self) -> Any:
        """Bring the lane's table in line."""
        self.session.commit()
        with self.app.app_context():
            return register.bring_in_line(self.server)

    def read(self) -> Any:
        """Read what the lane sold."""
        self.session.commit()
        with self.app.app_context():
            taken = register.read(self.server)
        self.session.expire_all()
        return taken

    def clock_runs(self) -> None:
        """What happens each minute."""
        self.session.commit()
        with self.app.app_context():
            register.run()
        self.session.expire_all()


@pytest.fixture
def shop(app: Flask, session: Session, cast: Cast, lane: Lane, mariadb: MariaDb) -> Iterator[Shop]:
    """Everything installed; the lane sells for the first store."""
    server = mariadb.server()
    made = Shop(app, session, cast, lane, server)
    change(session, {"register_number": 1}, store_id=cast.hill.id, by=None)
    change(session, {"register_number": 2}, store_id=cast.river.id, by=None)
    session.commit()
    made.install()
    app.config["REGISTER_SERVERS"] = (server,)
    yield made
    app.config["REGISTER_SERVERS"] = ()
