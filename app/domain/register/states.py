"""How it stands with each register system: read up to when, brought in line when; since when it is
away, or its sales cannot be read. The one going well says nothing of the other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.settings.editing import unique
from app.models import RegisterState
from app.vocabulary import clock

# Earlier days change seldom; today's sales are read every time.
ARCHIVE_EVERY = timedelta(hours=1)
# One that is away is asked again after as long as it has been away, within these.
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=50), timedelta(minutes=5)
EVERY_STORES = "core_pos"
AT_ONCE = {"name": "It was made at the same moment."}


def states(session: Session) -> Sequence[RegisterState]:
    """All of them, by name."""
    return session.scalars(sa.select(RegisterState).order_by(RegisterState.name)).all()


def state_of(session: Session, name: str) -> RegisterState | None:
    """That of one register system, None before it was ever asked."""
    return session.scalar(sa.select(RegisterState).where(RegisterState.name == name))


def archive_is_due(state: RegisterState | None, now: datetime) -> bool:
    """Whether the sales of earlier days are to be read once more; what did not answer is given
    time."""
    return state is None or (_is_old(state, now) and _may_try(state, now))


def is_due(state: RegisterState | None, now: datetime) -> bool:
    """Whether the clock should ask it again: one that is away is given time. Where only earlier
    days cannot be read, today's sales go on."""
    if state is None or _may_try(state, now):
        return True
    since, read = state.unread_since, state.read_at
    return state.away_since is None and since is not None and read is not None and read >= since


def _is_old(state: RegisterState, now: datetime) -> bool:
    known = state.archive_read_at
    return known is None or now - known >= ARCHIVE_EVERY


def _may_try(state: RegisterState, now: datetime) -> bool:
    return state.next_try_at is None or state.next_try_at <= now


def of_store(store_id: int) -> tuple[str, ...]:
    """The names of the register systems that a store can have: that of every store, its own, and
    files."""
    return EVERY_STORES, f"{EVERY_STORES}-{store_id}", "file_drop"


def away(session: Session) -> set[str]:
    """The names of those that could not be reached when they were asked last."""
    gone = sa.select(RegisterState.name).where(RegisterState.away_since.is_not(None))
    return set(session.scalars(gone))


def today_was_read(session: Session, name: str, until: datetime) -> RegisterState:
    """What was sold today until then is here; earlier days may still be missing."""
    state = _made(session, name)
    state.read_until, state.read_at = until, clock.now()
    return state


def reading_ended(
    session: Session,
    name: str,
    until: datetime,
    *,
    with_archive: bool,
    left_out: str = "",
    remark: str = "",
    doubled: int = 0,
) -> None:
    """Everything that was sold until then is here, but for what `left_out` says; `doubled` rows of
    tags were there twice and taken once. A `remark` is to be looked at, though all is well."""
    state = today_was_read(session, name, until)
    if with_archive:
        state.archive_read_at = until
    state.doubled = doubled
    if left_out:
        is_unread(session, name, left_out)
        return
    if not with_archive and _is_old(state, until):
        # Earlier days are still to be read: what was said of them stays.
        return
    state.unread_since, state.unread_why = None, remark[:300]
    _goes_on(state)


def is_unread(session: Session, name: str, why: str, *, pause: bool = False) -> None:
    """Its sales cannot be read, all or some; since when is kept, until everything was read. With
    `pause` it is given time, as it does not answer."""
    state = _made(session, name)
    state.unread_since = state.unread_since or clock.now()
    state.unread_why = why[:300]
    _put_off(state, state.unread_since, pause=pause)


def brought_in_line(session: Session, name: str, rows: int, problem: str = "") -> None:
    """The register holds what it must; `problem` says what still stands in the way."""
    state = _made(session, name)
    state.synced_at, state.rows = clock.now(), rows
    state.away_since, state.problem = None, problem[:300]
    _goes_on(state)


def is_away(session: Session, name: str, problem: str, *, pause: bool = False) -> None:
    """It cannot be reached, or is not as it must be; since when is kept. With `pause` it is given
    time, as it does not answer."""
    state = _made(session, name)
    state.away_since = state.away_since or clock.now()
    state.problem = problem[:300]
    _put_off(state, state.away_since, pause=pause)


def _put_off(state: RegisterState, since: datetime, *, pause: bool) -> None:
    now = clock.now()
    longer = min(max(now - since, FIRST_PAUSE), LONGEST_PAUSE) if pause else timedelta(0)
    state.next_try_at = now + longer


def _goes_on(state: RegisterState) -> None:
    if state.away_since is None and state.unread_since is None:
        state.next_try_at = None


def _made(session: Session, name: str) -> RegisterState:
    state = state_of(session, name)
    if state is None:
        state = RegisterState(name=name, rows=0, problem="", unread_why="")
        with unique(session, AT_ONCE):
            session.add(state)
    return state
