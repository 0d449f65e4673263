"""What people do with a recurrence: begin, change, pause, skip, answer, end (B3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.orders.cloning import may_clone, plan
from app.domain.orders.events import note
from app.domain.recurring import making
from app.domain.recurring.asking import PRICES
from app.domain.recurring.due import MOST_AHEAD, WAITED, order_of
from app.domain.recurring.rhythm import Rhythm, begun, words
from app.domain.settings.reading import settings_of
from app.models import Order, Recurrence, RecurrenceRun, RecurrenceState, RunState, Store
from app.vocabulary import clock
from app.vocabulary.decisions import Decision, no, when
from app.vocabulary.errors import Invalid, NotFound, Refused, Stale
from app.vocabulary.figures import Figure
from app.vocabulary.permissions import Permission

MOST_YEARS_DAYS = 730
MOST_RISE = Decimal(1000)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Terms:
    """How an order is to be repeated. `most_rise` in percent, None for no brake: only who may see
    totals says it, for everybody else it is the store's."""

    rhythm: Rhythm
    days_ahead: int = 7
    ends_after: int | None = None
    most_rise: Decimal | None = None


def known(session: Session, key: str) -> Recurrence | None:
    """The recurrence that this one-time key has begun already."""
    return session.scalar(sa.select(Recurrence).where(Recurrence.one_time_key == key))


def may_repeat(session: Session, order: Order) -> Decision:
    """Whether an order can be repeated: it can be cloned, and does not repeat yet."""
    going = of_order(session, order)
    if going is not None:
        return no("It repeats already. Change that instead.")
    return may_clone(session, order)


def of_order(session: Session, order: Order) -> Recurrence | None:
    """The recurrence of an order that has not ended."""
    query = sa.select(Recurrence).where(
        Recurrence.from_order_id == order.id, Recurrence.state != RecurrenceState.ENDED
    )
    return session.scalars(query.limit(1)).first()


def start(
    session: Session, order: Order, terms: Terms, *, by: Viewer, one_time_key: str
) -> Recurrence:
    """Let an order repeat; what it comes to today is what was agreed. One that is wanted today is
    made at once. A second call with the key returns the first. NotAllowed, Refused, Invalid by
    field."""
    by.can(Permission.ORDERS_SPLIT).enforce()
    before = known(session, one_time_key)
    if before is not None:
        return before
    may_repeat(session, order).enforce()
    it = Recurrence(
        one_time_key=one_time_key,
        store_id=order.store_id,
        customer_id=order.customer_id,
        from_order_id=order.id,
        agreed_total=plan(session, order, follow=True).total,
        made_by_id=by.user_id,
        made=0,
        state=RecurrenceState.ACTIVE,
        most_rise=Decimal(settings_of(session, order.store_id).repeat_most_rise),
    )
    _take(session, it, terms, by, today=_today(session, order.store_id))
    session.add(it)
    _tell(session, it, "begun", by, figures={"total": it.agreed_total})
    session.flush()
    making.make_today(session, it, by)
    return it


def change(session: Session, it: Recurrence, terms: Terms, *, by: Viewer) -> None:
    """Repeat otherwise from now on; dates that were dealt with stay as they are. Refused when it
    has ended, NotAllowed, Invalid by field."""
    by.can(Permission.ORDERS_SPLIT).enforce()
    _goes_on(it).enforce()
    today = _today(session, it.store_id)
    _take(session, it, terms, by, today=min(today, it.first_on))
    it.next_on = Rhythm.of(it).on_or_after(
        _fresh(session, it, max(today, it.paused_until or today))
    )
    if it.next_on is None:
        raise Invalid({"ends_on": "There is no date left before that."})
    _tell(session, it, "changed", by)
    session.flush()
    making.make_today(session, it, by)


