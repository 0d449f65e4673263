"""Orders that repeat by themselves, with brakes (C29, B3)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Stamped, Versioned
from app.models.customers import Customer
from app.models.orders import Order
from app.models.people import Store
from app.models.types import Cents, Unit, word
from app.vocabulary.words import Labelled


class Every(Labelled):
    """What a recurrence counts in. NTH_WEEKDAY: as the second Tuesday of a month."""

    DAYS = "days", "Days"
    WEEKS = "weeks", "Weeks"
    MONTHS = "months", "Months"
    NTH_WEEKDAY = "nth_weekday", "A weekday of the month"


class RecurrenceState(Labelled):
    """Whether it goes on."""

    ACTIVE = "active", "Active"
    ASKING = "asking", "Asks before it goes on"
    ENDED = "ended", "Ended"


class Recurrence(Versioned, Stamped, Base):
    """An order that is made anew for a customer every so often, as `from_order_id` was. `next_on`
    is the day the customer wants the next one; the night makes it ahead of the vendor's deadline.
    It ends after `ends_on` or `ends_after` orders, rests until `paused_until`, and asks when the
    price has risen by more than `most_rise` percent over `agreed_total` (B3)."""

    __tablename__ = "recurrences"
    __table_args__ = (
        sa.CheckConstraint("every_n >= 1", name="every_from_1"),
        sa.Index("ix_recurrences_due", "state", "next_on"),
    )

    one_time_key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"), index=True)
    customer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("customers.id"), index=True)
    from_order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders.id"), index=True)
    every: Mapped[Every] = mapped_column(word(Every))
    every_n: Mapped[int] = mapped_column(default=1)
    nth: Mapped[int | None]
    weekday: Mapped[int | None]
    first_on: Mapped[date]
    next_on: Mapped[date | None]
    paused_until: Mapped[date | None]
    ends_on: Mapped[date | None]
    ends_after: Mapped[int | None]
    made: Mapped[int] = mapped_column(default=0)
    days_ahead: Mapped[int] = mapped_column(default=7)
    most_rise: Mapped[Decimal | None] = mapped_column(Unit())
    agreed_total: Mapped[Decimal | None] = mapped_column(Cents())
    state: Mapped[RecurrenceState] = mapped_column(
        word(RecurrenceState), default=RecurrenceState.ACTIVE
    )
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    store: Mapped[Store] = relationship()
    customer: Mapped[Customer | None] = relationship()
    from_order: Mapped[Order] = relationship(foreign_keys=[from_order_id])


class RunState(Labelled):
    """What became of one date of a recurrence."""

    MADE = "made", "Made"
    SKIPPED = "skipped", "Skipped"
    ASKED = "asked", "Waits for an answer"
    FAILED = "failed", "Could not be made"


class RecurrenceRun(Stamped, Base):
    """One date of a recurrence; it happens once. `total` is what it came to then, for those who may
    see totals."""

    __tablename__ = "recurrence_runs"
    __table_args__ = (sa.UniqueConstraint("recurrence_id", "due_on"),)

    recurrence_id: Mapped[int] = mapped_column(sa.ForeignKey("recurrences.id", ondelete="CASCADE"))
    due_on: Mapped[date]
    state: Mapped[RunState] = mapped_column(word(RunState))
    order_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("orders.id", ondelete="SET NULL"), index=True
    )
    total: Mapped[Decimal | None] = mapped_column(Cents())
    why: Mapped[str] = mapped_column(sa.String(300), default="")
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    answered_at: Mapped[datetime | None]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
