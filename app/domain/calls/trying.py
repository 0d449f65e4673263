"""When to try again: rules of a store, on its own clock (B7). A value in, a value out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.domain.settings.known import StoreSettings
from app.models import CallOutcome

_DAYS = {"mon-fri": range(5), "mon-sat": range(6), "every": range(7)}


def next_try(
    outcome: CallOutcome, at: datetime, time_zone: str, settings: StoreSettings
) -> datetime:
    """The next try (UTC) that is proposed after a call at `at` (aware): without an answer some
    hours later, otherwise on the next day on which is called; always within the hours of calls."""
    local = at.astimezone(ZoneInfo(time_zone))
    if outcome is CallOutcome.NO_ANSWER:
        return _within(local + timedelta(hours=settings.call_again_hours), settings)
    day = local.date()
    for _ in range(settings.call_again_days):
        day = _calling_day(day + timedelta(days=1), settings)
    return _opening(day, local, settings)


def _within(local: datetime, settings: StoreSettings) -> datetime:
    """`local` if calls are made then, else the next moment at which they are."""
    day = _calling_day(local.date(), settings)
    if day == local.date() and settings.call_from_hour <= local.hour < settings.call_until_hour:
        return local.astimezone(UTC)
    if day == local.date() and local.hour >= settings.call_from_hour:
        day = _calling_day(day + timedelta(days=1), settings)
    return _opening(day, local, settings)


def _calling_day(day: date, settings: StoreSettings) -> date:
    """`day`, or the first after it on which is called."""
    while day.weekday() not in _DAYS[settings.call_days]:
        day += timedelta(days=1)
    return day


def _opening(day: date, local: datetime, settings: StoreSettings) -> datetime:
    begins = datetime(day.year, day.month, day.day, settings.call_from_hour, tzinfo=local.tzinfo)
    return begins.astimezone(UTC)
