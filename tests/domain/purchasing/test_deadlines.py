"""The cut-off clock, on wall clocks that jump (B8, B19)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.purchasing import deadlines
from app.models import VendorCutoff

CHICAGO = "America/Chicago"
MONDAY, THURSDAY, SUNDAY = 0, 3, 6


def cutoff(weekday: int, at: time, days: int = 1, store: int | None = None) -> VendorCutoff:
    return VendorCutoff(weekday=weekday, at=at, days_later=days, store_id=store)


def chicago(*when: int) -> datetime:
    return datetime(*when, tzinfo=ZoneInfo(CHICAGO)).astimezone(UTC)


MON_NOON = cutoff(MONDAY, time(12), 2)
THU_TEN = cutoff(THURSDAY, time(10), 1)


@pytest.mark.contract("B8")
@pytest.mark.parametrize(
    ("now", "due"),
    [
        (chicago(2026, 11, 16, 9), chicago(2026, 11, 16, 12)),
        (chicago(2026, 11, 16, 12), chicago(2026, 11, 19, 10)),
        (chicago(2026, 11, 20, 9), chicago(2026, 11, 23, 12)),
    ],
)
def test_the_next_deadline_is_the_first_one_after_now(now: datetime, due: datetime) -> None:
    assert deadlines.next_deadline([MON_NOON, THU_TEN], now, CHICAGO) == due


def test_without_deadlines_there_is_no_clock_and_no_promise() -> None:
    now = chicago(2026, 11, 16, 9)
    assert deadlines.next_deadline([], now, CHICAGO) is None
    assert deadlines.expected_day([], now, CHICAGO) is None
    assert deadlines.missed_today([], now, CHICAGO) is None


def test_minutes_left_are_whole_and_never_below_none() -> None:
    due = chicago(2026, 11, 16, 12)
    assert deadlines.minutes_left(due, due - timedelta(minutes=160, seconds=59)) == 160
    assert deadlines.minutes_left(due, due + timedelta(minutes=3)) == 0


def test_what_passed_today_is_said_and_yesterday_is_not() -> None:
    early = cutoff(MONDAY, time(8))
    now = chicago(2026, 11, 16, 13)
    assert deadlines.missed_today([early, MON_NOON], now, CHICAGO) == chicago(2026, 11, 16, 12)
    assert deadlines.missed_today([early], chicago(2026, 11, 17, 7), CHICAGO) is None


@pytest.mark.contract("B19")
def test_what_makes_the_deadline_comes_its_days_later_and_what_misses_it_by_the_next() -> None:
    both = [MON_NOON, THU_TEN]
    assert deadlines.expected_day(both, chicago(2026, 11, 16, 11), CHICAGO) == date(2026, 11, 18)
    assert deadlines.expected_day(both, chicago(2026, 11, 16, 12), CHICAGO) == date(2026, 11, 20)


def test_a_store_with_deadlines_of_its_own_goes_by_those_alone() -> None:
    common, own = cutoff(MONDAY, time(12)), cutoff(THURSDAY, time(9), store=2)
    assert deadlines.for_store([common, own], 2) == [own]
    assert deadlines.for_store([common, own], 1) == [common]


@pytest.mark.parametrize(
    ("at", "due"),
    [
        # Clocks go from two to three on March 8: half past two is meant an hour later.
        (time(2, 30), datetime(2026, 3, 8, 8, 30, tzinfo=UTC)),
        (time(12), datetime(2026, 3, 8, 17, tzinfo=UTC)),
    ],
)
def test_clocks_put_forward_keep_the_wall_clock(at: time, due: datetime) -> None:
    now = datetime(2026, 3, 7, 18, tzinfo=UTC)
    assert deadlines.next_deadline([cutoff(SUNDAY, at)], now, CHICAGO) == due


def test_of_an_hour_that_comes_twice_the_first_counts() -> None:
    now = datetime(2026, 10, 31, 18, tzinfo=UTC)
    due = deadlines.next_deadline([cutoff(SUNDAY, time(1, 30))], now, CHICAGO)
    assert due == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


CUTOFFS = st.lists(
    st.builds(cutoff, st.integers(0, 6), st.times().map(lambda t: t.replace(microsecond=0))),
    min_size=1,
    max_size=5,
)
MOMENTS = st.integers(0, 15 * 366 * 24 * 60).map(
    lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
ZONES = st.sampled_from([CHICAGO, "UTC", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Tokyo"])


@settings(max_examples=120, deadline=None)
@given(CUTOFFS, MOMENTS, ZONES)
def test_the_next_deadline_is_ahead_within_a_week_and_none_lies_before_it(
    cutoffs: list[VendorCutoff], now: datetime, zone: str
) -> None:
    due = deadlines.next_deadline(cutoffs, now, zone)
    assert due is not None
    assert now < due <= now + timedelta(days=7, hours=1)
    # Whenever one looks in between, it is still the next; at its moment it is over.
    between = now + (due - now) / 2
    assert deadlines.next_deadline(cutoffs, between, zone) == due
    after = deadlines.next_deadline(cutoffs, due, zone)
    assert after is not None
    assert after > due


@settings(max_examples=120, deadline=None)
@given(CUTOFFS, MOMENTS, ZONES)
def test_a_deadline_stands_on_the_wall_clock_as_it_is_written(
    cutoffs: list[VendorCutoff], now: datetime, zone: str
) -> None:
    due = deadlines.next_deadline(cutoffs, now, zone)
    assert due is not None
    wall = due.astimezone(ZoneInfo(zone))
    written = {(one.weekday, one.at) for one in cutoffs}
    # Skipped hours are the exception: then it is as far behind what is written.
    earlier = wall.replace(tzinfo=None) - timedelta(hours=1)
    half = wall.replace(tzinfo=None) - timedelta(minutes=30)
    walls = {(w.weekday(), w.time()) for w in (wall.replace(tzinfo=None), earlier, half)}
    assert written & walls
