"""Registers: what they may ring up goes to them, and what they sold is read. Each time everything
is compared, so a register that was away for an hour has lost nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import sqlalchemy as sa
import structlog
from flask import current_app
from sqlalchemy.orm import Session

from app.config import RegisterServer
from app.domain.register import states, stores
from app.domain.register.days import is_ahead
from app.domain.register.known import contradicting, known
from app.domain.register.loose import waiting_upcs
from app.domain.register.pending import ring_ups
from app.domain.register.sales import Taken
from app.domain.register.values import RingUp
from app.domain.settings.reading import EVERY_STORE, settings_of
from app.jobs import sales_files
from app.jobs.taking import not_taken, take_all
from app.jobs.units import begin_all, reading, settling, writing
from app.models import LooseSale, OutboxRow, RegisterSale, Store
from app.pos.base import RegisterAway, RegisterMisfit
from app.pos.core_pos.sales import SOURCE, SalesRead, Shop, Shops, read_sales
from app.pos.core_pos.table import Drift, Place, place_of, sync
from app.vocabulary import clock
from app.vocabulary.jobs import Job

log = structlog.get_logger()

# Receipts that are looked for in one statement.
ROWS_AT_ONCE = 400
# Seconds that all servers together may take of a worker at once, and those in which one that is
# away has to let us in.
SLICE = 15.0
IN_A_HURRY = 2
FIRST = datetime.min.replace(tzinfo=UTC)
NOT_REACHED = "The server of the lanes cannot be reached."
OUR_FAULT = "This is a mistake of Caselot, or of what the register says. The log says more."


def servers() -> tuple[RegisterServer, ...]:
    """The servers of lanes that this installation has."""
    found: tuple[RegisterServer, ...] = current_app.config["REGISTER_SERVERS"]
    return found


def is_set_up() -> bool:
    """Whether there is any register to talk to."""
    return bool(servers() or current_app.config["SALES_FOLDER"])


def run() -> None:
    """By the clock: read what was sold, complete what is to be completed at once, and bring the
    lanes' table in line. What goes wrong with one register stops no other; one that is away is
    given time, and after SLICE seconds whoever else waits for this worker has their turn: who was
    not asked comes first the next minute."""
    began = time.monotonic()
    for server in _in_turn():
        if time.monotonic() - began > SLICE:
            log.warning("registers_left_to_the_next_minute", first=server.name)
            break
        _try(server, _read_and_sync)
    sales_files.read_all()


def _in_turn() -> list[RegisterServer]:
    """The servers that are to be asked now, the one that was asked longest ago first; one that is
    away has little time to answer."""
    with reading() as session:
        known = {state.name: state for state in states.states(session)}
    now, due = clock.now(), []
    for server in servers():
        state = known.get(server.name)
        if states.is_due(state, now):
            hurry = state is not None and state.away_since is not None
            seconds = min(server.seconds, IN_A_HURRY) if hurry else server.seconds
            asked = state and (state.next_try_at or state.read_at)
            due.append((asked or FIRST, replace(server, seconds=seconds)))
    return [server for _, server in sorted(due, key=lambda one: one[0])]


def sync_register(row_id: int, payload: Mapping[str, int]) -> None:
    """Bring the lanes' tables in line right after something changed; the requests of others that
    were there before are met too. A server that is away is left to the clock, which asks it less
    and less often and then compares everything: nobody waits for it here."""
    # Before anything is read: what changes from now on finds no request to lean on, and makes one.
    asked = begin_all(Job.SYNC_REGISTER)
    with reading() as session:
        away = states.away(session)
    for server in servers():
        if server.name not in away:
            _try(server, bring_in_line)
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
    RegisterAway, RegisterMisfit; of whatever goes wrong is written down that sales are not read."""
    now = clock.now()
    with reading() as session:
        state = states.state_of(session, server.name)
        today, earlier = (state.read_until, state.archive_read_at) if state else (None, None)
        with_archive = states.archive_is_due(state, now)
        shops, upcs = _shops(session, server), waiting_upcs(session)
    found: list[SalesRead] = []
    left: list[str] = []
    try:
        _check_apart(server)
        found.append(read_sales(server, shops, since=today, now=now, upcs=upcs))
        taken, doubled = _take(found[0], shops, left)
        with writing() as session:
            states.today_was_read(session, server.name, now)
        if with_archive:
            found.append(read_sales(server, shops, since=earlier, now=now, upcs=upcs, archive=True))
            more, again = _take(found[1], shops, left)
            taken, doubled = taken + more, doubled + again
    except Exception as error:
        with writing() as session:
            pause = isinstance(error, RegisterAway)
            states.is_unread(session, server.name, _words(error), pause=pause)
        raise
    with writing() as session:
        states.reading_ended(
            session,
            server.name,
            now,
            with_archive=with_archive and not left,
            left_out=not_taken(left) or _strangers(found),
            remark=_ahead(found[0]),
            doubled=doubled,
        )
    return taken


