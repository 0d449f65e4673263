"""Messages to customers: templates, what was written to whom, and what became of it (decision
12)."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Stamped, Versioned
from app.models.orders import Order
from app.models.people import User
from app.models.types import word
from app.vocabulary.occasions import MessageWay, Occasion
from app.vocabulary.words import Labelled


class MessageTemplate(Versioned, Base):
    """What a store writes on an occasion, one way. `store_id` 0 is for every store that has none of
    its own. `by_itself` sends it when a line gets there (decision 12); `shows_prices` lets its
    placeholders hold amounts (B1)."""

    __tablename__ = "message_templates"
    __table_args__ = (sa.UniqueConstraint("store_id", "occasion", "way"),)

    store_id: Mapped[int] = mapped_column(default=0)
    occasion: Mapped[Occasion] = mapped_column(word(Occasion))
    way: Mapped[MessageWay] = mapped_column(word(MessageWay))
    subject: Mapped[str] = mapped_column(sa.String(150), default="")
    body: Mapped[str] = mapped_column(sa.Text, default="")
    by_itself: Mapped[bool] = mapped_column(default=False)
    shows_prices: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)


class MessageState(Labelled):
    """How far a message has come."""

    WAITING = "waiting", "Waiting to be sent"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    DELIVERED = "delivered", "Delivered"
    FAILED = "failed", "Failed"
    DROPPED = "dropped", "Not sent"


class Message(Versioned, Stamped, Base):
    """One message to one customer about lines of one order. `due_at` lies behind the quiet hours;
    `shows_figures` hides its text from people who may see no prices; `gateway_ref` is the gateway's
    own name for it. `sent_at` is when it was handed over, or, while it is being sent, when that
    began."""

    __tablename__ = "messages"
    __table_args__ = (
        sa.Index("ix_messages_state", "state", "store_id", "id"),
        sa.Index("ix_messages_order_id_id", "order_id", "id"),
    )

    one_time_key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders.id", ondelete="CASCADE"))
    customer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("customers.id"), index=True)
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"), index=True)
    occasion: Mapped[Occasion] = mapped_column(word(Occasion))
    way: Mapped[MessageWay] = mapped_column(word(MessageWay))
    sent_to: Mapped[str] = mapped_column(sa.String(120))
    subject: Mapped[str] = mapped_column(sa.String(200), default="")
    body: Mapped[str] = mapped_column(sa.Text)
    shows_figures: Mapped[bool] = mapped_column(default=True)
    state: Mapped[MessageState] = mapped_column(word(MessageState), default=MessageState.WAITING)
    problem: Mapped[str] = mapped_column(sa.String(300), default="")
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    due_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    gateway_ref: Mapped[str] = mapped_column(sa.String(120), default="", index=True)
    again_of_id: Mapped[int | None] = mapped_column(sa.ForeignKey("messages.id"), index=True)
    user: Mapped[User | None] = relationship()
    order: Mapped[Order] = relationship()
    lines: Mapped[list[MessageLine]] = relationship(
        back_populates="message", cascade="all, delete-orphan", passive_deletes=True
    )


class MessageLine(Base):
    """A line that a message is about. Once per item and occasion: `copy` is 0 for the first and
    counts up for those that a person sent again (decision 12)."""

    __tablename__ = "message_lines"
    __table_args__ = (sa.UniqueConstraint("order_line_id", "occasion", "copy"),)

    message_id: Mapped[int] = mapped_column(
        sa.ForeignKey("messages.id", ondelete="CASCADE"), index=True
    )
    order_line_id: Mapped[int] = mapped_column(sa.ForeignKey("order_lines.id", ondelete="CASCADE"))
    occasion: Mapped[Occasion] = mapped_column(word(Occasion))
    copy: Mapped[int] = mapped_column(default=0)
    message: Mapped[Message] = relationship(back_populates="lines")
