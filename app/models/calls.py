"""Calls to customers: what was said, and when to try again (B7, C21, C25)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Stamped
from app.models.lines import OrderLine
from app.models.people import User
from app.models.types import Cents, word
from app.vocabulary.words import Labelled


class CallOutcome(Labelled):
    """How a call ended; each has one tap of its own."""

    REACHED = "reached", "Reached"
    VOICEMAIL = "voicemail", "Left a voicemail"
    NO_ANSWER = "no_answer", "No answer"
    WRONG_NUMBER = "wrong_number", "Wrong number"


class Call(Stamped, Base):
    """One call to one customer about some lines. `customer_id` is None for somebody who is in no
    file; `number` is the phone that was called, as digits. Append-only, except `undone_at` when it
    was tapped by mistake."""

    __tablename__ = "calls"
    __table_args__ = (sa.Index("ix_calls_customer_id_at", "customer_id", "at"),)

    one_time_key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    at: Mapped[datetime] = mapped_column(index=True)
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"), index=True)
    customer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("customers.id"))
    number: Mapped[str] = mapped_column(sa.String(40), default="")
    outcome: Mapped[CallOutcome] = mapped_column(word(CallOutcome))
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    next_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    user: Mapped[User | None] = relationship()
    lines: Mapped[list[CallLine]] = relationship(
        back_populates="call", cascade="all, delete-orphan", passive_deletes=True
    )


class CallLine(Base):
    """A line that a call was about. `promised` is the total that was promised for it, None when no
    price was confirmed; shown only to people who may see totals (B1)."""

    __tablename__ = "call_lines"
    __table_args__ = (sa.UniqueConstraint("call_id", "order_line_id"),)

    call_id: Mapped[int] = mapped_column(sa.ForeignKey("calls.id", ondelete="CASCADE"))
    order_line_id: Mapped[int] = mapped_column(
        sa.ForeignKey("order_lines.id", ondelete="CASCADE"), index=True
    )
    promised: Mapped[Decimal | None] = mapped_column(Cents())
    call: Mapped[Call] = relationship(back_populates="lines")
    line: Mapped[OrderLine] = relationship()