def _take(found: SalesRead, shops: Shops, left: list[str]) -> tuple[Taken, int]:
    """Take what was read, but for rows that were read before a store's number was changed: they are
    known, as another store's. Also returns how many rows of tags were there twice, or stand where
    another one was. Adds to `left` the receipts that could not be taken."""
    fresh, doubled = [], found.doubled
    with reading() as session:
        for n in range(0, len(found.rows), ROWS_AT_ONCE):
            some = found.rows[n : n + ROWS_AT_ONCE]
            before = [
                known(session, table, SOURCE, some, shops.ids)
                for table in (RegisterSale, LooseSale)
            ]
            wrong = {row.key for row in contradicting(session, SOURCE, some)}
            doubled += len(wrong)
            for row in some:
                at = {store_id for one in before for store_id in one.stores(row)} & shops.ids
                if row.key not in wrong and (not at or row.store_id in at):
                    fresh.append(row)
    if doubled:
        log.warning("register_rows_twice", rows=doubled)
    taken, not_this_time = take_all(fresh, SOURCE)
    left += not_this_time
    return taken, doubled


def _check_apart(server: RegisterServer) -> None:
    """RegisterMisfit where nobody could say which store sold it: nothing is read then, rather than
    taken for another one's."""
    if names := not_told_apart(server):
        raise RegisterMisfit(f"No sale is read: {not_apart(names)}")


def not_apart(names: Sequence[str]) -> str:
    """What to do about stores of one server that have no number of their own, in words."""
    return (
        f"{', '.join(names)} share a server. Give each its own number under Settings, Register, "
        "as its lanes write it (store_id)."
    )


def _strangers(found: Sequence[SalesRead]) -> str:
    numbers = sorted({number for one in found for number in one.strangers})
    if not numbers:
        return ""
    listed = ", ".join(map(str, numbers[:5]))
    return (
        f"Sold tags of number {listed} are not taken: no store has it (Settings, Register). They "
        "are as soon as one has."
    )


def _ahead(found: SalesRead) -> str:
    """What today's sales say of clocks that are wrong."""
    row = next((row for row in found.rows if is_ahead(row)), None)
    if row is None:
        return ""
    return (
        f"The clock of a lane is ahead: receipt {row.receipt} is taken as one of today. Set it "
        "right on the lane."
    )


def _read_and_sync(server: RegisterServer) -> None:
    """Sales that cannot be read, whyever, are no reason to leave the lanes' table as it was."""
    try:
        read(server)
    except (RegisterAway, RegisterMisfit) as error:
        log.warning("register_not_read", server=server.name, error=str(error))
    except Exception:
        log.exception("register_not_read", server=server.name)
    bring_in_line(server)


def _try(server: RegisterServer, act: Callable[[RegisterServer], object]) -> None:
    """Do it; what goes wrong with a register is written down in words, and stops no other. What
    nobody thought of is in the log too."""
    try:
        act(server)
    except Exception as error:
        with writing() as session:
            pause = isinstance(error, RegisterAway)
            states.is_away(session, server.name, _words(error), pause=pause)
        if isinstance(error, RegisterAway | RegisterMisfit):
            log.warning("register_away", server=server.name, error=str(error))
        else:
            log.exception("register_went_wrong", server=server.name)


def _words(error: Exception) -> str:
    if isinstance(error, RegisterAway):
        return NOT_REACHED
    return error.message if isinstance(error, RegisterMisfit) else OUR_FAULT


def _shops(session: Session, server: RegisterServer) -> Shops:
    """The stores that a server serves."""
    query = sa.select(Store).order_by(Store.active.desc(), Store.id)
    if server.store_id != EVERY_STORE:
        query = query.where(Store.id == server.store_id)
    found = []
    for store in session.scalars(query):
        number = settings_of(session, store.id).register_number
        found.append(Shop(store.id, number, store.time_zone, store.active))
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
