"""How a person likes their lists: saved views, columns, density (C22)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Stamped, Versioned


class SavedView(Versioned, Stamped, Base):
    """Filters, order and columns of a list under a name. `address` is the list's query string;
    anybody who may see the list can follow it as a link. One a list may be the person's `usual`."""

    __tablename__ = "saved_views"
    __table_args__ = (sa.UniqueConstraint("user_id", "list_name", "name"),)

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"))
    list_name: Mapped[str] = mapped_column(sa.String(24))
    name: Mapped[str] = mapped_column(sa.String(60))
    address: Mapped[str] = mapped_column(sa.String(2000), default="")
    usual: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    more: Mapped[dict[str, Any]] = mapped_column(default=dict)
