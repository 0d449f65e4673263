"""The book of statuses: the rows of settings, read once per request."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import Status
from app.vocabulary.errors import Invalid
from app.vocabulary.statuses import CLOSINGS, FIRST_STATUSES, Key, Stage


class Standing(Protocol):
    """What of a line says how its order stands."""

    status: Any
    open: Any
    voided_at: Any
    moved_to_id: Any


class StatusBook:
    """All statuses by key, in their order."""

    def __init__(self, rows: Iterable[Status]) -> None:
        self._rows = {row.key: row for row in sorted(rows, key=lambda s: s.position)}

    def __getitem__(self, key: str) -> Status:
        return self._rows[key]

    def named(self, key: str) -> Status:
        """The active status of a key that came from outside; raises Invalid for any other."""
        row = self._rows.get(key)
        if row is None or not row.active:
            raise Invalid({"status": "Choose one of the listed statuses."})
        return row

    @property
    def all(self) -> list[Status]:
        """Every status, also those not in use any more."""
        return list(self._rows.values())

    @property
    def open(self) -> list[Status]:
        """Statuses of lines that still wait for something."""
        return [s for s in self._rows.values() if s.stage is not Stage.CLOSED and s.active]

    @property
    def closings(self) -> list[Status]:
        """What closing by hand chooses from (C34)."""
        return [self._rows[key] for key in CLOSINGS]

    def least_advanced(self, keys: Iterable[str]) -> Status:
        """The status an order shows: that of its least advanced line (decision 1)."""
        return min((self._rows[k] for k in keys), key=lambda s: (s.stage.rank, s.position))

    def of_order(self, lines: Sequence[Standing]) -> tuple[str, int]:
        """The status of an order of these lines, and whether it is open (C32)."""
        waiting = [line.status for line in lines if line.open]
        if waiting:
            return self.least_advanced(waiting).key, 1
        # What was taken off says how the order ended only when there was nothing else.
        kept = [line for line in lines if line.voided_at is None and line.moved_to_id is None]
        ends = [line.status for line in kept or lines]
        return (Key.COMPLETED.value if Key.COMPLETED in ends else ends[-1]), 0


def book(session: Session) -> StatusBook:
    """Read the statuses, in one statement."""
    return StatusBook(session.scalars(sa.select(Status)))


def ensure_first(session: Session) -> None:
    """Create the statuses of a new installation that are not there yet (C23)."""
    known = set(session.scalars(sa.select(Status.key)))
    for position, (key, label, stage, explanation) in enumerate(FIRST_STATUSES):
        if key not in known:
            session.add(
                Status(
                    key=key,
                    label=label,
                    explanation=explanation,
                    stage=stage,
                    position=position * 10,
                    built_in=True,
                )
            )


def first_status(call_first: bool) -> Key:
    """Where a new line starts: by its order's call choice (C23)."""
    return Key.NEW_CALL if call_first else Key.NEW_NO_CALL
