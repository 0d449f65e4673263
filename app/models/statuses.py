"""Statuses as rows of settings (C24, decision 7)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Versioned
from app.models.types import word
from app.vocabulary.statuses import Stage


class Status(Versioned, Base):
    """A stable key with a label, a stage and a place in the row. `built_in` ones cannot be
    removed."""

    __tablename__ = "statuses"

    key: Mapped[str] = mapped_column(sa.String(24), unique=True)
    label: Mapped[str] = mapped_column(sa.String(40))
    explanation: Mapped[str] = mapped_column(sa.String(200), default="")
    stage: Mapped[Stage] = mapped_column(word(Stage))
    position: Mapped[int]
    built_in: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
