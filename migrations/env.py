"""How migrations run: one at a time on PostgreSQL, in batches on SQLite, models known by metadata only.

Migrations never import models: they must still run when the models have moved on. Our own column types are
written as what the database stores.
"""

from logging.config import fileConfig

import sqlalchemy as sa
from alembic import context
from flask import current_app

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


def run() -> None:
    """Upgrade or downgrade over the app's own connection."""
    database = current_app.extensions["migrate"].db
    with database.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_as_batch=True,
            render_item=render_item,
            compare_type=same_type,
            transaction_per_migration=False,
        )
        with context.begin_transaction():
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SET LOCAL lock_timeout = '10s'")
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})")
            context.run_migrations()


run()
