"""Store time zones and the nights on which clocks change: a business day is the store's own."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.domain.orders import actions
from app.domain.orders.statuses import book
from app.domain.overnight.plan import Step
from app.domain.overnight.running import due_days, run_due
from app.vocabulary import clock
from tests.domain.overnight.nights import statuses_of, taken
from tests.support.cast import Cast, viewer_of

# Zone, business day, and the first moment after it: spring forward and back, a midnight that does
# not exist (Havana skips 0:00), and a shift of half an hour (Lord Howe).
NIGHTS = (
    ("America/Chicago", date(2026, 3, 7), "2026-03-08T06:00"),
    ("America/Chicago", date(2026, 3, 8), "2026-03-09T05:00"),
    ("America/Chicago", date(2026, 10, 31), "2026-11-01T05:00"),
    ("America/Chicago", date(2026, 11, 1), "2026-11-02T06:00"),
    ("America/Havana", date(2026, 3, 7), "2026-03-08T05:00"),
    ("Australia/Lord_Howe", date(2026, 4, 5), "2026-04-05T13:30"),
    ("Pacific/Kiritimati", date(2026, 3, 8), "2026-03-08T10:00"),
)


@pytest.mark.contract("C33")
@pytest.mark.parametrize(("zone", "day", "over"), NIGHTS)
def test_a_night_is_due_when_its_store_says_so(
    session: Session, cast: Cast, zone: str, day: date, over: str
) -> None:
    """Not a minute before, once, and the day after is next."""
    cast.hill.time_zone = zone
    over_at = datetime.fromisoformat(over).replace(tzinfo=UTC)
    assert clock.end_of_day(day, zone) == over_at
    assert due_days(session, cast.hill, over_at - timedelta(minutes=1)) == [day - timedelta(days=1)]
    assert due_days(session, cast.hill, over_at) == [day]
    with clock.set_to(over_at):
        run_due(session, session.commit)
        assert due_days(session, cast.hill, clock.now()) == []
    next_over = clock.end_of_day(day + timedelta(days=1), zone)
    assert due_days(session, cast.hill, next_over - timedelta(minutes=1)) == []
    assert due_days(session, cast.hill, next_over) == [day + timedelta(days=1)]


@pytest.mark.contract("C33")
def test_thirty_days_are_days_of_the_store_also_when_one_is_short(
    session: Session, cast: Cast
) -> None:
    """Called late on the evening before the clocks go forward: the day counts, not 720 hours."""
    cast.hill.time_zone = cast.river.time_zone = "America/Chicago"
    called = datetime(2026, 3, 8, 5, 30, tzinfo=UTC)  # 23:30 on 7 March
    order = taken(session, cast, called - timedelta(hours=2))
    with clock.set_to(called):
        actions.move(order.lines[0], "called_waiting", by=viewer_of(cast.buyer), book=book(session))
    session.commit()
    closed = {}
    for hour in (4, 5):  # 23:00 on 6 April, 0:00 on 7 April
        with clock.set_to(datetime(2026, 4, 7, hour, tzinfo=UTC)):
            done = run_due(session, session.commit)
            closed[hour] = sum(counts[Step.CLOSE_CALLED] for counts in done.values())
    assert closed == {4: 0, 5: 1}
    assert statuses_of(order) == ["canceled"]


def test_two_stores_have_two_midnights(session: Session, cast: Cast) -> None:
    cast.hill.time_zone, cast.river.time_zone = "Asia/Tokyo", "America/Chicago"
    session.commit()
    with clock.set_to(datetime(2026, 3, 10, 16, 0, tzinfo=UTC)):  # 1:00 in Tokyo, 11:00 in Chicago
        done = list(run_due(session, session.commit))
    assert done == [("Hill Store", date(2026, 3, 10)), ("River Store", date(2026, 3, 9))]
