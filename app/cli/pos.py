"""`flask pos`: the registers, from installing what they need to looking whether they find it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

import click
import sqlalchemy as sa
import structlog
from flask.cli import AppGroup

from app.config import REGISTER, RegisterServer
from app.domain.settings.reading import settings_of
from app.jobs import register
from app.jobs.units import reading
from app.models import Department, OrderLine
from app.pos.base import RegisterAway, RegisterMisfit
from app.pos.core_pos import doctor as looking
from app.pos.core_pos import install as installing
from app.pos.core_pos.table import Place, place_of
from app.vocabulary.statuses import Stage

log = structlog.get_logger()

group = AppGroup("pos", help="The registers: install, doctor, sync.")
commands = (group,)


@group.command("install")
def install() -> None:
    """Make what lanes read: our table, and departments where lanes look for them. Safe to run
    again."""
    for server in _servers():
        try:
            done = installing.install(server, _place(server))
        except (RegisterAway, RegisterMisfit) as error:
            raise click.ClickException(f"{server.name}: {_words(error)}") from None
        click.echo(f"{server.name}: {'; '.join(done) or 'everything is there'}")


@group.command("doctor")
def doctor() -> None:
    """Look whether a lane would find our tags, and whether its sales can be read."""
    well = True
    for server in _servers():
        for finding in looking.examine(server, _place(server), _departments()):
            well = well and finding.state != "FAIL"
            click.echo(f"{finding.state:<5} {finding.name}: {finding.words}")
        if names := register.not_told_apart(server):
            well = False
            click.echo(f"FAIL  stores: {register.not_apart(names)}")
    raise SystemExit(0 if well else 1)


@group.command("sync")
@click.option("--dry-run", is_flag=True, help="Say what differs, change nothing.")
def sync(dry_run: bool) -> None:
    """Read what was sold, and make the lanes' table hold exactly what may be rung up now. Each is
    tried whatever became of the other, for every server; ends with 1 if anything failed."""
    well = True
    for server in _servers():
        if not dry_run:
            well = _told(server, "sales", partial(_read, server)) and well
        well = _told(server, "table", partial(_sync, server, dry_run)) and well
    raise SystemExit(0 if well else 1)


def _told(server: RegisterServer, half: str, act: Callable[[], Iterable[str]]) -> bool:
    """Do one half and say what came of it; False if it failed."""
    try:
        said = list(act())
    except (RegisterAway, RegisterMisfit) as error:
        click.echo(f"{server.name}: FAIL {half}: {_words(error)}")
        return False
    except Exception:
        # Nobody thought of it: the log says what, and the other servers have their turn.
        log.exception("register_went_wrong", server=server.name)
        click.echo(f"{server.name}: FAIL {half}: {register.OUR_FAULT}")
        return False
    for words in said:
        click.echo(words)
    return True


def _read(server: RegisterServer) -> Iterator[str]:
    taken = register.read(server)
    yield f"{server.name}: {taken.new} new sales, {taken.alerts} alerts"


def _sync(server: RegisterServer, dry: bool) -> Iterator[str]:
    drift = register.bring_in_line(server, dry=dry)
    yield (
        f"{server.name}: {drift.added} missing, {drift.changed} different, "
        f"{drift.removed} too many, {drift.rows} rows" + (" (nothing was changed)" if dry else "")
    )
    for order, line in drift.foreign:
        yield f"  in the way: a row of another system for order {order}, line {line}"


def _servers() -> tuple[RegisterServer, ...]:
    found = register.servers()
    if not found:
        raise click.ClickException(
            f"No register is set up: {REGISTER} is empty (docs/register.md)."
        )
    return found


def _place(server: RegisterServer) -> Place:
    with reading() as session:
        return place_of(server, settings_of(session, server.store_id).register_table)


def _departments() -> set[int]:
    """The numbers of the departments of what has arrived."""
    with reading() as session:
        query = (
            sa.select(Department.number)
            .join(OrderLine, OrderLine.department_id == Department.id)
            .where(OrderLine.open == 1, OrderLine.stage == Stage.ARRIVED)
            .distinct()
        )
        return set(session.scalars(query))


def _words(error: Exception) -> str:
    return error.message if isinstance(error, RegisterMisfit) else "it cannot be reached."
