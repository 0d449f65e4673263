"""That registers should be told: marked by whatever changes what may be rung up, and how; read by
the unit of work, which leaves one row in the outbox where a register is set up."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, object_session

from app.models import OrderLine
from app.vocabulary.statuses import Stage

_CHANGED = "what registers may ring up has changed"


def changed(session: Session | None) -> None:
    """Say that this transaction changes what may be rung up, or what is sold."""
    if session is not None:
        session.info[_CHANGED] = True


def taken_from(session: Session) -> bool:
    """Whether this transaction said so; forgets it."""
    return bool(session.info.pop(_CHANGED, False))


@sa.event.listens_for(OrderLine, "after_update")
def _line_changed(_mapper: Any, _connection: Any, line: OrderLine) -> None:
    """Price, cases, department or words of what is on the lanes: they ring up the newest."""
    if line.stage is Stage.ARRIVED:
        changed(object_session(line))
