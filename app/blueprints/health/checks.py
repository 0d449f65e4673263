"""What readiness means, one check each. An answer is one word: no addresses, names or versions."""

from __future__ import annotations

import sys
from collections.abc import Callable
from ctypes import CDLL
from ctypes.util import find_library
from functools import cache
from importlib.util import find_spec

import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import db, redis_connection

OK, AWAY, BEHIND, UNAVAILABLE = "ok", "away", "behind", "unavailable"

# What laying out a tag needs from the system. Loading these is cheap; WeasyPrint itself is loaded
# by the worker only.
LIBRARIES = (
    ("gobject-2.0", "libgobject-2.0.so.0"),
    ("pango-1.0", "libpango-1.0.so.0"),
    ("harfbuzz", "libharfbuzz.so.0"),
    ("fontconfig", "libfontconfig.so.1"),
    ("pangoft2-1.0", "libpangoft2-1.0.so.0"),
)


def database() -> str:
    """The database answers."""
    try:
        db.session.execute(sa.select(1))
    except SQLAlchemyError:
        db.session.rollback()
        return AWAY
    return OK


def migrations() -> str:
    """Its tables are those of this version of the program."""
    try:
        context = MigrationContext.configure(db.session.connection())
        heads = set(context.get_current_heads())
    except SQLAlchemyError:
        db.session.rollback()
        return AWAY
    return OK if heads == newest(_folder()) else BEHIND


def queue() -> str:
    """Valkey or Redis answers. Without it orders are still taken; background work waits."""
    try:
        redis_connection().ping()
    except RedisError:
        return AWAY
    return OK


@cache
def tags() -> str:
    """Tags can be laid out on this machine."""
    if find_spec("weasyprint") is None:
        return UNAVAILABLE
    return OK if all(_loads(name, file) for name, file in LIBRARIES) else UNAVAILABLE


@cache
def newest(folder: str) -> frozenset[str]:
    """The newest migrations in `folder`; they do not change while the program runs."""
    return frozenset(ScriptDirectory(folder).get_heads())


def _folder() -> str:
    return str(current_app.extensions["migrate"].directory)


def _loads(name: str, file: str) -> bool:
    found = find_library(name) if sys.platform == "darwin" else file
    try:
        CDLL(found)
    except (OSError, TypeError):
        return False
    return found is not None


ALL: dict[str, Callable[[], str]] = {
    "database": database,
    "migrations": migrations,
    "queue": queue,
    "tags": tags,
}
