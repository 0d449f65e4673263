"""`flask doctor`: is everything there that a running Caselot needs?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import click
import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask.cli import with_appcontext
from flask_migrate import Config as MigrateConfig
from rq import Worker

from app import documents
from app.domain.orders import numbers
from app.extensions import db, migrate, redis_connection
from app.jobs.units import reading
from app.models import OutboxRow, search
from app.vocabulary import clock

SILENT_AFTER = 600


class Ill(Exception):
    """A check that failed; the message says what to do."""


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Check database, migrations, search, Valkey, the layout engine and the workers."""
    well = True
    for name, check in CHECKS:
        try:
            click.echo(f"ok    {name}: {check()}")
        except Exception as error:
            well = False
            words = str(error).strip().splitlines()[:1] or [type(error).__name__]
            click.echo(f"FAIL  {name}: {words[0]}")
    raise SystemExit(0 if well else 1)


def _database() -> str:
    with reading() as session:
        session.execute(sa.select(1))
        return db.engine.dialect.name


def _migrations() -> str:
    config: MigrateConfig = migrate.get_config()
    wanted = set(ScriptDirectory.from_config(config).get_heads())
    with reading() as session:
        there = set(MigrationContext.configure(session.connection()).get_current_heads())
    if there != wanted:
        raise Ill(f"at {_words(there)}, not at {_words(wanted)}: run `flask db upgrade`")
    return _words(there)


def _search() -> str:
    with reading() as session:
        lost = search.missing(session.connection())
    if lost:
        raise Ill(f"not all of {_words(set(lost))} can be searched: run `flask db upgrade`")
    return f"{len(search.WORDS)} tables"


def _words(heads: set[str]) -> str:
    return ", ".join(sorted(heads)) or "nothing"


def _valkey() -> str:
    about = redis_connection().info("server")
    return str(about.get("valkey_version") or about.get("redis_version"))


def _layout() -> str:
    documents.available().enforce()
    return "ready"


def _workers() -> str:
    now = datetime.now(UTC)
    alive = [beat for beat in _heartbeats() if (now - beat).total_seconds() < SILENT_AFTER]
    if not alive:
        raise Ill("none is alive: start `flask worker`")
    return f"{len(alive)} alive"


def _heartbeats() -> Iterator[datetime]:
    for worker in Worker.all(connection=redis_connection()):
        if worker.last_heartbeat is not None:
            yield worker.last_heartbeat


def _outbox() -> str:
    with reading() as session:
        count, oldest = session.execute(
            sa.select(sa.func.count(), sa.func.min(OutboxRow.created_at)).where(OutboxRow.open == 1)
        ).one()
    if not count:
        return "nothing waits"
    age = int((clock.now() - oldest).total_seconds())
    if age > SILENT_AFTER:
        raise Ill(f"{count} wait, the oldest for {age // 60} minutes: is `flask cron` running?")
    return f"{count} wait, the oldest for {age} s"


def _numbers() -> str:
    with reading() as session:
        return numbers.said(session) or "plenty are left"


CHECKS: tuple[tuple[str, Callable[[], str]], ...] = (
    ("Database", _database),
    ("Migrations", _migrations),
    ("Search", _search),
    ("Valkey", _valkey),
    ("Layout engine", _layout),
    ("Workers", _workers),
    ("Outbox", _outbox),
    ("Order numbers", _numbers),
)

commands = (doctor,)
