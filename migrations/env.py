"""How migrations run: one at a time on PostgreSQL, on SQLite by rebuilding tables, models known by metadata only.

Migrations never import models: they must still run when the models have moved on. Our own column types are
written as what the database stores.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from logging.config import fileConfig

import sqlalchemy as sa
from alembic import context
from flask import current_app

from app.models import search
from app.models.types import Cents, Unit, UtcDateTime

config = context.config
fileConfig(config.config_file_name, disable_existing_loggers=False)

# Any number will do, as long as it is always the same: two starts at once wait for each other.
ADVISORY_LOCK = 4540001


def render_item(kind, item, autogen_context):
    """Write our types as plain ones."""
    if kind == "type" and isinstance(item, (Cents, Unit)):
        return "sa.BigInteger()"
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, sa.Enum):
        return f"sa.String(length={item.length})"
    return False


def same_type(context, inspected_column, metadata_column, inspected_type, metadata_type):
    """A word column is text to the database; everything else is compared as usual."""
    if isinstance(metadata_type, sa.Enum):
        return inspected_type.length != metadata_type.length
    return None


def is_compared(thing, name, type_, reflected, compare_to):
    """Search indexes are made by statements of their own, see `models/search.py`."""
    return not (name or "").startswith(search.PREFIX)


def restore_search(connection: sa.Connection) -> None:
    """A table that SQLite built anew has lost what it is searched by. Nothing to restore on the way
    to an older version, which may not have the columns."""
    heads = set(context.script.get_heads())
    if set(context.get_context().get_current_heads()) == heads:
        search.restore(connection)


@contextmanager
def tables_may_be_rebuilt(connection: sa.Connection) -> Iterator[None]:
    """SQLite changes a table by building it anew and dropping the old one, and with foreign keys on
    a dropped table takes along every row that hangs on it. They can only be switched between
    transactions."""
    if connection.dialect.name != "sqlite":
        yield
        return
    sqlite = connection.connection.driver_connection
    sqlite.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        connection.rollback()
        sqlite.execute("PRAGMA foreign_keys=ON")


def refuse_orphans(connection: sa.Connection) -> None:
    """On SQLite, where nobody watched meanwhile: every row must still find what it points at."""
    if connection.dialect.name != "sqlite":
        return
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if orphans:
        tables = sorted({f"{row[0]} → {row[2]}" for row in orphans})
        raise RuntimeError(f"The migration would leave rows that point at nothing: {tables}")


@contextmanager
def indexes_may_be_odd() -> Iterator[None]:
    """SQLAlchemy can't read back an index over an expression, and says so."""
    with warnings.catch_warnings():
        said = f"Skipped unsupported reflection of expression-based index {search.PREFIX}"
        warnings.filterwarnings("ignore", message=said)
        yield


def run() -> None:
    """Upgrade or downgrade over the app's own connection."""
    database = current_app.extensions["migrate"].db
    with database.engine.connect() as connection, tables_may_be_rebuilt(connection):
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_as_batch=True,
            render_item=render_item,
            compare_type=same_type,
            include_object=is_compared,
            # All of it or nothing, on SQLite too: `tame` opens transactions that hold its DDL.
            transaction_per_migration=False,
            transactional_ddl=True,
        )
        with indexes_may_be_odd(), context.begin_transaction():
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SET LOCAL lock_timeout = '10s'")
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})")
            context.run_migrations()
            restore_search(connection)
            refuse_orphans(connection)


run()
