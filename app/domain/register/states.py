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
AT_ONCE = {"name": "It was made at the same moment."}


def states(session: Session) -> Sequence[RegisterState]:
    """All of them, by name."""
    return session.scalars(sa.select(RegisterState).order_by(RegisterState.name)).all()


def state_of(session: Session, name: str) -> RegisterState | None:
    """That of one register system, None before it was ever asked."""
    return session.scalar(sa.select(RegisterState).where(RegisterState.name == name))


def archive_is_due(state: RegisterState | None, now: datetime) -> bool:
    """Whether the sales of earlier days are to be read once more."""
    known = state.archive_read_at if state is not None else None
    return known is None or now - known >= ARCHIVE_EVERY


def today_was_read(session: Session, name: str, until: datetime) -> RegisterState:
    """What was sold today until then is here; earlier days may still be missing."""
    state = _made(session, name)
    state.read_until, state.read_at = until, clock.now()
    return state


def reading_ended(session: Session, name: str, until: datetime, *, with_archive: bool) -> None:
    """Everything that was sold until then is here."""
    state = today_was_read(session, name, until)
    if with_archive:
        state.archive_read_at = until
    state.unread_since, state.unread_why = None, ""


def is_unread(session: Session, name: str, why: str) -> None:
    """Its sales cannot be read, all or some; since when is kept, until everything was read."""
    state = _made(session, name)
    state.unread_since = state.unread_since or clock.now()
    state.unread_why = why[:300]


def brought_in_line(session: Session, name: str, rows: int, problem: str = "") -> None:
    """The register holds what it must; `problem` says what still stands in the way."""
    state = _made(session, name)
    state.synced_at, state.rows = clock.now(), rows
    state.away_since, state.problem = None, problem[:300]


def is_away(session: Session, name: str, problem: str) -> None:
    """It cannot be reached, or is not as it must be; since when is kept."""
    state = _made(session, name)
    state.away_since = state.away_since or clock.now()
    state.problem = problem[:300]


def _made(session: Session, name: str) -> RegisterState:
    state = state_of(session, name)
    if state is None:
        state = RegisterState(name=name, rows=0, problem="", unread_why="")
        with unique(session, AT_ONCE):
            session.add(state)
    return state
