"""What nights did, line by line, so that it can be looked at and taken back (C31–C33, B5)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Stamped
from app.models.lines import OrderLine
from app.models.orders import Order
from app.models.people import User
from app.models.types import word
from app.vocabulary.statuses import Stage


class NightRun(Base):
    """One step of one store's night: it happens once per business date. `worked` is how many
    milliseconds were spent on it, pauses left out; `problem` why it did not get to its end yet."""

    __tablename__ = "night_runs"
    __table_args__ = (sa.UniqueConstraint("store_id", "business_date", "step"),)

    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"))
    business_date: Mapped[date] = mapped_column(index=True)
    step: Mapped[str] = mapped_column(sa.String(40))
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    count: Mapped[int] = mapped_column(default=0)
    worked: Mapped[int] = mapped_column(default=0, server_default="0")
    problem: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")


class NightMove(Base):
    """A line that a night closed, and how it stood before. `at` is the moment that the line got as
    its `closed_at`; a line that has another one by now was changed since. `let_go` are the
    purchase lines that stopped waiting for it. Either `undone_at` says when the night was taken
    back for it, or `left` why it was not."""

    __tablename__ = "night_moves"
    __table_args__ = (
        sa.Index("ix_night_moves_run_id_id", "run_id", "id"),
        sa.Index("ix_night_moves_undone", "run_id", "undone_at"),
    )

    run_id: Mapped[int] = mapped_column(sa.ForeignKey("night_runs.id", ondelete="CASCADE"))
    order_id: Mapped[int] = mapped_column(
        sa.ForeignKey("orders.id", ondelete="CASCADE"), index=True
    )
    line_id: Mapped[int] = mapped_column(
        sa.ForeignKey("order_lines.id", ondelete="CASCADE"), index=True
    )
    at: Mapped[datetime]
    status: Mapped[str] = mapped_column(sa.String(24))
    stage: Mapped[Stage] = mapped_column(word(Stage))
    status_since: Mapped[datetime]
    next_call_at: Mapped[datetime | None]
    reopened: Mapped[bool] = mapped_column(default=False)
    let_go: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    left: Mapped[str] = mapped_column(sa.String(120), default="")

    run: Mapped[NightRun] = relationship()
    order: Mapped[Order] = relationship()
    line: Mapped[OrderLine] = relationship()
    undone_by: Mapped[User | None] = relationship()


class NightUndo(Stamped, Base):
    """Somebody's wish to take back a whole night of a store, done by a worker: `after` is the last
    move that was looked at, `undone` and `kept` count lines that stand again and those that stay
    as they are."""

    __tablename__ = "night_undos"
    __table_args__ = (sa.Index("ix_night_undos_night", "store_id", "business_date"),)

    one_time_key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"))
    business_date: Mapped[date]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    after: Mapped[int] = mapped_column(default=0)
    undone: Mapped[int] = mapped_column(default=0)
    kept: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(sa.String(300), default="")
    user: Mapped[User] = relationship()
