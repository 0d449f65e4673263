"""What a night will do, as queries (C31, C33, C37, C38); `planning` makes values of them.

All of it is cumulative: what was due on an earlier business date and was missed is due now. A
quiet night selects nothing and so moves nothing (decision 8).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.messages.nightly import BY_NIGHT, reachable, untold
from app.domain.messages.offering import going_by_itself
from app.domain.messages.shipped import Words
from app.domain.messages.templates import Kind
from app.domain.overnight.ages import CLOSING_AHEAD, Ages, own_ages
from app.domain.pickup.sold import is_gone, is_sold
from app.domain.settings.known import StoreSettings
from app.domain.settings.reading import settings_of
from app.models import Draft, Order, OrderLine, RegisterSale, Store
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
    # When it was done, if it is only looked at again for what registers said since.
    done_at: datetime | None = None

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


def due_lines(step: Step, night: Night) -> sa.Select[OrderLine]:
    """The open lines of the store that `step` is about, newest order first."""
    query = (
        sa.select(OrderLine)
        .join(OrderLine.order)
        .where(OrderLine.open == 1, OrderLine.store_id == night.store.id)
        .order_by(OrderLine.list_key.desc())
    )
    if step is Step.COMPLETE_SOLD:
        # Sold by then, and still: a night that comes late completes nothing that was brought back.
        query = query.where(is_sold(until=night.day), is_sold())
        return query if night.done_at is None else query.where(~_said_since(night.done_at))
    if step is Step.NAME_UNOWNED:
        # Without a department a line has no super department either, and that has an index.
        return query.where(
            OrderLine.department_id.is_(None), OrderLine.super_department_id.is_(None)
        )
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


def _said_since(moment: datetime) -> sa.ColumnElement[bool]:
    """Whether a person said since then that a line was sold: it can be taken back until the next
    night (B6)."""
    return sa.exists().where(
        RegisterSale.order_line_id == OrderLine.id,
        RegisterSale.user_id.is_not(None),
        RegisterSale.created_at > moment,
    )


def due_reminders(
    night: Night, kinds: Collection[Kind], occasion: Occasion
) -> sa.Select[OrderLine]:
    """The open lines of the store whose customers the night tells that they wait (a reminder), or
    will be closed within a week; once, and only by the templates `kinds` that go out by themselves
    (decision 12). What is closed tonight is told nothing, and who has their goods neither."""
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
            ~is_gone(),
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


def notes_before(night: Night) -> datetime:
    """What of the register was looked at before then is swept too."""
    return night.over_at - timedelta(days=night.settings.register_notes_days)


def due_drafts(night: Night) -> sa.ColumnElement[bool]:
    """Which drafts the night sweeps: empty ones that nobody touched for a while."""
    limit = night.over_at - timedelta(days=night.settings.keep_drafts_days)
    return sa.and_(
        Draft.empty.is_(True), Draft.store_id == night.store.id, Draft.touched_at < limit
    )


MOVING = (Step.COMPLETE_SOLD, Step.CLOSE_CALLED, Step.CLOSE_STALE)
ABOUT_LINES = (*MOVING, Step.REMIND, Step.NAME_UNOWNED)


def count(session: Session, query: sa.Select[OrderLine]) -> int:
    """How many lines `query` finds."""
    return session.scalar(query.with_only_columns(sa.func.count()).order_by(None)) or 0


def _not_kept(night: Night) -> sa.ColumnElement[bool]:
    return sa.or_(Order.keep_open_until.is_(None), Order.keep_open_until <= night.day)
