"""The extensions, made once and bound to an app in `create_app`."""

from __future__ import annotations

from contextvars import ContextVar
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from htmx_flask import Htmx
from psycopg.pq import TransactionStatus
from redis import Redis
from rq import Queue as RqQueue
from rq.serializers import JSONSerializer
from sqlalchemy import event

from app.models import Base
from app.vocabulary.jobs import Queue


class Csrf(CSRFProtect):
    """Flask-WTF's check; a Referer that is no address at all is refused, not an error of ours."""

    def protect(self, **kwargs: Any) -> None:
        """Refuse a request that another site made. CSRFError."""
        try:
            super().protect(**kwargs)
        except ValueError as error:
            raise CSRFError("The request does not say where it comes from.") from error


# Parameters may be prices: they stay out of error texts and logs (B1).
db = SQLAlchemy(metadata=Base.metadata, engine_options={"hide_parameters": True})
migrate = Migrate()
login_manager = LoginManager()
csrf = Csrf()
htmx = Htmx()
# Only sign-in and other guessable doors are limited, each by its own decorator.
limiter = Limiter(get_remote_address, default_limits=[])

# Set around requests that only read: SQLite then opens a plain snapshot instead of taking the
# write lock.
reading_only: ContextVar[bool] = ContextVar("reading_only", default=False)

SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=10000",
)


def init_app(app: Flask) -> None:
    """Bind every extension to `app`."""
    db.init_app(app)
    migrate.init_app(app, db, directory=str(_migrations(app)), render_as_batch=True)
    login_manager.init_app(app)
    csrf.init_app(app)
    htmx.init_app(app)
    limiter.init_app(app)
    app.extensions["redis"] = Redis.from_url(
        app.config["REDIS_URL"], socket_timeout=5, socket_connect_timeout=2
    )
    with app.app_context():
        for engine in db.engines.values():
            tame(engine)


def _without_jit(dbapi: Any, _record: Any) -> None:
    with dbapi.cursor() as cursor:
        cursor.execute("SET jit = off")
    dbapi.commit()


def _prepared_still(connection: sa.Connection) -> None:
    """psycopg forgets all that it prepared whenever it rolls back, because tables that were made
    meanwhile are gone. Readers make none, and they always roll back: it is done here, before the
    driver looks, or PostgreSQL would read and plan the same statements anew for every page."""
    dbapi = connection.connection.dbapi_connection
    if reading_only.get() and dbapi is not None:
        server = dbapi.pgconn
        if server.transaction_status == TransactionStatus.INTRANS:
            server.exec_(b"ROLLBACK")


def tame(engine: sa.Engine) -> None:
    """SQLite: our own BEGIN, so that a writer takes its lock at once and readers never do
    (measured in docs/decisions.md). PostgreSQL: statements that take milliseconds are not compiled
    first, which takes twenty; and what was prepared stays so when a reader is done."""
    if engine.dialect.name == "postgresql":
        event.listen(engine, "connect", _without_jit)
        event.listen(engine, "rollback", _prepared_still)
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _on_connect(dbapi: Any, _record: Any) -> None:
        dbapi.isolation_level = None
        for pragma in SQLITE_PRAGMAS:
            dbapi.execute("PRAGMA " + pragma)

    @event.listens_for(engine, "begin")
    def _on_begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN" if reading_only.get() else "BEGIN IMMEDIATE")


def redis_connection() -> Redis:
    """The current app's Redis or Valkey."""
    connection: Redis = current_app.extensions["redis"]
    return connection


def queue(name: Queue) -> RqQueue:
    """An RQ queue that carries JSON only."""
    return RqQueue(name.value, connection=redis_connection(), serializer=JSONSerializer)


def _migrations(app: Flask) -> Path:
    return Path(app.root_path).parent / "migrations"
