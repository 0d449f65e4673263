"""How often something repeats: dates, and the words for them. No database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice, takewhile

from dateutil import rrule

from app.models import Every, Recurrence
from app.vocabulary.clock import WEEKDAYS
from app.vocabulary.errors import Invalid

NTHS = {1: "1st", 2: "2nd", 3: "3rd", 4: "4th", -1: "last"}
MOST = {Every.DAYS: 366, Every.WEEKS: 52, Every.MONTHS: 24, Every.NTH_WEEKDAY: 24}
_UNITS = {Every.DAYS: "day", Every.WEEKS: "week", Every.MONTHS: "month"}
_EVERY_MONTH_HAS = 28


@dataclass(frozen=True)
class Rhythm:
    """Every `n` days, weeks or months from `first` on, or every `n` months on the `nth` (-1: last)
    `weekday` (0 is Monday), until `last`."""

    every: Every
    n: int
    first: date
    nth: int | None = None
    weekday: int | None = None
    last: date | None = None

    @classmethod
    def of(cls, it: Recurrence) -> Rhythm:
        """The rhythm of a recurrence."""
        return cls(it.every, it.every_n, it.first_on, it.nth, it.weekday, it.ends_on)

    def dates(self, start: date) -> Iterator[date]:
        """Its dates on and after `start`, in order; without end unless there is a `last`."""
        begin = max(start, self.first)
        found = self._rule().xafter(datetime.combine(begin, time()), inc=True)
        return takewhile(self._goes_on, (moment.date() for moment in found))

    def on_or_after(self, start: date) -> date | None:
        """The first of its dates on or after `start`; None when it has ended."""
        return next(self.dates(start), None)

    def next(self, start: date, how_many: int = 5) -> list[date]:
        """A few of its dates on and after `start`."""
        return list(islice(self.dates(start), how_many))

    def _goes_on(self, day: date) -> bool:
        return self.last is None or day <= self.last

    def _rule(self) -> rrule.rrule:
        start = datetime.combine(self.first, time())
        if self.every is Every.DAYS:
            return rrule.rrule(rrule.DAILY, dtstart=start, interval=self.n)
        if self.every is Every.WEEKS:
            return rrule.rrule(rrule.WEEKLY, dtstart=start, interval=self.n)
        months = {"dtstart": start, "interval": self.n}
        if self.every is Every.NTH_WEEKDAY:
            day = rrule.weekday(self.weekday or 0, self.nth or 1)
            return rrule.rrule(rrule.MONTHLY, byweekday=day, **months)
        # The 31st is the last day of a month that has none.
        last = [*range(_EVERY_MONTH_HAS, self.first.day + 1)] or [self.first.day]
        return rrule.rrule(rrule.MONTHLY, bymonthday=last, bysetpos=-1, **months)


def begun(rhythm: Rhythm) -> Rhythm:
    """The rhythm from its first real date on: the 2nd Tuesday on or after `first`. Invalid for what
    is no rhythm, by field: "every_n", "nth", "weekday", "first_on"."""
    problems = {}
    if not 1 <= rhythm.n <= MOST[rhythm.every]:
        problems["every_n"] = f"Write a number from 1 to {MOST[rhythm.every]}."
    if rhythm.every is not Every.NTH_WEEKDAY:
        rhythm = Rhythm(rhythm.every, rhythm.n, rhythm.first, last=rhythm.last)
    elif rhythm.nth not in NTHS:
        problems["nth"] = "Choose which one of the month."
    elif rhythm.weekday not in range(7):
        problems["weekday"] = "Choose a day of the week."
    if problems:
        raise Invalid(problems)
    monthly = Rhythm(rhythm.every, 1, rhythm.first, rhythm.nth, rhythm.weekday)
    first = monthly.on_or_after(rhythm.first) if rhythm.every is Every.NTH_WEEKDAY else rhythm.first
    return Rhythm(
        rhythm.every, rhythm.n, first or rhythm.first, rhythm.nth, rhythm.weekday, rhythm.last
    )


def words(rhythm: Rhythm) -> str:
    """How often, in words: “Every 2 weeks on Tuesday”."""
    if rhythm.every is Every.NTH_WEEKDAY:
        which = f"{NTHS[rhythm.nth or 1]} {WEEKDAYS[rhythm.weekday or 0]}"
        if rhythm.n == 1:
            return f"Every {which} of the month"
        return f"On the {which} of every {_ordinal(rhythm.n)} month"
    unit = _UNITS[rhythm.every]
    often = f"Every {unit}" if rhythm.n == 1 else f"Every {rhythm.n} {unit}s"
    if rhythm.every is Every.WEEKS:
        return f"{often} on {WEEKDAYS[rhythm.first.weekday()]}"
    if rhythm.every is Every.MONTHS:
        day = rhythm.first.day
        short = "" if day <= _EVERY_MONTH_HAS else ", in shorter months on the last day"
        return f"{often} on the {_ordinal(day)}{short}"
    return often


def _ordinal(number: int) -> str:
    if 10 <= number % 100 <= 20:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"
