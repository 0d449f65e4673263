"""What makes a price: sales and their types, member types (C6, C7, C10)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Versioned
from app.models.catalog import Department, Product, Vendor
from app.models.types import Unit, word


class MemberRule(StrEnum):
    """How a member type prices what is not on sale (C7, C11)."""

    NONE = "none"
    MARKDOWN = "markdown"
    MARKUP = "markup"


class MemberType(Versioned, Base):
    """A kind of customer and its price rule; `percent` 10 means 10 %. `number` is the
    register's."""

    __tablename__ = "member_types"

    number: Mapped[int] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    is_member: Mapped[bool] = mapped_column(default=False)
    rule: Mapped[MemberRule] = mapped_column(word(MemberRule), default=MemberRule.NONE)
    percent: Mapped[Decimal] = mapped_column(Unit(), default=Decimal(0))
    active: Mapped[bool] = mapped_column(default=True)


class PriceRule(Versioned, Base):
    """A member type's rule for one department, one vendor or both, always or between two dates
    (both included): it takes the place of the type's own rule (C7)."""

    __tablename__ = "price_rules"
    __table_args__ = (
        sa.CheckConstraint(
            "department_id IS NOT NULL OR vendor_id IS NOT NULL OR starts_on IS NOT NULL"
            " OR ends_on IS NOT NULL",
            name="narrower_than_its_type",
        ),
    )

    member_type_id: Mapped[int] = mapped_column(sa.ForeignKey("member_types.id"), index=True)
    department_id: Mapped[int | None] = mapped_column(sa.ForeignKey("departments.id"), index=True)
    vendor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("vendors.id"), index=True)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    rule: Mapped[MemberRule] = mapped_column(word(MemberRule))
    percent: Mapped[Decimal] = mapped_column(Unit(), default=Decimal(0))
    active: Mapped[bool] = mapped_column(default=True)
    member_type: Mapped[MemberType] = relationship()
    department: Mapped[Department | None] = relationship()
    vendor: Mapped[Vendor | None] = relationship()


class SaleType(Versioned, Base):
    """A batch type. `eligible` = its prices count for special orders; it means nothing on a price
    change that is no sale (C6)."""

    __tablename__ = "sale_types"

    number: Mapped[int] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    is_sale: Mapped[bool] = mapped_column(default=True)
    member_only: Mapped[bool] = mapped_column(default=False)
    eligible: Mapped[bool] = mapped_column(default=True)


class Sale(Versioned, Base):
    """Prices for items between two dates, both included; in one store or in all."""

    __tablename__ = "sales"

    name: Mapped[str] = mapped_column(sa.String(80))
    sale_type_id: Mapped[int] = mapped_column(sa.ForeignKey("sale_types.id"), index=True)
    store_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stores.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date] = mapped_column(index=True)
    active: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    sale_type: Mapped[SaleType] = relationship(lazy="joined", innerjoin=True)
    items: Mapped[list[SaleItem]] = relationship(
        back_populates="sale", cascade="all, delete-orphan"
    )


class SaleItem(Base):
    """The sale price of one product, or of every product of a like code: on a sale once."""

    __tablename__ = "sale_items"
    __table_args__ = (
        sa.CheckConstraint("(product_id IS NULL) <> (like_code IS NULL)", name="one_target"),
        sa.Index(
            "uq_sale_items_sale_id_product_id",
            "sale_id",
            "product_id",
            unique=True,
            sqlite_where=sa.text("product_id IS NOT NULL"),
            postgresql_where=sa.text("product_id IS NOT NULL"),
        ),
        sa.Index(
            "uq_sale_items_sale_id_like_code",
            "sale_id",
            "like_code",
            unique=True,
            sqlite_where=sa.text("like_code IS NOT NULL"),
            postgresql_where=sa.text("like_code IS NOT NULL"),
        ),
    )

    sale_id: Mapped[int] = mapped_column(sa.ForeignKey("sales.id", ondelete="CASCADE"), index=True)
    product_id: Mapped[int | None] = mapped_column(sa.ForeignKey("products.id"), index=True)
    like_code: Mapped[int | None] = mapped_column(index=True)
    price: Mapped[Decimal] = mapped_column(Unit())
    sale: Mapped[Sale] = relationship(back_populates="items")
    product: Mapped[Product | None] = relationship()
