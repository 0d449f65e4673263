"""Stores, the people who work there, and what they may do."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Stamped, Versioned
from app.models.types import word
from app.vocabulary.permissions import Permission

if TYPE_CHECKING:
    from app.models.catalog import SuperDepartment


class Store(Versioned, Base):
    """A shop with its own shelf, registers and clock."""

    __tablename__ = "stores"

    name: Mapped[str] = mapped_column(sa.String(80), unique=True)
    time_zone: Mapped[str] = mapped_column(sa.String(64), default="UTC")
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    address: Mapped[str] = mapped_column(sa.String(200), default="")
    active: Mapped[bool] = mapped_column(default=True)
    # Whose type, group, receipts, currency and language new customers start with (M8). The two
    # tables point at each other, so this key is added after both are made.
    default_customer_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("customers.id", use_alter=True), index=True
    )


user_roles = sa.Table(
    "user_roles",
    Base.metadata,
    sa.Column("user_id", sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("role_id", sa.ForeignKey("roles.id", ondelete="CASCADE"), primary_key=True),
)


# Whose realm a super department is: what "mine" means to a buyer (C20, C22).
user_super_departments = sa.Table(
    "user_super_departments",
    Base.metadata,
    sa.Column("user_id", sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    sa.Column(
        "super_department_id",
        sa.ForeignKey("super_departments.id", ondelete="CASCADE"),
        primary_key=True,
    ),
)


class Role(Versioned, Base):
    """A named set of permissions: data, edited in settings."""

    __tablename__ = "roles"

    name: Mapped[str] = mapped_column(sa.String(60), unique=True)
    purpose: Mapped[str] = mapped_column(sa.String(200), default="")
    grants: Mapped[list[RolePermission]] = relationship(
        back_populates="role", cascade="all, delete-orphan", lazy="selectin"
    )

    @property
    def permissions(self) -> frozenset[Permission]:
        """The permissions this role grants."""
        return frozenset(grant.permission for grant in self.grants)


class RolePermission(Base):
    """One permission of one role."""

    __tablename__ = "role_permissions"
    __table_args__ = (sa.UniqueConstraint("role_id", "permission"),)

    role_id: Mapped[int] = mapped_column(sa.ForeignKey("roles.id", ondelete="CASCADE"))
    permission: Mapped[Permission] = mapped_column(word(Permission))
    role: Mapped[Role] = relationship(back_populates="grants")


class User(Versioned, Stamped, Base):
    """A person who signs in."""

    __tablename__ = "users"

    username: Mapped[str] = mapped_column(sa.String(60), unique=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    password_hash: Mapped[str] = mapped_column(sa.String(200), default="")
    active: Mapped[bool] = mapped_column(default=True)
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"), index=True)
    session_epoch: Mapped[int] = mapped_column(default=1)
    # How they like their screens: columns of a list, density. Theirs alone, so no version of it.
    likes: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    store: Mapped[Store] = relationship(lazy="joined", innerjoin=True)
    roles: Mapped[list[Role]] = relationship(secondary=user_roles, lazy="selectin")
    super_departments: Mapped[list[SuperDepartment]] = relationship(
        secondary=user_super_departments
    )


class AuditEvent(Base):
    """Who changed what about people, prices and settings, with before and after. Append-only."""

    __tablename__ = "audit_events"

    at: Mapped[datetime] = mapped_column(index=True)
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    subject: Mapped[str] = mapped_column(sa.String(120), index=True)
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(default=dict)
    user: Mapped[User | None] = relationship()
