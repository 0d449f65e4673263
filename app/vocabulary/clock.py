"""The one clock. Tests and the demo set it; nobody else asks the machine for the time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

# What people call the days that `date.weekday` counts from 0.
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_fixed: ContextVar[datetime | None] = ContextVar("fixed_time", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _fixed.get() or datetime.now(UTC)


def local(at: datetime, zone: str) -> datetime:
    """`at` on the wall clock of the time zone `zone` (an IANA name)."""
    return at.astimezone(ZoneInfo(zone))


def at_wall(wall: datetime, zone: str) -> datetime:
    """The moment at which the wall clock of the time zone `zone` shows `wall`, in UTC; the first of
    the two on the night when an hour comes twice."""
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def business_date(at: datetime, zone: str) -> date:
    """The calendar day of `at` in the store's own time zone (design 3.5)."""
    return local(at, zone).date()


def last_finished_day(at: datetime, zone: str) -> date:
    """The newest business date that is over at `at`: yesterday on the store's wall clock."""
    return business_date(at, zone) - timedelta(days=1)


def end_of_day(day: date, zone: str) -> datetime:
    """The first moment after `day` in `zone`, in UTC (right on daylight-saving nights too)."""
    following = day + timedelta(days=1)
    midnight = datetime(following.year, following.month, following.day, tzinfo=ZoneInfo(zone))
    return midnight.astimezone(UTC)


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Hold the clock at `moment` (aware) for the demo, a dry run or a test."""
    if moment.tzinfo is None:
        raise ValueError("the clock needs an aware time")
    token = _fixed.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.reset(token)
