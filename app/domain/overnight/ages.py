"""After how many days the night closes what nobody moved on: lines by the status they stand on,
orders by their type (C33, decision 6). The night, the warnings before it and what customers are
told ask here, so that they say the same."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.settings.known import StoreSettings
from app.domain.settings.reading import EVERY_STORE, made_of
from app.models import Order, OrderLine, OrderType, Setting, Status
from app.vocabulary import clock
from app.vocabulary.statuses import Key

# Staff see it coming a week before, and so may the customer.
CLOSING_AHEAD = timedelta(days=7)

# What stands where a setting says of which store it is.
_AGE = -1


@dataclass(frozen=True)
class Ages:
    """The ages of one store, on its own clock. `own` are those of statuses other than
    Called/waiting, which has a setting."""

    settings: StoreSettings
    time_zone: str
    own: Mapping[str, int] = field(default_factory=dict)

    @property
    def by_type(self) -> dict[OrderType, int]:
        """Days since an order was taken."""
        return {
            OrderType.SPECIAL: self.settings.close_pending_after_days,
            OrderType.CUSTOMER: self.settings.close_customer_after_days,
            OrderType.LAYAWAY: self.settings.close_layaway_after_days,
            OrderType.QUOTE: self.settings.close_quote_after_days,
        }

    @property
    def by_status(self) -> dict[str, int]:
        """Days in a status."""
        called = {Key.CALLED_WAITING.value: self.settings.close_called_after_days}
        return {**self.own, **called}

    def called(self, day: date) -> sa.ColumnElement[bool]:
        """Whether the night of `day` closes a line for want of a return call."""
        return self._stood(Key.CALLED_WAITING, day)

    def stood(self, day: date) -> sa.ColumnElement[bool]:
        """Whether that night closes a line because it stood too long on its status."""
        return sa.or_(*(self._stood(key, day) for key in self.by_status))

    def ordered(self, day: date) -> sa.ColumnElement[bool]:
        """Whether that night closes what is left of an order because of its age."""
        oldest = {kind: day - timedelta(days=days) for kind, days in self.by_type.items()}
        # The bound over all comes first: it is what an index is read by.
        of_kind = sa.case(oldest, value=Order.kind, else_=min(oldest.values()))
        if len(set(oldest.values())) == 1:
            return Order.ordered_on <= oldest[OrderType.SPECIAL]
        bound = Order.ordered_on <= max(oldest.values())
        return sa.and_(bound, Order.ordered_on <= sa.type_coerce(of_kind, sa.Date))

    def closes_on(self, order: Order, line: OrderLine) -> date:
        """The day after whose night a line is closed by itself if nothing happens."""
        days = [order.ordered_on + timedelta(days=self.by_type[order.kind])]
        if line.status in self.by_status:
            since = clock.business_date(line.status_since, self.time_zone)
            days.append(since + timedelta(days=self.by_status[line.status]))
        return max(min(days), order.keep_open_until or min(days))

    def _stood(self, key: str, day: date) -> sa.ColumnElement[bool]:
        last = day - timedelta(days=self.by_status[key])
        entered = clock.end_of_day(last, self.time_zone)
        return sa.and_(OrderLine.status == key, OrderLine.status_since < entered)


def closing_day(line: OrderLine, settings: StoreSettings, closes_after: int | None = None) -> date:
    """The day after whose night the line closes by itself if nothing happens (decision 6), which
    may be past; `closes_after`: days in its status, if the store said so."""
    own = {line.status: closes_after} if closes_after else {}
    return Ages(settings, line.order.store.time_zone, own).closes_on(line.order, line)


def own_ages(session: Session) -> dict[str, int]:
    """Days after which a store's statuses close by themselves, where it said so; one statement."""
    rows = session.execute(
        sa.select(Status.key, Status.closes_after).where(Status.closes_after.is_not(None))
    )
    return {row.key: row.closes_after for row in rows}


def settings_and_ages(session: Session, store_id: int) -> tuple[StoreSettings, dict[str, int]]:
    """The settings of a store and `own_ages`, in one statement."""
    return told(session.execute(sa.union_all(*asked(store_id)).order_by("store_id")).all())


def asked(store_id: int) -> tuple[sa.Select[int, str, str], sa.Select[int, str, str]]:
    """What `told` reads: where something is said, of what, and what as JSON. The store's own
    settings must come behind those of every store, and win."""
    said = sa.select(
        Setting.store_id, Setting.key, sa.cast(Setting.value, sa.String).label("value")
    ).where(Setting.store_id.in_((EVERY_STORE, store_id)))
    ages = sa.select(sa.literal(_AGE), Status.key, sa.cast(Status.closes_after, sa.String)).where(
        Status.closes_after.is_not(None)
    )
    return said, ages


def told(rows: Iterable[Any]) -> tuple[StoreSettings, dict[str, int]]:
    """The settings and the ages of statuses out of rows of `asked`; others are passed over."""
    found = list(rows)
    settings = made_of(
        (key, json.loads(value)) for where, key, value in found if where >= EVERY_STORE
    )
    return settings, {key: int(value) for where, key, value in found if where == _AGE}
