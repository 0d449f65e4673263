"""Quiet hours: what is written in them waits for the morning, on the store's own clock."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.domain.settings.known import StoreSettings
from app.vocabulary import clock
from app.vocabulary.occasions import MessageWay

ALL, NOTHING = "all", "none"


def next_allowed(
    at: datetime, way: MessageWay, settings: StoreSettings, time_zone: str
) -> datetime:
    """`at`, or the end of the quiet hours that it falls into; in UTC."""
    if not _hold_for(way, settings):
        return at
    begins, ends = _hour(settings.quiet_from), _hour(settings.quiet_until)
    here = clock.local(at, time_zone)
    now = here.time().replace(tzinfo=None)
    over_night = begins > ends
    quiet = (now >= begins or now < ends) if over_night else begins <= now < ends
    if not quiet:
        return at
    day = here.date() + timedelta(days=1 if over_night and now >= begins else 0)
    return datetime.combine(day, ends, ZoneInfo(time_zone)).astimezone(at.tzinfo)


def _hold_for(way: MessageWay, settings: StoreSettings) -> bool:
    if settings.quiet_for == NOTHING or settings.quiet_from == settings.quiet_until:
        return False
    return settings.quiet_for == ALL or way is MessageWay.TEXT


def _hour(said: str) -> time:
    return time.fromisoformat(said)
