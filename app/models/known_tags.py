"""Tags that were laid out already."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class KnownTag(Base):
    """The card of a line's tag, by a digest of all that it shows and how: the next copy is imposed
    from it. It says whose the goods are, so it goes with the line, and when its time is over."""

    __tablename__ = "known_tags"

    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    line_id: Mapped[int] = mapped_column(
        sa.ForeignKey("order_lines.id", ondelete="CASCADE"), index=True
    )
    card: Mapped[bytes] = mapped_column(sa.LargeBinary)
    keep_until: Mapped[datetime] = mapped_column(index=True)


class LookAlike(Base):
    """What a print of look-alike tags is to say, until it is printed: an ordinary item for somebody
    who comes for it regularly, without an order."""

    __tablename__ = "look_alikes"

    tag_print_id: Mapped[int] = mapped_column(
        sa.ForeignKey("tag_prints.id", ondelete="CASCADE"), unique=True
    )
    wish: Mapped[dict[str, Any]] = mapped_column(default=dict)


class QueuedTag(Base):
    """A line whose tag somebody wants to print later, on whatever device and in whatever store they
    stand then."""

    __tablename__ = "queued_tags"
    __table_args__ = (sa.UniqueConstraint("user_id", "line_id"),)

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"))
    line_id: Mapped[int] = mapped_column(
        sa.ForeignKey("order_lines.id", ondelete="CASCADE"), index=True
    )
    at: Mapped[datetime]
