"""What a night will do, as values, and the queries that say it (B4, C31, C33, C37, C38).

All of it is cumulative: what was due on an earlier business date and was missed is due now. A
quiet night selects nothing and so moves nothing (decision 8).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, lazyload

from app.domain.messages.nightly import BY_NIGHT, reachable, untold
from app.domain.messages.offering import going_by_itself
from app.domain.messages.shipped import Words
from app.domain.messages.templates import Kind
from app.domain.overnight.ages import CLOSING_AHEAD, Ages, own_ages
from app.domain.pickup.sold import is_sold
from app.domain.recurring import making as recurring
from app.domain.recurring.making import Planned as Repeat
from app.domain.settings.known import StoreSettings
from app.domain.settings.reading import settings_of
from app.models import Draft, Order, OrderLine, Store
from app.vocabulary import clock
from app.vocabulary.occasions import Occasion
from app.vocabulary.statuses import Stage


class Step(StrEnum):
    """The steps of a night, in their order."""

    COMPLETE_SOLD = "complete_sold"
    CLOSE_CALLED = "close_called"
    CLOSE_STALE = "close_stale"
    MAKE_RECURRING = "make_recurring"
    REMIND = "remind"
    SWEEP_DRAFTS = "sweep_drafts"
    NAME_UNOWNED = "name_unowned"


@dataclass(frozen=True)
class Night:
    """One store's night: everything up to the end of `day` on the store's wall clock."""

    store: Store
    day: date
    settings: StoreSettings
    # Days after which statuses close by themselves, where the store said so.
    own: Mapping[str, int] = field(default_factory=dict)

    @property
    def ages(self) -> Ages:
        """After how many days it closes what."""
        return Ages(self.settings, self.store.time_zone, self.own)

    @property
    def over_at(self) -> datetime:
        """The first moment after the business day, in UTC."""
        return clock.end_of_day(self.day, self.store.time_zone)

    @property
    def morning(self) -> date:
        """The day that begins when it is over; today, when the night comes late: what repeats is
        made for days that are still ahead."""
        today = clock.business_date(clock.now(), self.store.time_zone)
        return max(self.day + timedelta(days=1), today)


def night_of(session: Session, store: Store, day: date) -> Night:
    """The night of a store that follows `day`, by the settings of now."""
    return Night(store, day, settings_of(session, store.id), own_ages(session))


@dataclass(frozen=True)
class Planned:
    """One line and what will happen to it. `since` is the day that counts for it, `telling` what
    its customer is told."""

    step: Step
    order_number: int
    line_number: int
    customer: str
    description: str
    status: str
    since: date | None
    version: int
    telling: Occasion | None = None


def due_lines(step: Step, night: Night) -> sa.Select[OrderLine]:
    """The open lines of the store that `step` is about, newest order first."""
    query = (
        sa.select(OrderLine)
        .join(OrderLine.order)
        .where(OrderLine.open == 1, OrderLine.store_id == night.store.id)
        .order_by(OrderLine.list_key.desc())
    )
    if step is Step.COMPLETE_SOLD:
        return query.where(is_sold(until=night.day))
    if step is Step.NAME_UNOWNED:
        return query.where(OrderLine.department_id.is_(None))
    # Sold at any time: the night runs after midnight, or days late, and what has left the store
    # meanwhile is not closed. Its own night completes it.
    unsold = query.where(~is_sold(), _not_kept(night))
    if step is Step.CLOSE_CALLED:
        return unsold.where(night.ages.called(night.day))
    if step is Step.CLOSE_STALE:
        return unsold.where(
            ~night.ages.called(night.day),
            Order.open == 1,
            Order.store_id == night.store.id,
            sa.or_(night.ages.ordered(night.day), night.ages.stood(night.day))
            if night.own
            else night.ages.ordered(night.day),
        )
    raise ValueError(f"{step} is not about lines")


def due_reminders(
    night: Night, kinds: Collection[Kind], occasion: Occasion
) -> sa.Select[OrderLine]:
    """The open lines of the store whose customers the night tells that they wait (a reminder), or
    will be closed within a week; once, and only by the templates `kinds` that go out by themselves
    (decision 12). What is closed tonight is told nothing."""
    soon = replace(night, day=night.day + CLOSING_AHEAD)
    long = night.over_at - timedelta(days=night.settings.remind_after_days)
    closing = sa.and_(_not_kept(soon), _too_old(soon))
    waits = sa.and_(OrderLine.stage == Stage.ARRIVED, OrderLine.arrived_at <= long, ~closing)
    return (
        sa.select(OrderLine)
        .join(OrderLine.order)
        .where(
            OrderLine.open == 1,
            OrderLine.store_id == night.store.id,
            ~is_sold(),
            sa.and_(closing, ~sa.and_(_not_kept(night), _too_old(night)))
            if occasion is Occasion.CLOSING
            else waits,
            untold(occasion),
            reachable(occasion, kinds, night.settings.write_to_callers),
        )
        .order_by(OrderLine.list_key.desc())
    )


def going(session: Session, night: Night) -> dict[Kind, Words]:
    """The templates that the night sends by itself; none as shipped."""
    every = going_by_itself(session, night.store.id)
    return {kind: words for kind, words in every.items() if kind[0] in BY_NIGHT}


def _too_old(night: Night) -> sa.ColumnElement[bool]:
    """Whether its night closes it, if nobody keeps it open."""
    return sa.or_(night.ages.stood(night.day), night.ages.ordered(night.day))


def due_drafts(night: Night) -> sa.ColumnElement[bool]:
    """Which drafts the night sweeps: empty ones that nobody touched for a while."""
    limit = night.over_at - timedelta(days=night.settings.keep_drafts_days)
    return sa.and_(
        Draft.empty.is_(True), Draft.store_id == night.store.id, Draft.touched_at < limit
    )


@dataclass(frozen=True)
class Plan:
    """What one night would do: lines per step (at most `limit` each, counts are whole; `after`
    leads on), drafts, and orders that repeat."""

    night: Night
    lines: dict[Step, list[Planned]]
    counts: dict[Step, int]
    repeats: tuple[Repeat, ...] = ()
    after: Mapping[Step, Place | None] = field(default_factory=dict)

    @property
    def quiet(self) -> bool:
        """Nothing will move, and nothing be made."""
        doing = (*MOVING, Step.MAKE_RECURRING, Step.REMIND)
        return not any(self.counts[step] for step in doing)


MOVING = (Step.COMPLETE_SOLD, Step.CLOSE_CALLED, Step.CLOSE_STALE)
ABOUT_LINES = (*MOVING, Step.REMIND, Step.NAME_UNOWNED)
# What repeats is thought through order by order: a page shows so many.
REPEATS_SHOWN = 20

# Where a page goes on: behind which list key of which of the step's queries.
Place = tuple[int, int]


def plan(session: Session, night: Night, *, limit: int = 200) -> Plan:
    """What this night would do if it ran now; changes nothing."""
    lines: dict[Step, list[Planned]] = {}
    counts: dict[Step, int] = {}
    after: dict[Step, Place | None] = {}
    for step in ABOUT_LINES:
        asked = _queries(session, step, night)
        lines[step], after[step] = _page(session, step, night, asked, (0, 0), limit)
        counts[step] = len(lines[step])
        if after[step]:
            counts[step] = sum(count(session, query) for _, query in asked)
    drafts = sa.select(sa.func.count()).select_from(Draft).where(due_drafts(night))
    counts[Step.SWEEP_DRAFTS] = session.scalar(drafts) or 0
    due = recurring.due(session, night.store.id, night.morning)
    counts[Step.MAKE_RECURRING] = sum(len(one.make) for one in due)
    repeats = recurring.planned(session, due[: min(limit, REPEATS_SHOWN)])
    return Plan(night, lines, counts, tuple(repeats), after)


def page(
    session: Session, night: Night, step: Step, place: Place, *, limit: int
) -> tuple[list[Planned], Place | None]:
    """The next `limit` lines of one step behind a place, and the place that leads on from there."""
    return _page(session, step, night, _queries(session, step, night), place, limit)


def _queries(
    session: Session, step: Step, night: Night
) -> list[tuple[Occasion | None, sa.Select[OrderLine]]]:
    """What finds the lines of a step, in the order in which they are shown. Nobody to tell is
    looked for where no template goes out by itself."""
    if step is not Step.REMIND:
        return [(None, due_lines(step, night))]
    kinds = going(session, night)
    occasions = dict.fromkeys(kind[0] for kind in kinds)
    return [(occasion, due_reminders(night, kinds, occasion)) for occasion in occasions]


def _page(
    session: Session,
    step: Step,
    night: Night,
    asked: Sequence[tuple[Occasion | None, sa.Select[OrderLine]]],
    place: Place,
    limit: int,
) -> tuple[list[Planned], Place | None]:
    found: list[tuple[int, OrderLine]] = []
    shown = contains_eager(OrderLine.order).options(lazyload("*"))
    for turn in range(place[0], len(asked)):
        query = asked[turn][1].options(lazyload("*"), shown).limit(limit + 1 - len(found))
        if turn == place[0] and place[1]:
            query = query.where(OrderLine.list_key < place[1])
        found += [(turn, line) for line in session.scalars(query)]
        if len(found) > limit:
            break
    rows = [
        replace(_planned(step, line, night), telling=asked[turn][0]) for turn, line in found[:limit]
    ]
    last = found[limit - 1] if len(found) > limit else None
    return rows, (last[0], last[1].list_key) if last else None


def count(session: Session, query: sa.Select[OrderLine]) -> int:
    """How many lines `query` finds."""
    return session.scalar(query.with_only_columns(sa.func.count()).order_by(None)) or 0


def _not_kept(night: Night) -> sa.ColumnElement[bool]:
    return sa.or_(Order.keep_open_until.is_(None), Order.keep_open_until <= night.day)


def _planned(step: Step, line: OrderLine, night: Night) -> Planned:
    since = {
        Step.CLOSE_CALLED: clock.business_date(line.status_since, night.store.time_zone),
        Step.CLOSE_STALE: line.order.ordered_on,
        Step.REMIND: clock.business_date(line.status_since, night.store.time_zone),
    }.get(step)
    return Planned(
        step=step,
        order_number=line.order.number,
        line_number=line.number,
        customer=line.order.sorted_name,
        description=line.description,
        status=line.status,
        since=since,
        version=line.order.version,
    )
