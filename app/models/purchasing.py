"""Ordering from vendors and receiving what they bring (C25, B8, B10, B19)."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Stamped, Versioned
from app.models.catalog import Vendor
from app.models.documents import Document
from app.models.lines import OrderLine
from app.models.people import Store, User
from app.models.types import Unit, word
from app.vocabulary.words import Labelled

# What stands for a scanned code where nobody received it: somebody moved the line by hand.
BY_HAND = "by hand"


class VendorCutoff(Versioned, Base):
    """A weekly deadline of a vendor: orders that reach it by `weekday` (0 is Monday) at `at`, in
    the store's own time, come `days_later`. Without a store it holds for every store (B8)."""

    __tablename__ = "vendor_cutoffs"
    __table_args__ = (
        sa.UniqueConstraint("vendor_id", "store_id", "weekday"),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_of_a_week"),
    )

    vendor_id: Mapped[int] = mapped_column(sa.ForeignKey("vendors.id", ondelete="CASCADE"))
    store_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stores.id"), index=True)
    weekday: Mapped[int] = mapped_column(sa.SmallInteger)
    at: Mapped[time] = mapped_column(sa.Time)
    days_later: Mapped[int] = mapped_column(default=1)


class PurchaseState(Labelled):
    """How far a purchase order has come."""

    DRAFT = "draft", "Being made"
    PLACED = "placed", "Placed"
    RECEIVED = "received", "Received"
    CANCELED = "canceled", "Canceled"


class SendWay(Labelled):
    """How a purchase order reaches its vendor."""

    EMAIL = "email", "By e-mail"
    FILE = "file", "As a file"
    PHONE = "phone", "By phone or on their site"


class PurchaseOrder(Versioned, Stamped, Base):
    """What one store orders from one vendor at once. `open` is 1 until everything came or was given
    up. `given_up_at` is when people gave it up: the vendor was told, so nothing opens it again."""

    __tablename__ = "purchase_orders"
    __table_args__ = (
        sa.CheckConstraint("open IN (0, 1)", name="open_is_0_or_1"),
        sa.Index("ix_purchase_orders_open", "open", "store_id", "vendor_id", "state"),
    )

    number: Mapped[int] = mapped_column(unique=True)
    one_time_key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    vendor_id: Mapped[int] = mapped_column(sa.ForeignKey("vendors.id"), index=True)
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"), index=True)
    state: Mapped[PurchaseState] = mapped_column(word(PurchaseState), default=PurchaseState.DRAFT)
    open: Mapped[int] = mapped_column(sa.SmallInteger, default=1)
    note: Mapped[str] = mapped_column(sa.Text, default="")
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    placed_at: Mapped[datetime | None]
    placed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    expected_on: Mapped[date | None]
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    given_up_at: Mapped[datetime | None]
    sent_way: Mapped[SendWay | None] = mapped_column(word(SendWay))
    sent_to: Mapped[str] = mapped_column(sa.String(120), default="")
    sent_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(sa.String(300), default="")
    document_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("documents.id", ondelete="SET NULL"), index=True
    )
    vendor: Mapped[Vendor] = relationship()
    store: Mapped[Store] = relationship()
    made_by: Mapped[User | None] = relationship(foreign_keys=[made_by_id])
    placed_by: Mapped[User | None] = relationship(foreign_keys=[placed_by_id])
    document: Mapped[Document | None] = relationship()
    lines: Mapped[list[PurchaseLine]] = relationship(
        back_populates="purchase_order",
        order_by="PurchaseLine.position, PurchaseLine.id",
        cascade="all, delete-orphan",
    )

    @property
    def state_words(self) -> str:
        """How far it has come, in words: what was given up is told from what all came."""
        if self.given_up_at is None:
            return self.state.label
        return "Given up" if self.placed_at else "Thrown away"


class PurchaseLine(Versioned, Base):
    """Cases of one item for one customer's line, as they were ordered: a snapshot. `cost` is per
    unit. `gone_at` is set when the line left the purchase order again, as when it was voided before
    anything came. `stood` is the status of the customer's line before it was placed: where it goes
    back to."""

    __tablename__ = "purchase_lines"
    __table_args__ = (
        sa.CheckConstraint("cases >= 1", name="cases_from_1"),
        sa.CheckConstraint("cases_received >= 0", name="cases_received_from_0"),
        sa.Index("ix_purchase_lines_order_position", "purchase_order_id", "position"),
    )

    purchase_order_id: Mapped[int] = mapped_column(
        sa.ForeignKey("purchase_orders.id", ondelete="CASCADE")
    )
    order_line_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("order_lines.id", ondelete="SET NULL"), index=True
    )
    position: Mapped[int]
    upc: Mapped[str | None] = mapped_column(sa.String(13), index=True)
    sku: Mapped[str] = mapped_column(sa.String(30), default="", index=True)
    description: Mapped[str] = mapped_column(sa.String(1000))
    brand: Mapped[str] = mapped_column(sa.String(60), default="")
    size: Mapped[str] = mapped_column(sa.String(40), default="")
    cases: Mapped[int]
    case_size: Mapped[int | None]
    cost: Mapped[Decimal | None] = mapped_column(Unit())
    cases_received: Mapped[int] = mapped_column(default=0)
    settled_at: Mapped[datetime | None]
    gone_at: Mapped[datetime | None]
    stood: Mapped[str] = mapped_column(sa.String(40), default="")
    purchase_order: Mapped[PurchaseOrder] = relationship(back_populates="lines")
    line: Mapped[OrderLine | None] = relationship()


class ReceiptKind(Labelled):
    """What came of a line that was waited for."""

    CAME = "came", "Came"
    SUBSTITUTE = "substitute", "Something else came"
    MISSING = "missing", "Did not come"


class Receiving(Stamped, Base):
    """One thing that was said while receiving: so many cases of a line came, came as something
    else, or did not come. Kept for fill rates and lead times (B19). Append-only, except `undone_at`
    when it was said by mistake. `one_time_key` makes a scan count once."""

    __tablename__ = "receivings"
    __table_args__ = (sa.Index("ix_receivings_vendor_id_at", "vendor_id", "at"),)

    one_time_key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    at: Mapped[datetime] = mapped_column(index=True)
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"), index=True)
    vendor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("vendors.id"))
    purchase_line_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("purchase_lines.id", ondelete="SET NULL"), index=True
    )
    order_line_id: Mapped[int] = mapped_column(
        sa.ForeignKey("order_lines.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[ReceiptKind] = mapped_column(word(ReceiptKind))
    cases: Mapped[int]
    code: Mapped[str] = mapped_column(sa.String(40), default="")
    instead: Mapped[str] = mapped_column(sa.String(200), default="")
    placed_at: Mapped[datetime | None]
    expected_on: Mapped[date | None]
    undone_at: Mapped[datetime | None]
    line: Mapped[OrderLine] = relationship()

    @property
    def by_hand(self) -> bool:
        """Whether nobody received it: the line was moved to Arrived by hand."""
        return self.code == BY_HAND
