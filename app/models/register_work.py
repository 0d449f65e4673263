"""What is known of registers beside their sales: how far they are read, goods that were sold
without their tag, what staff should look at, and the keys of programs."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Stamped
from app.models.lines import OrderLine
from app.models.people import Store, User
from app.models.register import RegisterSale
from app.models.types import Cents, Unit, word
from app.vocabulary.words import Labelled


class RegisterState(Base):
    """How it stands with one register system: up to where its sales are read (`read_until`, and
    `archive_read_at` for those of earlier days), when our lines were last brought to it, and since
    when it cannot be reached (`problem`) or its sales cannot be read (`unread_why`, gone after a
    whole reading only). Both are in words for people and hold no amount. While something is wrong,
    `next_try_at` says from when on it is asked again. `doubled` rows of tags were there twice at
    the last reading, and taken once."""

    __tablename__ = "register_states"

    name: Mapped[str] = mapped_column(sa.String(40), unique=True)
    read_until: Mapped[datetime | None]
    archive_read_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    synced_at: Mapped[datetime | None]
    rows: Mapped[int] = mapped_column(default=0)
    away_since: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(sa.String(300), default="")
    unread_since: Mapped[datetime | None]
    unread_why: Mapped[str] = mapped_column(sa.String(300), default="")
    next_try_at: Mapped[datetime | None]
    doubled: Mapped[int] = mapped_column(default=0, server_default="0")


class LooseState(StrEnum):
    """What became of a sale without a tag that looks like a line's; RETURNED: the register took it
    back."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"
    RETURNED = "returned"


class LooseSale(Stamped, Base):
    """A sale without a tag that may be that of a waiting line (B6, C38): the same item, and the
    line's quantity or its customer. Who bought is not kept, only that it fits."""

    __tablename__ = "loose_sales"
    __table_args__ = (
        sa.UniqueConstraint("source", "store_id", "receipt", "receipt_line", "rung_at"),
        sa.Index("ix_loose_sales_waiting", "state", "store_id", "sold_at"),
    )

    source: Mapped[str] = mapped_column(sa.String(24))
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"))
    receipt: Mapped[str] = mapped_column(sa.String(64))
    receipt_line: Mapped[int]
    rung_at: Mapped[str] = mapped_column(sa.String(8), default="", server_default="")
    order_line_id: Mapped[int] = mapped_column(
        sa.ForeignKey("order_lines.id", ondelete="CASCADE"), index=True
    )
    upc: Mapped[str] = mapped_column(sa.String(13))
    quantity: Mapped[Decimal] = mapped_column(Unit())
    total: Mapped[Decimal | None] = mapped_column(Cents())
    same_quantity: Mapped[bool]
    same_member: Mapped[bool]
    sold_at: Mapped[datetime]
    business_date: Mapped[date]
    state: Mapped[LooseState] = mapped_column(word(LooseState), default=LooseState.OPEN)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    line: Mapped[OrderLine] = relationship()
    decided_by: Mapped[User | None] = relationship()


class AlertKind(Labelled):
    """What a register did that somebody should look at."""

    TWICE = "twice", "Sold twice"
    CLOSED = "closed", "Sold although it is closed"
    REFUNDED = "refunded", "Refunded after it was completed"
    UNKNOWN = "unknown", "Sold with a tag of no order"
    PERHAPS_BACK = "perhaps_back", "Perhaps brought back"
    BEFORE = "before", "Sold before it was reopened"


class RegisterAlert(Base):
    """Something that a register did and that staff should look at (B17): the sale that raised it,
    and the earlier one it stands against. Once per receipt and line."""

    __tablename__ = "register_alerts"
    __table_args__ = (
        sa.UniqueConstraint("kind", "sale_id"),
        sa.Index("ix_register_alerts_waiting", "store_id", "seen_at", "id"),
    )

    kind: Mapped[AlertKind] = mapped_column(word(AlertKind))
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"))
    order_line_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("order_lines.id", ondelete="CASCADE"), index=True
    )
    sale_id: Mapped[int] = mapped_column(
        sa.ForeignKey("register_sales.id", ondelete="CASCADE"), index=True
    )
    earlier_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("register_sales.id", ondelete="CASCADE"), index=True
    )
    at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    seen_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    line: Mapped[OrderLine | None] = relationship()
    sale: Mapped[RegisterSale] = relationship(foreign_keys=[sale_id])
    earlier: Mapped[RegisterSale | None] = relationship(foreign_keys=[earlier_id])
    seen_by: Mapped[User | None] = relationship()


class Scope(Labelled):
    """What a program may do with its key."""

    TAGS = "tags", "Look up what a tag rings up as, without prices"
    PRICES = "prices", "See the prices of what it looks up"
    SALES = "sales", "Report sales"


class ApiToken(Stamped, Base):
    """The key of a program, for one store. Only its digest is kept; `hint` is its last letters.
    `scopes` are words with spaces between."""

    __tablename__ = "api_tokens"

    name: Mapped[str] = mapped_column(sa.String(80))
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"), index=True)
    scopes: Mapped[str] = mapped_column(sa.String(120))
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    hint: Mapped[str] = mapped_column(sa.String(8))
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    revoked_at: Mapped[datetime | None]
    store: Mapped[Store] = relationship()
    made_by: Mapped[User | None] = relationship()

    def may(self, scope: Scope) -> bool:
        """Whether the key opens `scope`."""
        return scope.value in self.scopes.split()
