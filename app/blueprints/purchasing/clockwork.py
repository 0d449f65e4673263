"""The cut-off clock as people read it (B8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from app.domain.purchasing import deadlines
from app.models import Store, VendorCutoff
from app.vocabulary import clock

_HOUR, _DAY = 60, 24 * 60
# Less than this is urgent, and said so in words and colour.
SOON = 2 * _HOUR


@dataclass(frozen=True)
class CutOff:
    """A vendor's deadline for one store: `left` in words and `at` when; both empty when no deadline
    is known. `missed` tells of one that passed today."""

    minutes: int | None
    left: str
    at: str
    arrives_on: date | None
    missed: str

    @property
    def is_soon(self) -> bool:
        """Whether it is urgent."""
        return self.minutes is not None and self.minutes < SOON

    @property
    def order(self) -> tuple[bool, int]:
        """What closes first stands first; without a deadline last."""
        return self.minutes is None, self.minutes or 0


def cut_off(cutoffs: Iterable[VendorCutoff], store: Store, now: datetime) -> CutOff:
    """The clock of one vendor and store. `cutoffs`: all of the vendor."""
    mine = deadlines.for_store(cutoffs, store.id)
    due = deadlines.coming(mine, now, store.time_zone)
    gone = deadlines.missed_today(mine, now, store.time_zone)
    missed = f"{clock.local(gone, store.time_zone):%H:%M}" if gone else ""
    if due is None:
        return CutOff(None, "", "", None, missed)
    minutes = deadlines.minutes_left(due.at, now)
    at = f"{clock.local(due.at, store.time_zone):%a %H:%M}"
    return CutOff(minutes, in_words(minutes), at, due.arrives_on, missed)


def in_words(minutes: int) -> str:
    """`35 min`, `2 h 40 min`, `3 days`."""
    if minutes < _HOUR:
        return f"{minutes} min"
    if minutes < 2 * _DAY:
        hours, rest = divmod(minutes, _HOUR)
        return f"{hours} h {rest} min" if rest and hours < 10 else f"{hours} h"
    return f"{minutes // _DAY} days"
