"""The cut-off clock: until when a vendor takes orders, and when what was ordered comes (B8, B19).

Deadlines are weekly, on the wall clock of the store. Everything here is a value in, a value out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

# A week, and a day at each end: where clocks are put forward, a deadline may slip past midnight.
_FIRST_DAY, _LAST_DAY = -1, 8
_MINUTE = timedelta(minutes=1)


class WeeklyDeadline(Protocol):
    """What a `VendorCutoff` says: by `weekday` (0 is Monday) at `at`, comes `days_later`."""

    @property
    def weekday(self) -> int: ...
    @property
    def at(self) -> time: ...
    @property
    def days_later(self) -> int: ...


class StoreDeadline(WeeklyDeadline, Protocol):
    """A deadline of one store, or, without one, of every store."""

    @property
    def store_id(self) -> int | None: ...


Weekly = TypeVar("Weekly", bound=StoreDeadline)


@dataclass(frozen=True)
class Deadline:
    """One moment (UTC) until which orders are taken, and the day that they come then."""

    at: datetime
    arrives_on: date


def for_store(cutoffs: Iterable[Weekly], store_id: int) -> list[Weekly]:
    """The deadlines a store goes by: its own if it has any, else those of every store."""
    known = list(cutoffs)
    own = [cutoff for cutoff in known if cutoff.store_id == store_id]
    return own or [cutoff for cutoff in known if cutoff.store_id is None]


def coming(cutoffs: Iterable[WeeklyDeadline], now: datetime, time_zone: str) -> Deadline | None:
    """The first deadline after `now` (aware) on the wall clock of `time_zone`; None without any. At
    the minute of a deadline it is too late for it (B8)."""
    ahead = [one for one in _around(cutoffs, now, time_zone) if one.at > now]
    return min(ahead, key=_first, default=None)


def next_deadline(
    cutoffs: Iterable[WeeklyDeadline], now: datetime, time_zone: str
) -> datetime | None:
    """The moment (UTC) of the first deadline after `now`; None without any."""
    found = coming(cutoffs, now, time_zone)
    return found.at if found else None


def missed_today(
    cutoffs: Iterable[WeeklyDeadline], now: datetime, time_zone: str
) -> datetime | None:
    """The newest deadline (UTC) of the store's day that has passed; None if none has."""
    today = now.astimezone(ZoneInfo(time_zone)).date()
    gone = [
        one.at
        for one in _around(cutoffs, now, time_zone)
        if one.at <= now and one.at.astimezone(ZoneInfo(time_zone)).date() == today
    ]
    return max(gone, default=None)


def minutes_left(deadline: datetime, now: datetime) -> int:
    """Whole minutes until `deadline`, 0 when it is over."""
    return max(0, (deadline - now) // _MINUTE)


def expected_day(
    cutoffs: Iterable[WeeklyDeadline], placed_at: datetime, time_zone: str
) -> date | None:
    """The day on which what was ordered at `placed_at` should come: that of the first deadline
    after it, and its days later (B19). None without deadlines."""
    found = coming(cutoffs, placed_at, time_zone)
    return found.arrives_on if found else None


def _first(deadline: Deadline) -> tuple[datetime, date]:
    return deadline.at, deadline.arrives_on


def _around(cutoffs: Iterable[WeeklyDeadline], now: datetime, time_zone: str) -> list[Deadline]:
    """Every deadline of the days around `now`. A wall clock time that is skipped when clocks are
    put forward is meant an hour later; of one that comes twice the first counts, to be safe."""
    zone = ZoneInfo(time_zone)
    today = now.astimezone(zone).date()
    days = [today + timedelta(days=away) for away in range(_FIRST_DAY, _LAST_DAY + 1)]
    return [
        Deadline(
            datetime.combine(day, cutoff.at, zone).astimezone(UTC),
            day + timedelta(days=cutoff.days_later),
        )
        for cutoff in cutoffs
        for day in days
        if day.weekday() == cutoff.weekday
    ]
