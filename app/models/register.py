"""What registers sold: one row per line of a receipt, kept as it came."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Stamped
from app.models.types import Cents, Unit, word


class SaleRowKind(StrEnum):
    """A sale, the taking back of one in the same receipt, or a refund."""

    SALE = "sale"
    VOID = "void"
    REFUND = "refund"


class RegisterSale(Stamped, Base):
    """A sold tag (C31, C39). `quantity` is units, negative for voids and refunds; a line is sold
    when its quantities sum above zero (decision 8). `counts` is 0 for training, test and cancelled
    rows. `source` says which register system or desk it came from; a receipt line of a source is
    taken once. `rung_at` is the register's own time of the row, where the number of a receipt may
    come again on the same day."""

    __tablename__ = "register_sales"
    __table_args__ = (
        sa.UniqueConstraint("source", "store_id", "receipt", "receipt_line", "rung_at"),
        sa.Index("ix_register_sales_line", "order_line_id", "counts", "quantity"),
        sa.Index("ix_register_sales_date", "business_date", "store_id"),
    )

    source: Mapped[str] = mapped_column(sa.String(24))
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"))
    receipt: Mapped[str] = mapped_column(sa.String(64))
    receipt_line: Mapped[int]
    rung_at: Mapped[str] = mapped_column(sa.String(8), default="", server_default="")
    order_line_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("order_lines.id", ondelete="SET NULL")
    )
    order_number: Mapped[int]
    line_number: Mapped[int]
    kind: Mapped[SaleRowKind] = mapped_column(word(SaleRowKind), default=SaleRowKind.SALE)
    upc: Mapped[str | None] = mapped_column(sa.String(13))
    quantity: Mapped[Decimal] = mapped_column(Unit())
    cases: Mapped[Decimal] = mapped_column(Unit())
    total: Mapped[Decimal | None] = mapped_column(Cents())
    counts: Mapped[int] = mapped_column(sa.SmallInteger, default=1)
    sold_at: Mapped[datetime]
    business_date: Mapped[date]
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
