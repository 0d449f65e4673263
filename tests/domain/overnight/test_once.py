"""A night is planned, done once per business date, goes on when cut off, and catches up."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders import actions
from app.domain.orders.statuses import book
from app.domain.overnight.plan import Night, Step
from app.domain.overnight.planning import plan
from app.domain.overnight.running import due_days, run, run_due
from app.domain.settings.reading import settings_of
from app.models import Draft, NightRun
from app.vocabulary import clock
from tests.domain.overnight.nights import DAY, NOON, run_night, sell, statuses_of, taken
from tests.support.cast import Cast, viewer_of


@pytest.mark.contract("B4")
def test_keep_open_saves_an_order_from_the_night(session: Session, cast: Cast) -> None:
    order = taken(session, cast, NOON - timedelta(days=200))
    night = Night(cast.hill, DAY, settings_of(session, cast.hill.id))
    assert plan(session, night).counts[Step.CLOSE_STALE] == 1
    actions.keep_open(order, DAY + timedelta(days=30), by=viewer_of(cast.buyer))
    session.commit()
    assert plan(session, night).counts[Step.CLOSE_STALE] == 0
    run_night(session, cast)
    assert order.open == 1


@pytest.mark.contract("B4")
def test_the_plan_is_what_happens(session: Session, cast: Cast) -> None:
    sold, stale = taken(session, cast, lines=2), taken(session, cast, NOON - timedelta(days=100))
    sell(session, sold.lines[1])
    night = Night(cast.hill, DAY, settings_of(session, cast.hill.id))
    planned = plan(session, night)
    assert {
        step: [(row.order_number, row.line_number) for row in rows]
        for step, rows in planned.lines.items()
    } == {
        Step.COMPLETE_SOLD: [(sold.number, 2)],
        Step.CLOSE_CALLED: [],
        Step.CLOSE_STALE: [(stale.number, 1)],
        Step.NAME_UNOWNED: [],
        Step.REMIND: [],
    }
    done = run(session, night, session.commit)
    assert done == planned.counts
    assert (sold.lines[1].status, stale.status) == ("completed", "canceled")


def test_a_night_happens_once_per_business_date(session: Session, cast: Cast) -> None:
    order = taken(session, cast, lines=2)
    sell(session, order.lines[0])
    assert run_night(session, cast)[Step.COMPLETE_SOLD] == 1
    sell(session, order.lines[1])
    assert run_night(session, cast) == {}
    assert order.lines[1].open == 1
    assert run_night(session, cast, DAY + timedelta(days=1))[Step.COMPLETE_SOLD] == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(NightRun)) == 2 * len(Step)


def test_a_night_that_was_cut_off_goes_on(session: Session, cast: Cast) -> None:
    """A step that began but did not finish is done again and loses nothing."""
    order = taken(session, cast)
    sell(session, order.lines[0])
    session.add(
        NightRun(
            store_id=cast.hill.id,
            business_date=DAY,
            step=Step.COMPLETE_SOLD.value,
            started_at=NOON,
        )
    )
    session.commit()
    assert run_night(session, cast)[Step.COMPLETE_SOLD] == 1
    assert statuses_of(order) == ["completed"]


def test_missed_nights_are_caught_up_in_order(session: Session, cast: Cast) -> None:
    order = taken(session, cast)
    sell(session, order.lines[0], on=DAY + timedelta(days=2))
    run_night(session, cast)
    with clock.set_to(NOON + timedelta(days=4)):
        assert due_days(session, cast.hill, clock.now()) == [
            DAY + timedelta(days=n) for n in (1, 2, 3)
        ]
        done = run_due(session, session.commit)
        assert due_days(session, cast.hill, clock.now()) == []
    assert done[("Hill Store", DAY + timedelta(days=1))][Step.COMPLETE_SOLD] == 0
    assert done[("Hill Store", DAY + timedelta(days=2))][Step.COMPLETE_SOLD] == 1
    assert statuses_of(order) == ["completed"]


def test_empty_drafts_are_swept_and_used_ones_stay(session: Session, cast: Cast) -> None:
    for key, empty in (("empty" * 4, True), ("used" * 5, False)):
        session.add(
            Draft(
                key=key,
                user_id=cast.taker.id,
                store_id=cast.hill.id,
                touched_at=NOON - timedelta(days=30),
                empty=empty,
            )
        )
    session.commit()
    assert run_night(session, cast)[Step.SWEEP_DRAFTS] == 1
    assert session.scalars(sa.select(Draft.key)).all() == ["used" * 5]


def test_lines_without_a_department_are_named(session: Session, cast: Cast) -> None:
    order = taken(session, cast)
    order.lines[0].department_id = order.lines[0].super_department_id = None
    session.commit()
    assert run_night(session, cast)[Step.NAME_UNOWNED] == 1
    assert order.open == 1


@pytest.mark.contract("B4")
def test_the_plan_counts_every_line_once(session: Session, cast: Cast) -> None:
    """Also when more lines are due than it lists, and some for two reasons."""
    order = taken(session, cast, NOON - timedelta(days=120), lines=5)
    with clock.set_to(NOON - timedelta(days=40)):
        for line in order.lines[:4]:
            actions.move(line, "called_waiting", by=viewer_of(cast.buyer), book=book(session))
    session.commit()
    night = Night(cast.hill, DAY, settings_of(session, cast.hill.id))
    planned = plan(session, night, limit=2)
    assert [len(rows) for rows in planned.lines.values()] == [0, 2, 1, 0, 0]
    assert run(session, night, session.commit) == planned.counts
    assert (planned.counts[Step.CLOSE_CALLED], planned.counts[Step.CLOSE_STALE]) == (4, 1)


@pytest.mark.contract("C31")
def test_a_store_that_was_closed_still_has_its_nights(session: Session, cast: Cast) -> None:
    """What it sold must be completed all the same."""
    order = taken(session, cast)
    sell(session, order.lines[0])
    cast.hill.active = False
    session.commit()
    with clock.set_to(NOON + timedelta(days=1)):
        run_due(session, session.commit)
    assert statuses_of(order) == ["completed"]
