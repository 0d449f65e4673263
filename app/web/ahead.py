"""Moments to come, as people say them."""

from __future__ import annotations

from datetime import datetime

from app.vocabulary import clock
from app.web.filters import zone


def moment_ahead(at: datetime | None) -> str:
    """A moment to come on the store's clock: `today 17:00`, `tomorrow 09:00`, `Thu 09:00` within
    the week, `3 Dec 09:00`; nothing for None."""
    if at is None:
        return ""
    when, today = clock.local(at, zone()), clock.local(clock.now(), zone())
    away = (when.date() - today.date()).days
    near = {0: "today", 1: "tomorrow"}.get(away, f"{when:%a}" if 0 < away < 7 else "")
    day = near or (
        f"{when.day} {when:%b}" if when.year == today.year else f"{when.day} {when:%b %Y}"
    )
    return f"{day} {when:%H:%M}"


def local_input(at: datetime) -> str:
    """A moment as a field for day and time holds it."""
    return f"{clock.local(at, zone()):%Y-%m-%dT%H:%M}"
