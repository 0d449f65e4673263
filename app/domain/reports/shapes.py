"""What a report is made of: a span of days, plots, and the table under them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.vocabulary import clock

Cell = str | int | date | None
LONGEST_SPAN = 366


@dataclass(frozen=True)
class Span:
    """The days a report is about, first and last included, in one store or (None) in every
    store; `zone` is the time zone that they are days of."""

    first: date
    last: date
    store_id: int | None
    zone: str

    @property
    def begins(self) -> datetime:
        """The first moment of the span."""
        return clock.end_of_day(self.first - timedelta(days=1), self.zone)

    @property
    def ends(self) -> datetime:
        """The first moment behind the span."""
        return clock.end_of_day(self.last, self.zone)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def covers(self, column: Any) -> sa.ColumnElement[bool]:
        """The condition that the moment in `column` is in the span."""
        return sa.and_(column >= self.begins, column < self.ends)

    def here(self, column: Any) -> sa.ColumnElement[bool]:
        """The condition that `column` names the store of the span, if it is about one."""
        return sa.true() if self.store_id is None else column == self.store_id

    def day_of(self, at: datetime) -> date:
        """The day of a moment, as the store counts days."""
        return clock.business_date(at, self.zone)

    def parts(self) -> list[Part]:
        """The span in months, or in weeks if it is shorter than four of them."""
        weekly = self.days <= 4 * 28
        found: list[Part] = []
        first = self.first
        while first <= self.last:
            after = first + timedelta(days=7) if weekly else _next_month(first)
            last = min(after - timedelta(days=1), self.last)
            found.append(Part(first, last, f"{first.day} {first:%b}" if weekly else f"{first:%b}"))
            first = after
        return found


@dataclass(frozen=True)
class Part:
    """A week or a month of a span, and what stands under its column."""

    first: date
    last: date
    label: str


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def place_of(day: date, parts: Sequence[Part]) -> int | None:
    """The number of the part that holds `day`; None if none does."""
    return next((n for n, part in enumerate(parts) if part.first <= day <= part.last), None)


@dataclass(frozen=True)
class Series:
    """One kind of thing in a plot. `tone` names its colour: a stage, or a step from 1 to 6."""

    label: str
    tone: str


@dataclass(frozen=True)
class Bar:
    """One bar: its label, and a number for each series."""

    label: str
    values: tuple[int, ...]

    @property
    def total(self) -> int:
        """All of it."""
        return sum(self.values)


@dataclass(frozen=True)
class Plot:
    """Bars side by side. `upright` ones stand in the order of time, others lie below each other.
    `unit` is what is counted, as "lines"."""

    title: str
    unit: str
    series: tuple[Series, ...]
    bars: tuple[Bar, ...]
    upright: bool = False

    @property
    def highest(self) -> int:
        """The longest bar; 1 if there is nothing."""
        return max([bar.total for bar in self.bars] or [1]) or 1

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to see."""
        return not any(bar.total for bar in self.bars)


@dataclass(frozen=True)
class Fact:
    """A number to be read at a glance; a dash where nothing is known."""

    number: str
    words: str


@dataclass(frozen=True)
class Report:
    """What a report found. `rows` have a cell for each name of `header`; `note` says what was left
    out, if anything was."""

    facts: tuple[Fact, ...]
    plots: tuple[Plot, ...]
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was found."""
        return not self.rows and all(plot.is_empty for plot in self.plots)


def middle(numbers: Sequence[int], percent: int = 50) -> int | None:
    """The number that `percent` of all are at most; None of nothing."""
    if not numbers:
        return None
    ordered = sorted(numbers)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def share(part: int, whole: int) -> str:
    """A part as a percentage; a dash of nothing."""
    return f"{(200 * part + whole) // (2 * whole)} %" if whole else "–"


def in_days(number: int | None) -> str:
    """Days in words; a dash for what is unknown."""
    return "–" if number is None else f"{number} d"
