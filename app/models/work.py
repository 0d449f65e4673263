"""Work in the background and at night: the outbox, nightly runs, settings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Stamped, Versioned
from app.models.types import word
from app.vocabulary.jobs import Job


class OutboxRow(Stamped, Base):
    """A side effect that waits for its worker; committed with the change that asked for it. It
    stays open (`done_at` empty) until the work is done, and is handed out again when a worker died
    over it."""

    __tablename__ = "outbox"
    __table_args__ = (sa.Index("ix_outbox_open_due", "open", "due_at"),)

    job: Mapped[Job] = mapped_column(word(Job))
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    open: Mapped[int] = mapped_column(sa.SmallInteger, default=1)
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(sa.String(300), default="")


class NightRun(Base):
    """One step of one store's night: it happens once per business date."""

    __tablename__ = "night_runs"
    __table_args__ = (sa.UniqueConstraint("store_id", "business_date", "step"),)

    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"))
    business_date: Mapped[date] = mapped_column(index=True)
    step: Mapped[str] = mapped_column(sa.String(40))
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    count: Mapped[int] = mapped_column(default=0)


class Setting(Versioned, Base):
    """A setting that differs from its default. `store_id` 0 means every store."""

    __tablename__ = "settings"
    __table_args__ = (sa.UniqueConstraint("key", "store_id"),)

    key: Mapped[str] = mapped_column(sa.String(60))
    store_id: Mapped[int] = mapped_column(default=0)
    value: Mapped[dict[str, Any]] = mapped_column(default=dict)
