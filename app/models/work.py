"""Work in the background: the outbox, what runs by the clock, settings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Stamped, Versioned
from app.models.types import word
from app.vocabulary.jobs import Job


class OutboxRow(Stamped, Base):
    """A side effect that waits for its worker; committed with the change that asked for it. It
    stays open (`done_at` empty) until the work is done, and is handed out again when a worker died
    over it. What was given up is closed too, and `failed`: somebody may have it tried again."""

    __tablename__ = "outbox"
    __table_args__ = (
        sa.Index("ix_outbox_open_due", "open", "due_at"),
        sa.Index("ix_outbox_failed", "failed", "id"),
    )

    job: Mapped[Job] = mapped_column(word(Job))
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    open: Mapped[int] = mapped_column(sa.SmallInteger, default=1)
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(sa.String(300), default="")
    failed: Mapped[bool] = mapped_column(default=False, server_default=sa.false())


class PeriodicRun(Base):
    """How a piece of work by the clock did last: when it was begun and ended, for how many
    milliseconds it worked, and what went wrong, if it did. It is due `every` so many seconds."""

    __tablename__ = "periodic_runs"

    name: Mapped[str] = mapped_column(sa.String(40), unique=True)
    every: Mapped[int]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    worked: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(sa.String(300), default="")


class Setting(Versioned, Base):
    """A setting that differs from its default. `store_id` 0 means every store."""

    __tablename__ = "settings"
    __table_args__ = (sa.UniqueConstraint("key", "store_id"),)

    key: Mapped[str] = mapped_column(sa.String(60))
    store_id: Mapped[int] = mapped_column(default=0)
    value: Mapped[dict[str, Any]] = mapped_column(default=dict)
