"""A place in a list that is sorted by a moment, as an address holds it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.web.converters import LARGEST_ID

Place = tuple[datetime, int]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def written(place: Place | None) -> str:
    """Microseconds and the row's id; empty for none."""
    return f"{(place[0] - _EPOCH) // _MICROSECOND}-{place[1]}" if place else ""


def place_in(text: str) -> Place | None:
    """The place that an address names; None, the beginning, for anything that is none."""
    moment, _, row_id = text.partition("-")
    for part in (moment, row_id):
        if not (part.isascii() and part.isdecimal() and len(part) <= 16):
            return None
    if int(row_id) > LARGEST_ID:
        return None
    return _EPOCH + int(moment) * _MICROSECOND, int(row_id)
