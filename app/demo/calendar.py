"""The days of the demo: when the shop is open, and which moment a minute of a day is.

Day 0 is the day of play, -1 the day before. Nothing is ever played later than the moment of play:
what would happen later today is moved up, in the same order.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.vocabulary import clock

OPENS, CLOSES = 8 * 60, 20 * 60 + 30
"""Opening hours as minutes after midnight, on the wall clock."""

NIGHT_RUNS = 15
"""Minutes after midnight at which the night of the day before is done."""


@dataclass(frozen=True)
class Calendar:
    """Days counted from the day of play, `now`, on the wall clock of `zone`."""

    now: datetime
    zone: str

    @property
    def today(self) -> date:
        """The business date of the moment of play."""
        return clock.business_date(self.now, self.zone)

    def date(self, day: int) -> date:
        """The business date of a day."""
        return self.today + timedelta(days=day)

    def moment(self, day: int, minute: int) -> datetime:
        """When something planned for `minute` (from opening to closing) of `day` happens."""
        if day < 0:
            return self._wall(day, minute)
        start = min(self._wall(day, OPENS), self._halfway())
        end = min(self._wall(day, CLOSES), self.now)
        return start + (end - start) * (minute - OPENS) / (CLOSES - OPENS)

    def night_before(self, day: int) -> datetime:
        """When, early on `day`, the night of the day before is done."""
        return min(self._wall(day, NIGHT_RUNS), self._halfway() if day == 0 else self.now)

    def _halfway(self) -> datetime:
        """Half of what today had so far: the demo may be played before the shop has opened."""
        midnight = self._wall(0, 0)
        return midnight + (self.now - midnight) / 2

    def _wall(self, day: int, minute: int) -> datetime:
        at = time(minute // 60, minute % 60, tzinfo=ZoneInfo(self.zone))
        return datetime.combine(self.date(day), at)
