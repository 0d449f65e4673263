"""Registers: what they may ring up goes to them, and what they sold is read. Each time everything
is compared, so a register that was away for an hour has lost nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import sqlalchemy as sa
import structlog
from flask import current_app
from sqlalchemy.orm import Session

from app.config import RegisterServer
from app.domain.register import states, stores
from app.domain.register.loose import waiting_upcs
from app.domain.register.pending import ring_ups
from app.domain.register.sales import Taken, known_keys
from app.domain.register.values import RingUp, SoldRow
from app.domain.settings.reading import EVERY_STORE, settings_of
from app.jobs import sales_files
from app.jobs.taking import take_all
from app.jobs.units import reading, settling, writing
from app.models import LooseSale, OutboxRow, RegisterSale, Store
from app.pos.base import RegisterAway, RegisterMisfit
from app.pos.core_pos.sales import SOURCE, Shop, Shops, read_sales
from app.pos.core_pos.table import Drift, Place, place_of, sync
from app.vocabulary import clock
from app.vocabulary.jobs import Job

log = structlog.get_logger()

# Receipts that are looked for in one statement.
ROWS_AT_ONCE = 400
NOT_REACHED = "The server of the lanes cannot be reached."


def servers() -> tuple[RegisterServer, ...]:
    """The servers of lanes that this installation has."""
    found: tuple[RegisterServer, ...] = current_app.config["REGISTER_SERVERS"]
    return found


def is_set_up() -> bool:
    """Whether there is any register to talk to."""
    return bool(servers() or current_app.config["SALES_FOLDER"])


def run() -> None:
    """By the clock: read what was sold, complete what is to be completed at once, and bring the
    lanes' table in line. What goes wrong with one register stops no other."""
    for server in servers():
        _try(server, _read_and_sync)
    sales_files.read_all()


def sync_register(row_id: int, payload: Mapping[str, int]) -> None:
    """Bring the lanes' tables in line right after something changed; the requests of others that
    were there before are met too. RegisterAway when a server is away: the clock does it later."""
    with reading() as session:
        asked = list(session.scalars(_open_requests()))
    away: Exception | None = None
    for server in servers():
        problem = _try(server, bring_in_line)
        away = problem if isinstance(problem, RegisterAway) else away
    if away is not None:
        raise away
    with settling(row_id) as session:
        # Never those that another worker is at: two would wait for one another.
        free = sa.select(OutboxRow.id).where(OutboxRow.id.in_(asked), OutboxRow.open == 1)
        ids = session.scalars(free.with_for_update(skip_locked=True)).all()
        others = sa.update(OutboxRow).where(OutboxRow.id.in_(ids))
        session.execute(others.values(open=0, done_at=clock.now()))


def failed(session: Session, payload: Mapping[str, int], why: str) -> None:
    """Nothing is lost: the clock brings the tables in line as soon as the server is back."""
    log.warning("register_left_to_the_clock", why=why)


def bring_in_line(server: RegisterServer, *, dry: bool = False) -> Drift:
    """Make the lanes' table hold exactly what may be rung up now. RegisterAway,
    RegisterMisfit."""
    with reading() as session:
        place = place_of(server, settings_of(session, server.store_id).register_table)

    def wanted() -> Sequence[RingUp]:
        with reading() as session:
            return ring_ups(session, server.store_id)

    drift = sync(server, place, wanted, dry=dry)
    if not dry:
        with writing() as session:
            states.brought_in_line(session, server.name, drift.rows, _in_the_way(drift, place))
        if drift.any:
            log.info("register_synced", server=server.name, added=drift.added,
                     changed=drift.changed, removed=drift.removed)  # fmt: skip
    return drift


def read(server: RegisterServer) -> Taken:
    """Read what the lanes sold and take it, a bounded number of rows at once, and remember how far
    it goes: today's sales first, so that an archive that cannot be read stops none of them.
    RegisterAway, RegisterMisfit, of which is written down that sales are not read."""
    now = clock.now()
    with reading() as session:
        state = states.state_of(session, server.name)
        today, earlier = (state.read_until, state.archive_read_at) if state else (None, None)
        with_archive = states.archive_is_due(state, now)
        shops, upcs = _shops(session, server), waiting_upcs(session)
    try:
        rows = read_sales(server, shops, since=today, now=now, upcs=upcs)
        taken = _take(rows, shops)
        with writing() as session:
            states.today_was_read(session, server.name, now)
        if with_archive:
            rows = read_sales(server, shops, since=earlier, now=now, upcs=upcs, archive=True)
            taken += _take(rows, shops)
    except (RegisterAway, RegisterMisfit) as error:
        with writing() as session:
            states.is_unread(session, server.name, _words(error))
        raise
    with writing() as session:
        states.reading_ended(session, server.name, now, with_archive=with_archive)
    return taken


def _take(rows: Sequence[SoldRow], shops: Shops) -> Taken:
    """Take them, but for those that were read before a store's number was changed: they are known,
    as another store's."""
    known: dict[tuple[str, int], set[int]] = {}
    if len(shops.ids) > 1:
        with reading() as session:
            for n in range(0, len(rows), ROWS_AT_ONCE):
                for table in (RegisterSale, LooseSale):
                    for store_id, *row in known_keys(
                        session, table, SOURCE, rows[n : n + ROWS_AT_ONCE]
                    ):
                        known.setdefault((row[0], row[1]), set()).add(store_id)
    fresh = []
    for row in rows:
        at = known.get((row.receipt, row.receipt_line), set()) & shops.ids
        if not at or row.store_id in at:
            fresh.append(row)
    return take_all(fresh, SOURCE)


def _read_and_sync(server: RegisterServer) -> None:
    """Sales that cannot be read are no reason to leave the lanes' table as it was."""
    try:
        read(server)
    except (RegisterAway, RegisterMisfit) as error:
        log.warning("register_not_read", server=server.name, error=str(error))
    bring_in_line(server)


def _try(server: RegisterServer, act: Callable[[RegisterServer], object]) -> Exception | None:
    """Do it; what goes wrong with a register is written down in words, and returned."""
    try:
        act(server)
    except (RegisterAway, RegisterMisfit) as error:
        with writing() as session:
            states.is_away(session, server.name, _words(error))
        log.warning("register_away", server=server.name, error=str(error))
        return error
    return None


def _words(error: RegisterAway | RegisterMisfit) -> str:
    return error.message if isinstance(error, RegisterMisfit) else NOT_REACHED


def _open_requests() -> sa.Select[int]:
    return sa.select(OutboxRow.id).where(OutboxRow.open == 1, OutboxRow.job == Job.SYNC_REGISTER)


def _shops(session: Session, server: RegisterServer) -> Shops:
    """The stores that a server serves."""
    query = sa.select(Store).order_by(Store.active.desc(), Store.id)
    if server.store_id != EVERY_STORE:
        query = query.where(Store.id == server.store_id)
    found = []
    for store in session.scalars(query):
        number = settings_of(session, store.id).register_number
        found.append(Shop(store.id, number, store.time_zone))
    return Shops(found)


def not_told_apart(server: RegisterServer) -> list[str]:
    """Names of the stores of a server whose sales cannot be told from those of another one: their
    number at the register is not set, or another's too."""
    with reading() as session:
        return list(stores.not_told_apart(session)) if server.store_id == EVERY_STORE else []


def _in_the_way(drift: Drift, place: Place) -> str:
    if not drift.foreign:
        return ""
    order, line = drift.foreign[0]
    return (
        f"{len(drift.foreign)} of our lines cannot be rung up: {place.schema} holds rows of "
        f"another system with their numbers, as order {order}, line {line}."
    )
