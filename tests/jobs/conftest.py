"""A store on a database of its own whose processes are real, to be killed while they are at it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.tags import printing
from app.extensions import db
from app.jobs import outbox
from app.jobs.units import reading
from app.models import OrderLine, Printer, PrintState, TagPrint
from app.vocabulary import clock
from app.web.forms import new_key
from app.web.unit_of_work import commit
from tests.conftest import POSTGRES, make_app, make_tables, scratch_postgres
from tests.support.cast import Cast, make_cast, viewer_of
from tests.support.ipp import Receiver, receiver
from tests.support.machine import Machine, machine
from tests.support.printers import a_printer


@dataclass
class Store:
    """A database of its own, its machine, and an app in this process that stands at both."""

    app: Flask
    machine: Machine
    cast: Cast

    @property
    def session(self) -> Session:
        """The app's own session, as a request has it."""
        return db.session()

    def count(self, model: type) -> int:
        """Rows of a table, as committed by whoever."""
        return int(self.one(sa.select(sa.func.count()).select_from(model)))

    def one(self, query: sa.Select[Any]) -> Any:
        """The one value that a query gives now; holds no lock that would stop the others."""
        with reading() as session:
            return session.scalar(query)

    def sweep_later(self) -> int:
        """What cron does, a minute after everything that was handed out."""
        with clock.set_to(clock.now() + timedelta(minutes=1)):
            return outbox.sweep()

    def ask(self, lines: list[OrderLine]) -> int:
        """Ask for tags as the web does, commit and all; returns the print's id."""
        by = viewer_of(self.cast.taker)
        made = printing.request(self.session, lines, by=by, paper="letter", one_time_key=new_key())
        commit()
        return made.id

    def state_of(self, print_id: int) -> PrintState:
        """How far a print is, read anew."""
        return PrintState(self.one(sa.select(TagPrint.state).where(TagPrint.id == print_id)))

    def done(self, print_id: int) -> bool:
        """Whether a print is done."""
        return self.state_of(print_id) is PrintState.DONE


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """Tables and people; Valkey runs, web and worker do not."""
    server = str(request.getfixturevalue("postgres_server")) if request.param != "sqlite" else ""
    with tempfile.TemporaryDirectory(prefix="cl-kill-", dir="/tmp") as folder:
        file = f"sqlite:///{folder}/caselot.db"
        with scratch_postgres(server) if server else nullcontext(file) as url:
            make_tables(url)
            with machine(Path(folder), url) as made:
                made.valkey()
                app = make_app(url, made.redis_url)
                with app.app_context():
                    cast = make_cast(db.session())
                    db.session.commit()
                    yield Store(app, made, cast)
                    db.session.remove()
                    db.engine.dispose()


@pytest.fixture
def paper() -> Iterator[Receiver]:
    """A printer that does what it is asked."""
    with receiver() as one:
        yield one


@pytest.fixture
def printer(session: Session, cast: Cast, paper: Receiver) -> Printer:
    """It, in the settings."""
    return a_printer(session, cast, paper.uri)


@pytest.fixture
def postgres_server() -> str:
    """The throw-away cluster; the test is reported as not run without one."""
    server = os.environ.get(POSTGRES)
    if not server:
        pytest.skip(f"PostgreSQL: {os.environ.get('CASELOT_TEST_NO_POSTGRES', 'not set')}")
    return server
