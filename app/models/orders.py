"""Orders, their lines, what happened to them, and drafts that are not orders yet."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, WriteOnlyMapped, mapped_column, relationship

from app.models.base import Base, Stamped, Versioned
from app.models.customers import Contact, Customer
from app.models.lines import OrderLine
from app.models.people import Store, User
from app.models.pricing import MemberType
from app.models.types import word
from app.vocabulary.searching import haystack
from app.vocabulary.words import Labelled


class OrderType(StrEnum):
    """What kind of promise an order is (P5); only special orders are taken so far."""

    SPECIAL = "special"
    CUSTOMER = "customer"
    LAYAWAY = "layaway"
    QUOTE = "quote"


class OrderSource(Labelled):
    """How the wish reached the store (L2)."""

    COUNTER = "counter", "At the counter"
    PHONE = "phone", "By phone"
    EMAIL = "email", "By e-mail"
    WEB = "web", "On the web"
    OTHER = "other", "Another way"


class DeliveryWish(Labelled):
    """How the customer would like to get the goods (L2); modes of delivery come with shipping."""

    PICKUP = "pickup", "Pick it up"
    DELIVER = "deliver", "Deliver it"
    SHIP = "ship", "Ship it"


class Order(Contact, Versioned, Stamped, Base):
    """One customer and one or more lines (C13, C15). The contact is the order's own copy (C14).
    `open` and `status` follow from the lines; only the lifecycle writes them."""

    __tablename__ = "orders"
    __table_args__ = (
        sa.CheckConstraint("open IN (0, 1)", name="open_is_0_or_1"),
        sa.Index("ix_orders_open_number", "open", "number"),
        sa.Index("ix_orders_open_ordered_on", "open", "store_id", "ordered_on"),
        sa.Index("ix_orders_customer_id_id", "customer_id", "id"),
    )

    number: Mapped[int] = mapped_column(unique=True)
    kind: Mapped[OrderType] = mapped_column(word(OrderType), default=OrderType.SPECIAL)
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"), index=True)
    pickup_store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"), index=True)
    customer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("customers.id"))
    member_number: Mapped[int | None] = mapped_column(index=True)
    member_type_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member_types.id"), index=True)
    phone_digits: Mapped[str] = mapped_column(sa.String(20), default="", index=True)
    call_first: Mapped[bool] = mapped_column(default=False)
    comments: Mapped[str] = mapped_column(sa.Text, default="")
    source: Mapped[OrderSource] = mapped_column(
        word(OrderSource), default=OrderSource.COUNTER, server_default=OrderSource.COUNTER.value
    )
    delivery: Mapped[DeliveryWish] = mapped_column(
        word(DeliveryWish), default=DeliveryWish.PICKUP, server_default=DeliveryWish.PICKUP.value
    )
    requested_on: Mapped[date | None]
    ordered_on: Mapped[date]
    taken_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    one_time_key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    status: Mapped[str] = mapped_column(sa.ForeignKey("statuses.key"), index=True)
    open: Mapped[int] = mapped_column(sa.SmallInteger, default=1)
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    keep_open_until: Mapped[date | None]
    lines_made: Mapped[int] = mapped_column(default=0)
    # When somebody is best called, in their own words (B7).
    best_hours: Mapped[str] = mapped_column(sa.String(60), default="", server_default="")
    no_clone: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    # What it was cloned from, split off from, or repeats; and the one it was merged into.
    from_order_id: Mapped[int | None] = mapped_column(sa.ForeignKey("orders.id"), index=True)
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("orders.id"), index=True)
    search_text: Mapped[str] = mapped_column(sa.String(400), default="")
    # Last name first, folded: what lists sort customers by. Follows the names by itself.
    sort_name: Mapped[str] = mapped_column(sa.String(80), default="", server_default="")

    store: Mapped[Store] = relationship(foreign_keys=[store_id])
    pickup_store: Mapped[Store] = relationship(foreign_keys=[pickup_store_id])
    customer: Mapped[Customer | None] = relationship()
    member_type: Mapped[MemberType | None] = relationship()
    taken_by: Mapped[User | None] = relationship()
    lines: Mapped[list[OrderLine]] = relationship(
        back_populates="order", order_by="OrderLine.number", cascade="all, delete-orphan"
    )
    events: WriteOnlyMapped[OrderEvent] = relationship(
        back_populates="order",
        order_by="OrderEvent.id.desc()",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )


@sa.event.listens_for(Order, "before_insert")
@sa.event.listens_for(Order, "before_update")
def _follow_names(_mapper: Any, _connection: Any, order: Order) -> None:
    order.sort_name = haystack(order.last_name, order.first_name)[:80].rstrip()


class OrderEvent(Base):
    """What happened: who, when, where, which verb, from and to. Append-only facts; the sentence is
    made when it is shown. `figures` holds amounts of that moment as text, shown only to those who
    may know. `of_version` is the order's version that was changed: what a form made from version 7
    has missed are the events of 7 and later."""

    __tablename__ = "order_events"
    __table_args__ = (sa.Index("ix_order_events_order_id_id", "order_id", "id"),)

    order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders.id", ondelete="CASCADE"))
    line_number: Mapped[int | None]
    of_version: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    store_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stores.id"), index=True)
    device: Mapped[str] = mapped_column(sa.String(60), default="")
    verb: Mapped[str] = mapped_column(sa.String(40))
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    order: Mapped[Order] = relationship(back_populates="events")
    user: Mapped[User | None] = relationship()


class Draft(Versioned, Stamped, Base):
    """An order being taken, kept on the server so that any tablet can go on with it. `key` is the
    one-time key of the order it becomes; `content` is what `domain/orders/drafts.py` reads and
    writes."""

    __tablename__ = "drafts"

    key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"), index=True)
    touched_at: Mapped[datetime] = mapped_column(index=True)
    empty: Mapped[bool] = mapped_column(default=True)
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    user: Mapped[User] = relationship()


class Counter(Base):
    """A running number, taken with the row locked so that no number is given twice."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(sa.String(40), unique=True)
    value: Mapped[int]
