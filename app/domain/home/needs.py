"""What needs somebody now, counted: every number is the one that the list behind it shows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.calls import sheet
from app.domain.calls.sheet import Asked, Due
from app.domain.home import closing, moved, prints
from app.domain.home.closing import Soon
from app.domain.jobs import alarms
from app.domain.orders import narrowing
from app.domain.orders.filters import Filters
from app.domain.pickup import returning
from app.domain.pickup.sold import is_gone
from app.domain.printing.queries import missed
from app.domain.register import loose
from app.models import (
    LineTally,
    ListedLine,
    Message,
    MessageState,
    Order,
    OrderLine,
    Recurrence,
    RecurrenceState,
    user_super_departments,
)
from app.vocabulary.permissions import Permission as P
from app.vocabulary.statuses import Stage
from app.vocabulary.words import Labelled

# Counting what no tally keeps stops here.
MOST_COUNTED = 1000
OLDEST = 2
_WALKED = 8


class What(Labelled):
    """What may need somebody, in the order in which it is shown."""

    CALLS = "calls", "Calls due"
    PRICES = "prices", "Price needed"
    MOVED = "moved", "Catalogue moved since the quote"
    NOTES = "notes", "Notes to turn into items"
    PLACING = "placing", "Lines to place"
    UNTAGGED = "untagged", "Arrived, no tag yet"
    READY = "ready", "Ready for pickup"
    CLOSING = "closing", "Closes within a week"
    REPEATS = "repeats", "Repeating orders that ask"
    UNOWNED = "unowned", "No department"
    PRINTS = "prints", "Prints that failed"
    MESSAGES = "messages", "Messages that failed"
    ALARMS = "alarms", "Alarms: work in the background"
    REGISTER = "register", "At the register: look"


# Who is shown what: everything that is named here.
NEEDED: dict[What, tuple[P, ...]] = {
    What.CALLS: (P.CALLS_MAKE,),
    What.PRICES: (P.ORDERS_SEE, P.PRICES_EDIT),
    What.MOVED: (P.ORDERS_SEE, P.PRICES_SEE, P.PRICES_EDIT),
    What.NOTES: (P.ORDERS_SEE, P.ORDERS_EDIT),
    What.PLACING: (P.ORDERS_SEE, P.ORDERS_MOVE),
    What.UNTAGGED: (P.TAGS_PRINT,),
    What.READY: (P.ORDERS_SEE, P.PICKUP_HAND_OVER),
    What.CLOSING: (P.ORDERS_SEE, P.ORDERS_KEEP),
    What.REPEATS: (P.ORDERS_SPLIT,),
    What.UNOWNED: (P.ORDERS_SEE, P.ORDERS_EDIT),
    What.PRINTS: (P.TAGS_PRINT,),
    What.MESSAGES: (P.MESSAGES_SEND,),
    What.REGISTER: (P.ORDERS_MOVE,),
    What.ALARMS: (P.JOBS_SEE,),
}
# What is a filtered list of lines; the store and whose departments come on top.
FILTERS: dict[What, Filters] = {
    What.PRICES: Filters(needs_price=True),
    What.NOTES: Filters(notes=True),
    What.PLACING: Filters(stage=Stage.READY),
    What.READY: Filters(stage=Stage.ARRIVED, printed=True),
    What.UNOWNED: Filters(no_department=True),
}
# What is about lines too, though no such list.
ABOUT_LINES = frozenset({What.CALLS, What.UNTAGGED, What.CLOSING})
# What belongs to nobody's departments, or to everybody's.
EVERYBODYS = frozenset({
    What.UNOWNED, What.UNTAGGED, What.REPEATS, What.PRINTS, What.MESSAGES, What.REGISTER,
    What.ALARMS,
})  # fmt: skip


@dataclass(frozen=True)
class Waits:
    """One of those that wait: whose it is, what, and since when."""

    number: int
    name: str
    about: str
    since: datetime


@dataclass(frozen=True)
class Need:
    """So many (`more`: at least) of something, with the oldest of them; `late`: so many wait longer
    than they should."""

    what: What
    count: int
    more: bool
    late: int = 0
    oldest: tuple[Waits, ...] = ()


@dataclass(frozen=True)
class Desk:
    """Whose home it is, and when: `mine` narrows to the departments of the viewer."""

    by: Viewer
    soon: Soon
    now: datetime

    @property
    def mine(self) -> int | None:
        """The user whose departments count, None for everybody's."""
        return self.soon.mine

    @property
    def whats(self) -> list[What]:
        """What they are shown."""
        return [what for what, needed in NEEDED.items() if all(map(self.by.can, needed))]


def needs(session: Session, desk: Desk) -> list[Need]:
    """What waits, as far as the viewer may do something about it; without what nothing waits of.
    Two statements."""
    whats = desk.whats
    if not whats:
        return []
    columns = [column for what in whats for column in counting(desk, what)]
    *counted, late = session.execute(sa.select(*columns, _late(desk))).one()
    found: list[Need] = []
    for n, what in enumerate(whats):
        count = counted[2 * n]
        looked_at = count if counted[2 * n + 1] is None else counted[2 * n + 1]
        waits_long = late if what is What.READY else 0
        found += [Need(what, count, looked_at >= MOST_COUNTED, waits_long)] if count else []
    oldest = _oldest(session, desk, [need.what for need in found])
    return [replace(need, oldest=tuple(oldest.get(need.what, ()))) for need in found]


