"""What can be ordered: super departments, departments, vendors and their catalogues, products."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Stamped, Versioned
from app.models.types import Cents, Unit, word


class SuperDepartment(Versioned, Base):
    """A buyer's realm: who is responsible (C20, C22). `number` is the register's superID."""

    __tablename__ = "super_departments"

    number: Mapped[int] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    active: Mapped[bool] = mapped_column(default=True)


class Department(Versioned, Base):
    """A POS department. `ordered_as` is the department map (C4); a minimum or `always_ask` makes
    entry ask for the quantity (C5, C17)."""

    __tablename__ = "departments"

    number: Mapped[int] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    super_department_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("super_departments.id"), index=True
    )
    ordered_as_id: Mapped[int | None] = mapped_column(sa.ForeignKey("departments.id"), index=True)
    minimum_quantity: Mapped[int] = mapped_column(default=0)
    always_ask: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    super_department: Mapped[SuperDepartment | None] = relationship()
    ordered_as: Mapped[Department | None] = relationship(remote_side="Department.id")


class Vendor(Versioned, Base):
    """A supplier. `order_days` is what people wrote down; deadlines that a clock can read are
    `VendorCutoff` rows. `file_columns` names the columns of a purchase order's file in the vendor's
    own order; a purchase order below `minimum_amount` (of costs) or `minimum_cases` is warned
    about (B8)."""

    __tablename__ = "vendors"

    name: Mapped[str] = mapped_column(sa.String(80), unique=True)
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    email: Mapped[str] = mapped_column(sa.String(120), default="")
    order_days: Mapped[str] = mapped_column(sa.String(40), default="")
    account: Mapped[str] = mapped_column(sa.String(40), default="", server_default="")
    order_email: Mapped[str] = mapped_column(sa.String(120), default="", server_default="")
    minimum_amount: Mapped[Decimal | None] = mapped_column(Cents())
    minimum_cases: Mapped[int | None]
    file_columns: Mapped[list[str]] = mapped_column(sa.JSON, default=list, server_default="[]")
    active: Mapped[bool] = mapped_column(default=True)


class LikeCode(Versioned, Base):
    """Items that are priced alike, such as all flavours of one yoghurt; a sale may name the code.
    Products and sale items hold its `number`, which is the register's."""

    __tablename__ = "like_codes"

    number: Mapped[int] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(sa.String(80), default="")


class Product(Versioned, Stamped, Base):
    """An item the store carries. `upc` is 13 digits without check digit; `retail` and `cost` are
    per unit, None when unknown."""

    __tablename__ = "products"

    upc: Mapped[str] = mapped_column(sa.String(13), unique=True)
    description: Mapped[str] = mapped_column(sa.String(120))
    brand: Mapped[str] = mapped_column(sa.String(60), default="")
    size: Mapped[str] = mapped_column(sa.String(40), default="")
    department_id: Mapped[int | None] = mapped_column(sa.ForeignKey("departments.id"), index=True)
    vendor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("vendors.id"), index=True)
    retail: Mapped[Decimal | None] = mapped_column(Unit())
    cost: Mapped[Decimal | None] = mapped_column(Unit())
    discountable: Mapped[bool] = mapped_column(default=True)
    by_weight: Mapped[bool] = mapped_column(default=False)
    case_size: Mapped[int | None]
    like_code: Mapped[int | None] = mapped_column(index=True)
    active: Mapped[bool] = mapped_column(default=True)
    seen_by_import_id: Mapped[int | None] = mapped_column(sa.ForeignKey("imports.id"), index=True)
    search_text: Mapped[str] = mapped_column(sa.String(400), default="")
    department: Mapped[Department | None] = relationship()
    vendor: Mapped[Vendor | None] = relationship()


class VendorItem(Versioned, Stamped, Base):
    """One row of a vendor's catalogue (C16). `cost` and `suggested_retail` are per unit;
    `case_size` None when the vendor does not say. It may name a product the store carries by
    `upc`."""

    __tablename__ = "vendor_items"
    __table_args__ = (sa.UniqueConstraint("vendor_id", "sku"),)

    vendor_id: Mapped[int] = mapped_column(sa.ForeignKey("vendors.id"))
    sku: Mapped[str] = mapped_column(sa.String(30), index=True)
    upc: Mapped[str | None] = mapped_column(sa.String(13), index=True)
    description: Mapped[str] = mapped_column(sa.String(120))
    brand: Mapped[str] = mapped_column(sa.String(60), default="")
    size: Mapped[str] = mapped_column(sa.String(40), default="")
    case_size: Mapped[int | None]
    cost: Mapped[Decimal | None] = mapped_column(Unit())
    suggested_retail: Mapped[Decimal | None] = mapped_column(Unit())
    department_id: Mapped[int | None] = mapped_column(sa.ForeignKey("departments.id"), index=True)
    active: Mapped[bool] = mapped_column(default=True)
    seen_by_import_id: Mapped[int | None] = mapped_column(sa.ForeignKey("imports.id"), index=True)
    search_text: Mapped[str] = mapped_column(sa.String(400), default="")
    vendor: Mapped[Vendor] = relationship()
    department: Mapped[Department | None] = relationship()


class CatalogThing(StrEnum):
    """What of the catalogue has a history."""

    PRODUCT = "product"
    VENDOR = "vendor"
    VENDOR_ITEM = "vendor_item"
    SALE = "sale"
    LIKE_CODE = "like_code"
    DEPARTMENT = "department"


class CatalogChange(Base):
    """Who or which import changed what of one thing in the catalogue. Append-only. `changed`
    maps a field to [before, after] in words; `figures` does so for amounts, as text, and is shown
    figure by figure to those who may know it (B1)."""

    __tablename__ = "catalog_changes"
    __table_args__ = (sa.Index("ix_catalog_changes_of_thing", "thing", "thing_id", "id"),)

    at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    import_id: Mapped[int | None] = mapped_column(sa.ForeignKey("imports.id"), index=True)
    thing: Mapped[CatalogThing] = mapped_column(word(CatalogThing))
    thing_id: Mapped[int]
    verb: Mapped[str] = mapped_column(sa.String(24))
    changed: Mapped[dict[str, Any]] = mapped_column(default=dict)
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)