def pause(session: Session, it: Recurrence, until: date, *, by: Viewer) -> None:
    """Rest until `until`: the first date is the first on or after it. Invalid ("until") for a day
    that is not ahead, Refused when it has ended."""
    by.can(Permission.ORDERS_SPLIT).enforce()
    _goes_on(it).enforce()
    today = _today(session, it.store_id)
    if not today < until <= today + timedelta(days=MOST_YEARS_DAYS):
        raise Invalid({"until": "Choose a day after today, within two years."})
    _wait(session, it, until)
    it.paused_until = until
    _tell(session, it, "paused", by, until=until.isoformat())
    session.flush()


def resume(session: Session, it: Recurrence, *, by: Viewer) -> None:
    """End the rest now: the next date is the first one ahead. Refused when it does not rest."""
    by.can(Permission.ORDERS_SPLIT).enforce()
    (_goes_on(it) & when(it.paused_until is not None, "It is not paused.")).enforce()
    it.paused_until = None
    _wait(session, it, _today(session, it.store_id))
    _tell(session, it, "resumed", by)
    session.flush()
    making.make_today(session, it, by)


def skip(session: Session, it: Recurrence, *, by: Viewer) -> date:
    """Let the next date go; returns it. If the one after it is today, it is made at once. Refused
    when none is ahead."""
    by.can(Permission.ORDERS_SPLIT).enforce()
    _goes_on(it).enforce()
    if it.next_on is None:
        raise Refused("There is no next date.")
    day = it.next_on
    session.add(_answered(RecurrenceRun(recurrence_id=it.id, due_on=day), by, "Skipped by hand."))
    making.go_on_after(it, [day])
    _tell(session, it, "skipped", by, on=day.isoformat())
    session.flush()
    making.make_today(session, it, by)
    return day


def end(session: Session, it: Recurrence, *, by: Viewer) -> None:
    """End it for good; orders that were made stay. Twice is once."""
    by.can(Permission.ORDERS_SPLIT).enforce()
    if it.state is RecurrenceState.ENDED:
        return
    asked = question(session, it)
    if asked is not None:
        _answered(asked, by, asked.why)
    it.state, it.next_on = RecurrenceState.ENDED, None
    _tell(session, it, "ended", by)
    session.flush()


def question(session: Session, it: Recurrence) -> RecurrenceRun | None:
    """The date that waits for an answer."""
    query = sa.select(RecurrenceRun).where(
        RecurrenceRun.recurrence_id == it.id, RecurrenceRun.state == RunState.ASKED
    )
    return session.scalars(query.order_by(RecurrenceRun.due_on.desc()).limit(1)).first()


def about_price(run: RecurrenceRun) -> bool:
    """Whether it asks because of the price: then only who sees totals can say yes."""
    return bool(PRICES & set(run.detail.get("reasons", ())))


def agree(session: Session, it: Recurrence, seen: Decimal | None, *, by: Viewer) -> Order:
    """Yes: make the order of the date that was asked about, and go on. If the price was the reason,
    what it comes to now is agreed from now on: `seen` is what the person was shown, Stale if it is
    another by now. If today is a date too, it is made at once, or asked about. Returns the order.
    NotAllowed for a price one may not see, Refused when nobody could get it."""
    by.can(Permission.ORDERS_SPLIT).enforce()
    run = _asked(session, it)
    copy = plan(session, order_of(session, it), follow=True)
    if about_price(run):
        by.can(Permission.PRICES_SEE).enforce()
        if seen != copy.total:
            raise Stale("The price has moved once more. Look at it again.")
        it.agreed_total = copy.total
    may_clone(session, copy.order).enforce()
    made = making.write(session, it, run.due_on, copy, by)
    _answered(run, by, run.why)
    run.state, run.order_id, run.total = RunState.MADE, made.id, copy.total
    _go_on(it, run.due_on)
    _tell(session, it, "agreed", by, figures={"total": it.agreed_total}, order=made.number)
    session.flush()
    making.make_today(session, it, by, missed=WAITED)
    return made


