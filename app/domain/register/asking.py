"""That registers should be told: marked by whatever changes what may be rung up, and read by the
unit of work, which leaves one row in the outbox where a register is set up."""

from __future__ import annotations

from sqlalchemy.orm import Session

_CHANGED = "what registers may ring up has changed"


def changed(session: Session | None) -> None:
    """Say that this transaction changes what may be rung up, or what is sold."""
    if session is not None:
        session.info[_CHANGED] = True


def taken_from(session: Session) -> bool:
    """Whether this transaction said so; forgets it."""
    return bool(session.info.pop(_CHANGED, False))
