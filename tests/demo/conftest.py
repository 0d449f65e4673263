"""The demo, played once for all that is asked of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.extensions import db


@pytest.fixture(scope="package")
def house(app_of_worker: Flask) -> Iterator[Flask]:
    """The app on a database in which `flask demo` has been run; taken back after the package."""
    with app_of_worker.app_context():
        engines = db.engines
    engine = engines[None]
    assert isinstance(engine, sa.Engine)
    with engine.connect() as connection:
        outer = connection.begin()
        engines[None] = connection
        try:
            said = app_of_worker.test_cli_runner().invoke(args=["demo"])
            assert said.exception is None, said.output
            yield app_of_worker
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