def decline(session: Session, it: Recurrence, *, by: Viewer) -> None:
    """No: let the date that was asked about go, and wait for the next one, which is made at once
    if it is today."""
    by.can(Permission.ORDERS_SPLIT).enforce()
    run = _asked(session, it)
    _answered(run, by, run.why)
    _go_on(it, run.due_on)
    _tell(session, it, "declined", by, on=run.due_on.isoformat())
    session.flush()
    making.make_today(session, it, by, missed=WAITED)


def _take(session: Session, it: Recurrence, terms: Terms, by: Viewer, *, today: date) -> None:
    """Write the terms on a recurrence. Invalid by field."""
    problems = {}
    wanted = terms.rhythm
    if not today <= wanted.first <= today + timedelta(days=MOST_YEARS_DAYS):
        problems["first_on"] = "Choose a day from today on, within two years."
    if not 0 <= terms.days_ahead <= MOST_AHEAD:
        problems["days_ahead"] = f"Write a number from 0 to {MOST_AHEAD}."
    if terms.ends_after is not None and terms.ends_after <= it.made:
        problems["ends_after"] = "Write how many orders, or leave it empty."
    if terms.most_rise is not None and not 0 <= terms.most_rise <= MOST_RISE:
        problems["most_rise"] = "Write a percentage from 0 to 1000."
    if problems:
        raise Invalid(problems)
    rhythm = begun(wanted)
    first = rhythm.on_or_after(rhythm.first)
    if first is None:
        raise Invalid({"ends_on": "There is no date before that."})
    it.next_on = first
    it.every, it.every_n, it.first_on = rhythm.every, rhythm.n, rhythm.first
    it.nth, it.weekday, it.ends_on = rhythm.nth, rhythm.weekday, rhythm.last
    it.days_ahead, it.ends_after = terms.days_ahead, terms.ends_after
    if Figure.TOTAL in by.figures:
        it.most_rise = terms.most_rise


def _goes_on(it: Recurrence) -> Decision:
    return when(it.state is not RecurrenceState.ENDED, "It has ended.")


def _asked(session: Session, it: Recurrence) -> RecurrenceRun:
    run = question(session, it)
    if run is None or it.state is not RecurrenceState.ASKING:
        raise NotFound("It does not ask anything.")
    return run


def _answered(run: RecurrenceRun, by: Viewer, why: str) -> RecurrenceRun:
    """The run of a date that a person let go."""
    run.state, run.why = RunState.SKIPPED, why
    run.answered_by_id, run.answered_at = by.user_id, clock.now()
    return run


def _go_on(it: Recurrence, day: date) -> None:
    """Go on after an answer about `day`."""
    it.state = RecurrenceState.ACTIVE
    making.go_on_after(it, [day if it.next_on is None else it.next_on - _DAY])


def _wait(session: Session, it: Recurrence, start: date) -> None:
    """Wait for the first date on or after `start` that nothing was decided about."""
    following = Rhythm.of(it).on_or_after(_fresh(session, it, start))
    if following is None:
        raise Invalid({"until": "It ends before that. End it instead."})
    it.next_on = following


def _fresh(session: Session, it: Recurrence, start: date) -> date:
    """`start`, or the day after the last date that something became of."""
    last = session.scalar(
        sa.select(sa.func.max(RecurrenceRun.due_on)).where(RecurrenceRun.recurrence_id == it.id)
    )
    return start if last is None else max(start, last + _DAY)


def _today(session: Session, store_id: int) -> date:
    store = session.get_one(Store, store_id)
    return clock.business_date(clock.now(), store.time_zone)


def _tell(
    session: Session,
    it: Recurrence,
    what: str,
    by: Viewer,
    *,
    figures: dict[str, Decimal | None] | None = None,
    **facts: object,
) -> None:
    """Leave it in the timeline of the order that repeats."""
    often = words(Rhythm.of(it)) if what in {"begun", "changed"} else ""
    kept = {"what": what, "often": often, "next": it.next_on.isoformat() if it.next_on else ""}
    detail = {name: value for name, value in (kept | facts).items() if value}
    note(order_of(session, it), "repeats", by, detail=detail, figures=figures)
