"""Orders that make themselves, and when they ask instead (B3, C29)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.orders.splitting import split_off
from app.domain.orders.statuses import StatusBook
from app.domain.overnight.plan import Night, Step
from app.domain.overnight.planning import plan
from app.domain.overnight.running import run, run_due
from app.domain.recurring import actions
from app.domain.recurring.rhythm import Rhythm
from app.domain.settings.reading import settings_of
from app.models import (
    AccountState,
    Customer,
    Every,
    NightRun,
    Order,
    Product,
    Recurrence,
    RecurrenceRun,
    RecurrenceState,
    RunState,
)
from app.vocabulary import clock
from app.vocabulary.errors import NotAllowed, Refused, Stale
from tests.support.cast import Cast

# Tuesday; the first wanted day is a week later.
NOON = datetime(2026, 12, 1, 18, 0, tzinfo=UTC)
TUESDAY = date(2026, 12, 8)
WEEKLY = Rhythm(Every.WEEKS, 1, TUESDAY)


def begin(
    session: Session, order: Order, by: Viewer, terms: actions.Terms | None = None
) -> Recurrence:
    """Every Tuesday, made two days ahead, braked at 10 %."""
    usual = actions.Terms(WEEKLY, days_ahead=2, most_rise=Decimal("10"))
    with clock.set_to(NOON):
        it = actions.start(session, order, terms or usual, by=by, one_time_key="repeat-key")
    session.commit()
    return it


def night(session: Session, cast: Cast, day: date) -> int:
    """The night after `day`, half past midnight there; returns what was made or asked."""
    with clock.set_to(datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=31)):
        made = run(session, Night(cast.hill, day, settings_of(session, 0)), session.commit)
    return made.get(Step.MAKE_RECURRING, 0)


def runs(session: Session) -> list[tuple[date, str]]:
    """What became of each date."""
    rows = session.scalars(sa.select(RecurrenceRun).order_by(RecurrenceRun.due_on)).all()
    return [(row.due_on, row.state.value) for row in rows]


def dearer(session: Session, order: Order, retail: str) -> None:
    """The first item costs something else from now on."""
    session.get_one(Product, order.lines[0].product_id).retail = Decimal(retail)
    session.commit()


@pytest.mark.contract("C29", "B3")
def test_the_night_makes_it_ahead_and_once(
    session: Session, cast: Cast, order: Order, buyer: Viewer
) -> None:
    """Planned first, then made, two days before; the night once more makes nothing."""
    it = begin(session, order, buyer)
    assert night(session, cast, date(2026, 12, 4)) == 0
    with clock.set_to(datetime(2026, 12, 5, 18, 0, tzinfo=UTC)):
        shown = plan(session, Night(cast.hill, date(2026, 12, 5), settings_of(session, 0)))
    assert [(one.due.make, one.what, one.asks) for one in shown.repeats] == [
        ((TUESDAY,), "Rolled oats, Almond milk", "")
    ]
    assert (shown.counts[Step.MAKE_RECURRING], shown.quiet) == (1, False)

    assert [night(session, cast, date(2026, 12, 5)) for _ in range(2)] == [1, 0]
    session.execute(sa.delete(NightRun))
    assert night(session, cast, date(2026, 12, 5)) == 0

    (made,) = session.scalars(sa.select(Order).where(Order.from_order_id == order.id))
    assert [(x.description, x.cases) for x in made.lines] == [
        ("Rolled oats", 1), ("Almond milk", 1),
    ]  # fmt: skip
    assert (made.requested_on, made.taken_by_id, made.status) == (TUESDAY, None, "new_no_call")
    assert (made.ordered_on, it.made, it.next_on) == (date(2026, 12, 6), 1, date(2026, 12, 15))
    assert runs(session) == [(TUESDAY, "made")]


@pytest.mark.contract("B3", "C37")
def test_missed_nights_make_no_heap(
    session: Session, cast: Cast, order: Order, buyer: Viewer
) -> None:
    """Three weeks without a night: the newest date is made, the older ones say why not."""
    begin(session, order, buyer)
    session.add(
        NightRun(
            store_id=cast.hill.id, business_date=date(2026, 12, 1), step=list(Step)[-1].value,
            started_at=NOON, finished_at=NOON, count=0,
        )
    )  # fmt: skip
    with clock.set_to(datetime(2026, 12, 28, 7, 0, tzinfo=UTC)):
        run_due(session, session.commit)
    assert runs(session) == [
        (TUESDAY, "skipped"),
        (date(2026, 12, 15), "skipped"),
        (date(2026, 12, 22), "skipped"),
        (date(2026, 12, 29), "made"),
    ]
    whys = set(session.scalars(sa.select(RecurrenceRun.why)))
    assert whys == {"", "The night did not run in time for it."}


def test_a_date_that_is_past_is_made_if_no_other_is_due(
    session: Session, cast: Cast, order: Order, buyer: Viewer
) -> None:
    """The customer still waits for it."""
    begin(session, order, buyer)
    assert night(session, cast, date(2026, 12, 16)) == 1
    assert runs(session) == [(TUESDAY, "skipped"), (date(2026, 12, 15), "made")]


@pytest.mark.contract("B3")
@pytest.mark.parametrize("how", ["begun", "changed", "resumed"])
def test_what_is_wanted_today_is_made_today(
    session: Session, cast: Cast, order: Order, buyer: Viewer, how: str
) -> None:
    """The night would come a day late, and make the one of next week instead."""
    today = NOON.date()
    terms = actions.Terms(Rhythm(Every.WEEKS, 1, today), days_ahead=7)
    it = begin(session, order, buyer, terms if how == "begun" else None)
    with clock.set_to(NOON):
        if how == "changed":
            actions.change(session, it, terms, by=buyer)
        elif how == "resumed":
            it.first_on, it.paused_until, it.days_ahead = today, TUESDAY, 7
            actions.resume(session, it, by=buyer)
    session.commit()
    assert runs(session) == [(today, "made"), (TUESDAY, "made")]
    night(session, cast, today)
    assert runs(session) == [(today, "made"), (TUESDAY, "made")]
    made = session.scalars(sa.select(Order).where(Order.from_order_id == order.id))
    assert sorted(one.requested_on for one in made) == [today, TUESDAY]
    assert it.next_on == date(2026, 12, 15)


@pytest.mark.contract("B3")
def test_it_asks_when_the_price_rose(
    session: Session, cast: Cast, order: Order, buyer: Viewer, blind: Viewer
) -> None:
    """More than 10 % over the 180.00 that were agreed; up to that it goes on."""
    it = begin(session, order, buyer)
    dearer(session, order, "11.50")  # 198.00: exactly 10 %
    assert night(session, cast, date(2026, 12, 5)) == 1
    dearer(session, order, "11.51")  # 198.12
    assert night(session, cast, date(2026, 12, 12)) == 1
    assert (it.agreed_total, it.state) == (Decimal("180.00"), RecurrenceState.ASKING)
    assert night(session, cast, date(2026, 12, 19)) == 0

    run_ = actions.question(session, it)
    assert run_ is not None
    assert (run_.due_on, run_.why) == (date(2026, 12, 15), "The price has changed.")
    with pytest.raises(NotAllowed):
        actions.agree(session, it, Decimal("198.12"), by=blind)
    with pytest.raises(Stale):
        actions.agree(session, it, Decimal("180.00"), by=buyer)
    with clock.set_to(datetime(2026, 12, 13, 18, 0, tzinfo=UTC)):
        made = actions.agree(session, it, Decimal("198.12"), by=buyer)
    assert (made.requested_on, made.open) == (date(2026, 12, 15), 1)
    assert (it.agreed_total, it.state) == (Decimal("198.12"), RecurrenceState.ACTIVE)
    assert (it.made, it.next_on) == (2, date(2026, 12, 22))


def test_no_lets_one_date_go(session: Session, cast: Cast, order: Order, buyer: Viewer) -> None:
    """What was agreed stays, and it may ask again."""
    it = begin(session, order, buyer)
    dearer(session, order, "20.00")
    night(session, cast, date(2026, 12, 5))
    with clock.set_to(NOON):
        actions.decline(session, it, by=buyer)
    assert runs(session) == [(TUESDAY, "skipped")]
    assert (it.agreed_total, it.state) == (Decimal("180.00"), RecurrenceState.ACTIVE)
    assert (it.made, it.next_on) == (0, date(2026, 12, 15))


@pytest.mark.contract("B3", "C29")
@pytest.mark.parametrize(
    ("what", "why"),
    [
        ("hold", "The customer is on hold."),
        ("withdrawn", "Not everything is to be had any more: Rolled oats."),
        ("no_clone", "It can’t be ordered again: It is marked “do not clone”."),
        ("erased", "It can’t be ordered again: This customer’s data was erased."),
    ],
)
def test_it_asks_instead(
    session: Session, cast: Cast, order: Order, buyer: Viewer, what: str, why: str
) -> None:
    """Rather than make what nobody wants, or nobody can have."""
    it = begin(session, order, buyer)
    customer = session.get_one(Customer, order.customer_id)
    if what == "hold":
        customer.account_state = AccountState.HOLD
    elif what == "withdrawn":
        session.get_one(Product, order.lines[0].product_id).active = False
    elif what == "no_clone":
        order.no_clone = True
    else:
        customer.erased_at = NOON
    session.commit()
    assert night(session, cast, date(2026, 12, 5)) == 1
    asked = actions.question(session, it)
    assert asked is not None
    assert (asked.why, it.state, it.made) == (why, RecurrenceState.ASKING, 0)
    if what in {"hold", "withdrawn"}:
        made = actions.agree(session, it, None, by=buyer)
        assert (len(made.lines), it.state) == (2 - (what == "withdrawn"), RecurrenceState.ACTIVE)
    else:
        with pytest.raises(Refused):
            actions.agree(session, it, None, by=buyer)


def test_what_went_to_another_order_is_still_repeated(
    session: Session, cast: Cast, order: Order, buyer: Viewer, statuses: StatusBook
) -> None:
    """A line that was split off this time is wanted next time all the same."""
    begin(session, order, buyer)
    split_off(session, order, order.lines[:1], by=buyer, book=statuses, one_time_key="s")
    session.commit()
    night(session, cast, date(2026, 12, 5))
    run_ = session.scalars(sa.select(RecurrenceRun)).one()
    assert run_.state is RunState.MADE
    assert len(session.get_one(Order, run_.order_id).lines) == 2


@pytest.mark.contract("B3")
def test_brakes(session: Session, cast: Cast, order: Order, buyer: Viewer, taker: Viewer) -> None:
    """Skip, pause, resume, end; each once, and only by those who may."""
    it = begin(session, order, buyer)
    with pytest.raises(NotAllowed):
        actions.skip(session, it, by=taker)
    with clock.set_to(NOON):
        assert actions.skip(session, it, by=buyer) == TUESDAY
        actions.pause(session, it, date(2027, 1, 1), by=buyer)
        assert (it.next_on, it.paused_until) == (date(2027, 1, 5), date(2027, 1, 1))
        actions.resume(session, it, by=buyer)
        assert (it.next_on, it.paused_until) == (date(2026, 12, 15), None)
        with pytest.raises(Refused):
            actions.start(session, order, actions.Terms(WEEKLY), by=buyer, one_time_key="two")
        actions.end(session, it, by=buyer)
        actions.end(session, it, by=buyer)
        with pytest.raises(Refused):
            actions.pause(session, it, date(2027, 1, 1), by=buyer)
    session.commit()
    assert night(session, cast, date(2026, 12, 13)) == 0
    assert (it.state, it.next_on, runs(session)) == ("ended", None, [(TUESDAY, "skipped")])


def test_it_ends_by_itself(session: Session, cast: Cast, order: Order, buyer: Viewer) -> None:
    """After so many, or with a day."""
    terms = actions.Terms(WEEKLY, days_ahead=2, ends_after=1)
    it = begin(session, order, buyer, terms)
    assert [night(session, cast, date(2026, 12, day)) for day in (5, 12)] == [1, 0]
    assert (it.state, it.next_on, it.made) == (RecurrenceState.ENDED, None, 1)


@pytest.mark.contract("C8", "B1")
def test_the_brake_is_the_stores_for_whom_no_total_is_shown(
    session: Session, order: Order, blind: Viewer
) -> None:
    """They neither set nor lift it: by trying, one could find out what an order costs."""
    terms = actions.Terms(WEEKLY, most_rise=Decimal("0"))
    it = begin(session, order, blind, terms)
    with clock.set_to(NOON):
        actions.change(session, it, actions.Terms(WEEKLY, most_rise=None), by=blind)
    assert it.most_rise == Decimal("10")
