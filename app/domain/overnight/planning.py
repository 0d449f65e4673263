"""What a night will do, as values: a page of lines for each step, how many there are, and what
repeats (B4).

Pages walk an index in its order, so that neither many lines nor none are read through: what is
sold newest first, what is closed oldest first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.overnight.plan import (
    ABOUT_LINES,
    MOVING,
    Night,
    Step,
    due_drafts,
    due_lines,
    due_reminders,
    going,
    notes_before,
)
from app.domain.recurring import making as recurring
from app.domain.recurring.making import Planned as Repeat
from app.domain.register.forgetting import count_old
from app.models import Draft, Order, OrderLine
from app.models.customers import sorted_name
from app.vocabulary import clock
from app.vocabulary.occasions import Occasion

# What repeats is thought through order by order: a page shows so many.
REPEATS_SHOWN = 20

# All that is shown, and that says where a page goes on.
_SHOWN = (
    OrderLine.id, OrderLine.number, OrderLine.list_key, OrderLine.description, OrderLine.status,
    OrderLine.status_since, Order.number.label("order_number"), Order.ordered_on, Order.version,
    Order.last_name, Order.first_name,
)  # fmt: skip

# Where a page goes on: in which of the step's queries, and behind which line as its walk says it.
Place = tuple[int, int, int]
START: Place = (0, 0, 0)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Planned:
    """One line and what will happen to it. `since` is the day that counts for it, `telling` what
    its customer is told."""

    step: Step
    line_id: int
    order_number: int
    line_number: int
    customer: str
    description: str
    status: str
    since: date | None
    version: int
    telling: Occasion | None = None


@dataclass(frozen=True)
class Plan:
    """What one night would do: lines per step (at most `limit` each, `after` leads on), how many
    there are (counted up to `most`), drafts, and orders that repeat."""

    night: Night
    lines: dict[Step, list[Planned]]
    counts: dict[Step, int]
    repeats: tuple[Repeat, ...] = ()
    after: Mapping[Step, Place | None] = field(default_factory=dict)
    most: int | None = None

    def counted(self, step: Step) -> bool:
        """Whether the lines of a step were counted to their end."""
        return self.most is None or self.counts[step] < self.most

    @property
    def whole(self) -> bool:
        """Whether those of every step were."""
        return all(self.counted(step) for step in ABOUT_LINES)

    @property
    def quiet(self) -> bool:
        """Nothing will move, and nothing be made."""
        doing = (*MOVING, Step.MAKE_RECURRING, Step.REMIND)
        return not any(self.counts[step] for step in doing)


class Walk(Enum):
    """In which order lines are found, each along an index."""

    NEWEST = "newest order first"
    STOOD = "longest on its status first"
    OLDEST = "oldest order first"


@dataclass(frozen=True)
class Part:
    """One query of a step, and how it is walked; `telling` is what customers are told."""

    query: sa.Select[OrderLine]
    walk: Walk = Walk.NEWEST
    telling: Occasion | None = None

    def behind(self, place: Place) -> sa.Select[OrderLine]:
        """The lines behind a place, in order."""
        query = self.query.order_by(None)
        if self.walk is Walk.NEWEST:
            key = OrderLine.list_key
            return (query.where(key < place[1]) if place[1] else query).order_by(key.desc())
        by: tuple[Any, ...] = (OrderLine.status_since, OrderLine.id)
        if self.walk is Walk.OLDEST:
            by = (Order.ordered_on, Order.id, OrderLine.number)
        if place[1]:
            # The first column alone says where an index begins.
            values = self._values(place)
            query = query.where(by[0] >= values[0], sa.tuple_(*by) > sa.tuple_(*values))
        return query.order_by(*by)

    def _values(self, place: Place) -> tuple[Any, ...]:
        """What a place means; the very beginning for what is none."""
        try:
            if self.walk is Walk.STOOD:
                return _EPOCH + place[1] * _MICROSECOND, place[2]
            order_id, number = divmod(place[2], 100)
            return date.fromordinal(place[1]), order_id, 99 - number
        except (OverflowError, ValueError):
            return self._values((place[0], 1, 0))

    def place_of(self, turn: int, line: Any) -> Place:
        """Where a line stands in it."""
        if self.walk is Walk.NEWEST:
            return turn, line.list_key, 0
        if self.walk is Walk.STOOD:
            return turn, (line.status_since - _EPOCH) // _MICROSECOND, line.id
        return turn, line.ordered_on.toordinal(), line.list_key


def plan(session: Session, night: Night, *, limit: int = 200, most: int | None = None) -> Plan:
    """What this night would do if it ran now; changes nothing. `most`: count no further."""
    lines: dict[Step, list[Planned]] = {}
    counts: dict[Step, int] = {}
    after: dict[Step, Place | None] = {}
    for step in ABOUT_LINES:
        parts = _parts(session, step, night)
        lines[step], after[step] = _page(session, step, night, parts, START, limit)
        counts[step] = len(lines[step])
        if after[step]:
            counts[step] = _count(session, parts, most)
    drafts = sa.select(sa.func.count()).select_from(Draft).where(due_drafts(night))
    notes = count_old(session, night.store.id, notes_before(night))
    counts[Step.SWEEP_DRAFTS] = (session.scalar(drafts) or 0) + notes
    due = recurring.due(session, night.store.id, night.morning)
    counts[Step.MAKE_RECURRING] = sum(len(one.make) for one in due)
    repeats = recurring.planned(session, due[: min(limit, REPEATS_SHOWN)])
    return Plan(night, lines, counts, tuple(repeats), after, most)


def page(
    session: Session, night: Night, step: Step, place: Place, *, limit: int
) -> tuple[list[Planned], Place | None]:
    """The next `limit` lines of one step behind a place, and the place that leads on from there."""
    return _page(session, step, night, _parts(session, step, night), place, limit)


def _parts(session: Session, step: Step, night: Night) -> list[Part]:
    """What finds the lines of a step, in the order in which they are shown. Nobody to tell is
    looked for where no template goes out by itself."""
    if step is Step.REMIND:
        kinds = going(session, night)
        some = dict.fromkeys(kind[0] for kind in kinds)
        return [Part(due_reminders(night, kinds, one), telling=one) for one in some]
    query = due_lines(step, night)
    if step is Step.CLOSE_CALLED:
        return [Part(query, Walk.STOOD)]
    if step is Step.CLOSE_STALE and not night.own:
        return [Part(query, Walk.OLDEST)]
    return [Part(query)]


def _page(
    session: Session, step: Step, night: Night, parts: list[Part], place: Place, limit: int
) -> tuple[list[Planned], Place | None]:
    found: list[tuple[int, Any]] = []
    for turn in range(place[0], len(parts)):
        query = parts[turn].behind(place if turn == place[0] else START)
        some = query.with_only_columns(*_SHOWN).limit(limit + 1 - len(found))
        found += [(turn, row) for row in session.execute(some)]
        if len(found) > limit:
            break
    planned = [
        replace(_planned(step, line, night), telling=parts[turn].telling)
        for turn, line in found[:limit]
    ]
    if len(found) <= limit:
        return planned, None
    turn, line = found[limit - 1]
    return planned, parts[turn].place_of(turn, line)


def _count(session: Session, parts: list[Part], most: int | None) -> int:
    """How many lines there are, no further than `most`."""
    # In the order of the page: what it found soon is found soon here.
    found = [part.behind(START) if most else part.query.order_by(None) for part in parts]
    some = [query.with_only_columns(OrderLine.id).limit(most).subquery() for query in found]
    counted = [sa.select(sa.func.count()).select_from(one).scalar_subquery() for one in some]
    total = sum(session.execute(sa.select(*counted)).one())
    return total if most is None else min(total, most)


def _planned(step: Step, line: Any, night: Night) -> Planned:
    stood = step in (Step.CLOSE_CALLED, Step.REMIND)
    since = clock.business_date(line.status_since, night.store.time_zone) if stood else None
    return Planned(
        step=step,
        line_id=line.id,
        order_number=line.order_number,
        line_number=line.number,
        customer=sorted_name(line.last_name, line.first_name),
        description=line.description,
        status=line.status,
        since=line.ordered_on if step is Step.CLOSE_STALE else since,
        version=line.version,
    )