def counting(desk: Desk, what: What) -> tuple[Any, Any]:
    """How many there are, and how many rows were looked at for it (None: as many); as columns of
    one statement."""
    if what is What.CALLS:
        return sheet.due_customers(_asked(desk), most=MOST_COUNTED)
    if what is What.ALARMS:
        return alarms.counted(desk.soon.store, desk.now), sa.literal(0)
    if what in FILTERS or what is What.UNTAGGED:
        return _tallied(desk, what), sa.literal(0)
    if what is What.MOVED:
        looked = moved.looked_at(desk.soon.store.id)
        found = moved.ids(looked, desk.mine).subquery()
        return (
            sa.select(sa.func.count()).select_from(found).scalar_subquery(),
            moved.longest(looked),
        )
    some = _rows(desk, what).limit(MOST_COUNTED).subquery()
    return sa.select(sa.func.count()).select_from(some).scalar_subquery(), sa.literal(None)


def oldest_rows(desk: Desk, what: What) -> sa.Select[int]:
    """The ids of the lines that wait longest, as far as `what` is about lines."""
    here = (OrderLine.open == 1, OrderLine.store_id == desk.soon.store.id)
    lines = sa.select(OrderLine.id).where(*here)
    if what is What.CALLS:
        walked = sheet.walk(_asked(desk), None).with_only_columns(OrderLine.id)
        # A customer may have several: the oldest of each counts.
        return walked.limit(_WALKED)
    if what in (What.UNTAGGED, What.READY):
        printed = OrderLine.copies > 0 if what is What.READY else OrderLine.copies == 0
        # Who has fetched theirs does not wait, though the line is open until the night.
        still = [~is_gone()] if what is What.READY else []
        arrived = lines.where(OrderLine.stage == Stage.ARRIVED, printed, *still, *_mine(desk, what))
        return arrived.order_by(OrderLine.status_since, OrderLine.id).limit(OLDEST)
    if what is What.CLOSING:
        called, old = closing.parts(desk.soon)
        first = called.order_by(OrderLine.status_since).limit(OLDEST).subquery()
        second = old.order_by(Order.ordered_on).limit(OLDEST).subquery()
        return sa.select(sa.union_all(sa.select(first), sa.select(second)).subquery())
    filters = _here(desk, FILTERS[what])
    listed = sa.select(ListedLine.line_id).where(*narrowing.conditions(filters, 1))
    return listed.where(*_mine(desk, what, ListedLine)).order_by(ListedLine.id).limit(OLDEST)


def _oldest(session: Session, desk: Desk, whats: Collection[What]) -> Mapping[What, list[Waits]]:
    """The oldest of each, by name, in one statement."""
    about = [what for what in whats if what in FILTERS or what in ABOUT_LINES]
    if not about:
        return {}
    parts = []
    for what in about:
        rows = oldest_rows(desk, what).subquery()
        parts.append(sa.select(sa.literal(what.value).label("what"), rows.c[0].label("line_id")))
    few = sa.union_all(*parts).subquery()
    query = (
        sa.select(few.c.what, OrderLine, Order)
        .join(OrderLine, OrderLine.id == few.c.line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .options(sa.orm.lazyload("*"))
        .order_by(OrderLine.status_since, OrderLine.id)
    )
    found: dict[What, list[Waits]] = {}
    for key, line, order in session.execute(query):
        name = order.full_name or "No name"
        waits = Waits(order.number, name, line.description, line.status_since)
        of_what = found.setdefault(What(key), [])
        again = What(key) is What.CALLS and any(one.name == name for one in of_what)
        if len(of_what) < OLDEST and not again:
            of_what.append(waits)
    return found


def _late(desk: Desk) -> sa.ScalarSelect[int]:
    """What is ready and was not picked up in the days that a customer has."""
    late = returning.too_long(desk.soon.store.id, desk.soon.settings.pickup_days)
    late = late.where(*_mine(desk, What.READY)).with_only_columns(sa.literal(1))
    some = late.limit(MOST_COUNTED).subquery()
    return sa.select(sa.func.count()).select_from(some).scalar_subquery()


def _asked(desk: Desk) -> Asked:
    return Asked(desk.now, desk.soon.store.id, mine=desk.mine, due=Due.NOW)


def _here(desk: Desk, filters: Filters) -> Filters:
    return Filters(**{**vars(filters), "store_id": desk.soon.store.id})


def _mine(desk: Desk, what: What, table: Any = OrderLine) -> list[sa.ColumnElement[bool]]:
    if desk.mine is None or what in EVERYBODYS:
        return []
    owned = user_super_departments.c
    mine = sa.select(owned.super_department_id).where(owned.user_id == desk.mine)
    return [table.super_department_id.in_(mine)]


def _tallied(desk: Desk, what: What) -> sa.ScalarSelect[int]:
    """Exact at any size: the sum of tallies."""
    filters = FILTERS.get(what, Filters(stage=Stage.ARRIVED, printed=False))
    asked = narrowing.counted_by(_here(desk, filters), LineTally)
    items = [LineTally.note == 0] if what is What.UNTAGGED else []
    return (
        sa.select(sa.func.coalesce(sa.func.sum(LineTally.lines), 0))
        .where(LineTally.open == 1, *asked.values(), *items, *_mine(desk, what, LineTally))
        .scalar_subquery()
    )


def _rows(desk: Desk, what: What) -> Any:
    """The rows of what is counted one by one."""
    store_id = desk.soon.store.id
    if what is What.CLOSING:
        return sa.select(closing.ids(desk.soon).subquery().c.id)
    if what is What.REPEATS:
        asking = Recurrence.state == RecurrenceState.ASKING
        return sa.select(Recurrence.id).where(asking, Recurrence.store_id == store_id)
    if what is What.MESSAGES:
        failed = Message.state == MessageState.FAILED
        return sa.select(Message.id).where(failed, Message.store_id == store_id)
    if what is What.REGISTER:
        return loose.to_look_at(store_id)
    both = sa.union_all(prints.failed(store_id), missed(store_id)).subquery()
    return sa.select(both.c[0])
