"""The demo, played once by each worker, in a database of its own that nobody else waits for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.extensions import db
from tests.conftest import empty_database, make_app, make_tables


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def played(
    request: pytest.FixtureRequest, valkey: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """An app on a database in which `flask demo` has been run."""
    with empty_database(request.param, tmp_path_factory.mktemp("demo") / "demo.db") as url:
        make_tables(url)
        app = make_app(url, valkey)
        said = app.test_cli_runner().invoke(args=["demo"])
        assert said.exception is None, said.output
        yield app
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


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
