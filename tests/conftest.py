"""What every test may ask for: both databases, a real Valkey, an app, a session, the cast.

A test that touches the database runs twice, on SQLite and on PostgreSQL. Each test works inside one
transaction that is rolled back, so tests see the real thing and leave nothing.
"""

from __future__ import annotations

import gc
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import create_app
from app.config import Config
from app.domain.setup import install
from app.extensions import db, tame
from app.models import Base
from tests.support.cast import Cast, make_cast
from tests.support.client import Tablet
from tests.support.ipp import ANY_PORT

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "bin" / "lib"))

import embedded_valkey  # noqa: E402
from tests.support.ippserver import RealPrinter, real_printer  # noqa: E402

pytest_plugins = ["tests.plugins.contract_table", "tests.plugins.could_not_run"]

POSTGRES = "CASELOT_TEST_POSTGRES_URL"


def pytest_collection_finish() -> None:
    """What has been imported and collected stays: looking through all of it for garbage, again and
    again, takes a sixth of the suite's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def valkey() -> Iterator[str]:
    """The URL of a real Valkey of this worker's own."""
    with (
        tempfile.TemporaryDirectory(prefix="cl-vk-", dir="/tmp") as folder,
        embedded_valkey.running(Path(folder)) as url,
    ):
        yield url


@pytest.fixture(scope="module")
def ippeveprinter() -> Iterator[RealPrinter]:
    """A real IPP printer; one at a time on a machine, so no worker keeps it to its end."""
    with real_printer() as printer:
        yield printer


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A fresh database with the tables, dropped at the end."""
    with empty_database(request.param, tmp_path_factory.mktemp("db") / "test.db") as url:
        make_tables(url)
        yield url


@contextmanager
def empty_database(kind: str, file: Path) -> Iterator[str]:
    """A database of this kind without tables; SQLite lives in `file`, PostgreSQL may be away."""
    if kind == "sqlite":
        yield f"sqlite:///{file}"
        return
    server = os.environ.get(POSTGRES)
    if not server:
        why = os.environ.get("CASELOT_TEST_NO_POSTGRES", f"{POSTGRES} is not set")
        pytest.skip(f"PostgreSQL: {why}")
    with scratch_postgres(server) as url:
        yield url


class scratch_postgres:
    """A database on the throw-away cluster that is dropped on leaving."""

    def __init__(self, server: str, template: str = "template1") -> None:
        self.admin = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        self.name = f"t_{uuid4().hex[:16]}"
        self.template = template

    def __enter__(self) -> str:
        with self.admin.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {self.name} TEMPLATE {self.template}")
        return self.admin.url.set(database=self.name).render_as_string(hide_password=False)

    def __exit__(self, *_: object) -> None:
        with self.admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {self.name} WITH (FORCE)")
        self.admin.dispose()


def make_tables(url: str) -> None:
    """Create the tables and what a new installation starts with."""
    engine = sa.create_engine(url)
    tame(engine)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        install(session)
        session.commit()
    engine.dispose()


def make_app(database_url: str, redis_url: str, **overrides: object) -> Flask:
    """An app on this database and this Valkey; CSRF and rate limits as the test says."""
    config = Config(
        database_url=database_url,
        redis_url=redis_url,
        secret_key="a secret for tests only, nothing else",
        data_folder=Path(tempfile.gettempdir()),
        secure_cookies=False,
        trusted_proxies=0,
    )
    settings = {"TESTING": True, "WTF_CSRF_ENABLED": False, "RATELIMIT_ENABLED": False,
                "PRINTER_PORTS_HERE": ANY_PORT}  # fmt: skip
    return create_app(config, **{**settings, **overrides})


@pytest.fixture(scope="session")
def app_of_worker(database_url: str, valkey: str) -> Iterator[Flask]:
    """One app per worker and database."""
    app = make_app(database_url, valkey)
    # A request that rolls back takes back its own doings, not what the test prepared.
    db.session.session_factory.configure(join_transaction_mode="create_savepoint")
    # Errors must become the pages that people would see.
    app.config["PROPAGATE_EXCEPTIONS"] = False
    yield app
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def app(app_of_worker: Flask) -> Iterator[Flask]:
    """The app, with everything it commits taken back after the test."""
    with app_of_worker.app_context():
        engine = db.engine
    with taking_back(app_of_worker, engine) as app:
        yield app


@contextmanager
def taking_back(app: Flask, engine: sa.Engine) -> Iterator[Flask]:
    """The app on the database of `engine`, until everything that was done there is taken back."""
    with app.app_context():
        engines = db.engines
    own = engines[None]
    with engine.connect() as connection:
        outer = connection.begin()
        engines[None] = connection  # type: ignore[assignment]
        try:
            yield app
        finally:
            engines[None] = own
            outer.rollback()
    app.extensions["redis"].flushdb()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session in the test's own transaction; requests of the same test see what it committed."""
    with app.app_context():
        connection = db.engines[None]
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        yield session


@pytest.fixture
def cast(session: Session) -> Cast:
    """Two stores and the people every test knows: taker, buyer, manager, admin, outsider."""
    made = make_cast(session)
    session.commit()
    return made


@pytest.fixture
def tablet(app: Flask, session: Session, cast: Cast) -> Tablet:
    """A browser without a screen: `tablet.sign_in(cast.buyer)`, then `get` and `post`."""
    return Tablet(app, session)
