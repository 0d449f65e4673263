"""The demo, played once, in a database of its own that nobody else waits for."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.extensions import db
from tests.conftest import make_app, make_tables
from tests.support.once import once


def play(url: str, redis_url: str) -> Flask:
    """An app on an empty database in which `flask demo` has been run."""
    make_tables(url)
    app = make_app(url, redis_url)
    said = app.test_cli_runner().invoke(args=["demo"])
    assert said.exception is None, said.output
    return app


def put_away(app: Flask) -> None:
    """Let go of the app's database."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def played(valkey: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An app on a database in which `flask demo` has been run; it is played once per run."""

    def make(file: Path) -> None:
        put_away(play(f"sqlite:///{file}", valkey))

    file = tmp_path_factory.mktemp("demo") / "demo.db"
    shutil.copy(once(tmp_path_factory, "demo.db", make), file)
    app = make_app(f"sqlite:///{file}", valkey)
    yield app
    put_away(app)


@pytest.fixture
def house(played: Flask) -> Iterator[Flask]:
    """The same, with everything that a test does in it taken back."""
    with played.app_context():
        engines = db.engines
    engine = engines[None]
    assert isinstance(engine, sa.Engine)
    with engine.connect() as connection:
        outer = connection.begin()
        engines[None] = connection
        try:
            yield played
        finally:
            engines[None] = engine
            outer.rollback()


@pytest.fixture
def kept(house: Flask) -> Iterator[Session]:
    """A session in which the demo can be looked at."""
    with house.app_context():
        connection = db.engines[None]
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        yield session
