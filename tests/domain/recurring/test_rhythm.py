"""How often, in dates and in words (B3)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, time, timedelta
from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.recurring.ahead import last_cutoff, made_by
from app.domain.recurring.rhythm import MOST, NTHS, Rhythm, begun, words
from app.models import Every
from app.vocabulary.errors import Invalid

DAYS = st.dates(date(2024, 1, 1), date(2031, 12, 31))
FIRST = date(2026, 11, 22)


@st.composite
def rhythms(draw: st.DrawFn) -> Rhythm:
    """Any rhythm somebody could ask for."""
    every = draw(st.sampled_from(list(Every)))
    n = draw(st.integers(1, min(MOST[every], 24)))
    nth, weekday = draw(st.sampled_from(list(NTHS))), draw(st.integers(0, 6))
    return begun(Rhythm(every, n, draw(DAYS), nth, weekday))


@pytest.mark.contract("B3")
@given(rhythm=rhythms(), start=DAYS)
def test_dates_follow_the_rhythm(rhythm: Rhythm, start: date) -> None:
    """In order, from the start on, never before the first, at the distance that was asked for, and
    the same whatever day one asks on."""
    dates = rhythm.next(start, 4)
    assert dates == sorted(set(dates))
    assert dates[0] >= max(start, rhythm.first)
    assert rhythm.next(rhythm.first, 1) == [rhythm.first]
    assert rhythm.next(dates[1], 3) == dates[1:]
    for before, after in pairwise(dates):
        if rhythm.every in {Every.DAYS, Every.WEEKS}:
            step = rhythm.n * (7 if rhythm.every is Every.WEEKS else 1)
            assert after - before == timedelta(days=step)
        else:
            months = (after.year - before.year) * 12 + after.month - before.month
            assert months == rhythm.n


@given(rhythm=rhythms(), start=DAYS)
def test_days_are_those_that_were_meant(rhythm: Rhythm, start: date) -> None:
    """The 31st is the last day of a month that has none; the 2nd Tuesday is one."""
    for day in rhythm.next(start, 3):
        last = monthrange(day.year, day.month)[1]
        if rhythm.every is Every.MONTHS:
            assert day.day == min(rhythm.first.day, last)
        elif rhythm.every is Every.NTH_WEEKDAY:
            week = -1 if day.day + 7 > last and rhythm.nth == -1 else (day.day - 1) // 7 + 1
            assert (day.weekday(), week) == (rhythm.weekday, rhythm.nth)


@pytest.mark.parametrize(
    ("rhythm", "said", "dates"),
    [
        (Rhythm(Every.DAYS, 1, FIRST), "Every day", ["11-22", "11-23", "11-24"]),
        (Rhythm(Every.WEEKS, 2, FIRST), "Every 2 weeks on Sunday", ["11-22", "12-06", "12-20"]),
        (
            Rhythm(Every.NTH_WEEKDAY, 1, FIRST, 2, 1),
            "Every 2nd Tuesday of the month",
            ["12-08", "01-12", "02-09"],
        ),
        (
            Rhythm(Every.NTH_WEEKDAY, 3, FIRST, -1, 4),
            "On the last Friday of every 3rd month",
            ["11-27", "02-26", "05-28"],
        ),
        (Rhythm(Every.MONTHS, 1, FIRST), "Every month on the 22nd", ["11-22", "12-22", "01-22"]),
        (
            Rhythm(Every.MONTHS, 2, date(2026, 12, 31)),
            "Every 2 months on the 31st, in shorter months on the last day",
            ["12-31", "02-28", "04-30"],
        ),
    ],
)
def test_words_and_dates(rhythm: Rhythm, said: str, dates: list[str]) -> None:
    """What people read beside what happens."""
    real = begun(rhythm)
    assert (words(real), [f"{day:%m-%d}" for day in real.next(FIRST, 3)]) == (said, dates)


def test_it_ends() -> None:
    """With the last day, which counts."""
    rhythm = Rhythm(Every.WEEKS, 1, FIRST, last=date(2026, 12, 6))
    assert len(rhythm.next(FIRST, 9)) == 3
    assert rhythm.on_or_after(date(2026, 12, 7)) is None


def test_what_is_no_rhythm() -> None:
    """Named by field."""
    for rhythm, field in (
        (Rhythm(Every.DAYS, 0, FIRST), "every_n"),
        (Rhythm(Every.MONTHS, 25, FIRST), "every_n"),
        (Rhythm(Every.NTH_WEEKDAY, 1, FIRST, 5, 1), "nth"),
        (Rhythm(Every.NTH_WEEKDAY, 1, FIRST, 1, 7), "weekday"),
    ):
        with pytest.raises(Invalid) as problem:
            begun(rhythm)
        assert list(problem.value.fields) == [field]


@pytest.mark.contract("B3", "B8")
def test_it_is_made_ahead_of_the_cut_off() -> None:
    """Thursday's deadline comes on Monday, Monday's on Wednesday: for a Tuesday the Thursday before
    is the last one that will do. Several vendors: the earliest of theirs."""
    thursday = SimpleNamespace(weekday=3, at=time(15), days_later=4)
    monday = SimpleNamespace(weekday=0, at=time(15), days_later=2)
    tuesday = date(2026, 12, 8)
    assert last_cutoff([thursday, monday], tuesday) == date(2026, 12, 3)
    assert last_cutoff([], tuesday) is None
    assert made_by(tuesday, 2, [[thursday, monday]]) == date(2026, 12, 2)
    assert made_by(tuesday, 2, [[monday], [thursday]]) == date(2026, 11, 29)
    assert made_by(tuesday, 7, [[thursday]]) == date(2026, 12, 1)
    assert made_by(tuesday, 7, []) == date(2026, 12, 1)
