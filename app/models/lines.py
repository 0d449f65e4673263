"""A line of an order: cases of one item, or a wish in words, with its own snapshot, status and
tag."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from app.models.base import Base, Stamped, Versioned
from app.models.catalog import Department, Product, SuperDepartment, Vendor, VendorItem
from app.models.statuses import Status
from app.models.types import Cents, Unit, word
from app.vocabulary.figures import PriceChoice, PriceKind
from app.vocabulary.statuses import Stage

if TYPE_CHECKING:
    from app.models.orders import Order


class LineKind(StrEnum):
    """An item, or a note that a buyer turns into items later (C19)."""

    ITEM = "item"
    NOTE = "note"


class OrderLine(Versioned, Stamped, Base):
    """Cases × case size of one item. Item and price are snapshots: catalogue edits never reach it.
    Line numbers are never reused (decision 9). `list_key` sorts lists: newest order first, its
    lines in order. `open`, `status`, `stage` and `status_since` have one writer, the lifecycle."""

    __tablename__ = "order_lines"
    __table_args__ = (
        sa.UniqueConstraint("order_id", "number"),
        sa.CheckConstraint("open IN (0, 1)", name="open_is_0_or_1"),
        sa.CheckConstraint("number >= 1", name="number_from_1"),
        sa.CheckConstraint("cases >= 1", name="cases_from_1"),
        sa.CheckConstraint("case_size >= 1", name="case_size_from_1"),
        sa.Index("ix_order_lines_open_list_key", "open", "list_key"),
        sa.Index("ix_order_lines_open_store", "open", "store_id", "list_key"),
        # The store at its end lets the counts of a list be read from the index alone.
        sa.Index("ix_order_lines_open_status", "open", "status", "list_key", "store_id"),
        sa.Index("ix_order_lines_open_super", "open", "super_department_id", "list_key"),
        sa.Index("ix_order_lines_open_vendor", "open", "vendor_id", "list_key"),
        sa.Index(
            "ix_order_lines_open_super_status", "open", "super_department_id", "status", "list_key"
        ),
        sa.Index("ix_order_lines_open_vendor_status", "open", "vendor_id", "status", "list_key"),
        sa.Index("ix_order_lines_open_since", "open", "status", "status_since"),
        sa.Index("ix_order_lines_open_price_kind", "open", "price_kind", "list_key", "store_id"),
        # Who is to be called, the longest due first (B7): only lines to ask about have a next call.
        sa.Index("ix_order_lines_calls", "open", "next_call_at", "store_id", "super_department_id"),
        # What waits for a tag in one store (C26): counted on every page, listed oldest first.
        sa.Index("ix_order_lines_untagged", "open", "store_id", "stage", "copies", "status_since"),
        # What one store waits to order from a vendor, and what it waits for (B8, B10).
        sa.Index("ix_order_lines_buying", "open", "store_id", "stage", "vendor_id", "list_key"),
    )

    order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders.id", ondelete="CASCADE"))
    number: Mapped[int]
    list_key: Mapped[int] = mapped_column(sa.BigInteger)
    kind: Mapped[LineKind] = mapped_column(word(LineKind), default=LineKind.ITEM)
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"))

    product_id: Mapped[int | None] = mapped_column(sa.ForeignKey("products.id"), index=True)
    vendor_item_id: Mapped[int | None] = mapped_column(sa.ForeignKey("vendor_items.id"), index=True)
    vendor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("vendors.id"))
    department_id: Mapped[int | None] = mapped_column(sa.ForeignKey("departments.id"), index=True)
    super_department_id: Mapped[int | None] = mapped_column(sa.ForeignKey("super_departments.id"))
    upc: Mapped[str | None] = mapped_column(sa.String(13), index=True)
    sku: Mapped[str] = mapped_column(sa.String(30), default="", index=True)
    description: Mapped[str] = mapped_column(sa.String(1000))
    brand: Mapped[str] = mapped_column(sa.String(60), default="")
    size: Mapped[str] = mapped_column(sa.String(40), default="")
    cases: Mapped[int] = mapped_column(default=1)
    case_size: Mapped[int | None]
    case_size_by_hand: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    discountable: Mapped[bool] = mapped_column(default=True)

    cost: Mapped[Decimal | None] = mapped_column(Unit())
    retail: Mapped[Decimal | None] = mapped_column(Unit())
    unit_price: Mapped[Decimal | None] = mapped_column(Unit())
    total: Mapped[Decimal | None] = mapped_column(Cents())
    price_choice: Mapped[PriceChoice] = mapped_column(
        word(PriceChoice), default=PriceChoice.AUTO, server_default=PriceChoice.AUTO.value
    )
    price_kind: Mapped[PriceKind] = mapped_column(word(PriceKind), default=PriceKind.NEEDED)
    price_why: Mapped[dict[str, Any]] = mapped_column(default=dict)
    priced_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)

    status: Mapped[str] = mapped_column(sa.ForeignKey("statuses.key"))
    # That of its status, which never changes: so a store's own status counts wherever a stage does.
    stage: Mapped[Stage] = mapped_column(
        word(Stage), default=Stage.READY, server_default=Stage.READY.value
    )
    status_since: Mapped[datetime]
    open: Mapped[int] = mapped_column(sa.SmallInteger, default=1)
    # Ordered from the vendor, and when it should be here: kept for honest dates later (B19).
    placed_at: Mapped[datetime | None]
    expected_on: Mapped[date | None]
    arrived_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    # Closed by the night, not by hand; and: was closed before and opened again (C32).
    by_night: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    reopened: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    # When it was last opened again: what was sold until then was answered, so no night completes
    # the line for it once more.
    reopened_at: Mapped[datetime | None]
    # Taken off the order, or moved to a line of another; both are closed as Canceled, and their
    # numbers and barcodes mean them for ever (decision 9).
    voided_at: Mapped[datetime | None]
    moved_to_id: Mapped[int | None] = mapped_column(sa.ForeignKey("order_lines.id"), index=True)
    # What was promised on the phone, by whom, and when to try again (B7, C21).
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    confirmed_total: Mapped[Decimal | None] = mapped_column(Cents())
    next_call_at: Mapped[datetime | None]
    printed_at: Mapped[datetime | None]
    copies: Mapped[int] = mapped_column(default=0)
    tag_note: Mapped[str] = mapped_column(sa.String(200), default="")
    bin: Mapped[str] = mapped_column(sa.String(40), default="")
    search_text: Mapped[str] = mapped_column(sa.String(400), default="")

    # What was sold of it, net, in units: only in lists that ask for it, else None.
    sold_quantity: Mapped[Decimal | None] = query_expression()

    order: Mapped[Order] = relationship(back_populates="lines")
    status_row: Mapped[Status] = relationship(
        primaryjoin="OrderLine.status == Status.key", viewonly=True
    )
    vendor: Mapped[Vendor | None] = relationship()
    department: Mapped[Department | None] = relationship()
    super_department: Mapped[SuperDepartment | None] = relationship()
    moved_to: Mapped[OrderLine | None] = relationship(
        remote_side="OrderLine.id", foreign_keys=[moved_to_id], viewonly=True
    )
    # Where it came from; the line's own snapshot is what counts.
    product: Mapped[Product | None] = relationship(viewonly=True)
    vendor_item: Mapped[VendorItem | None] = relationship(viewonly=True)

    @property
    def quantity(self) -> int | None:
        """Units in all, None while the case size is unknown."""
        return None if self.case_size is None else self.cases * self.case_size
