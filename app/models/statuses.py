"""Statuses as rows of settings (C24, decision 7)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Versioned
from app.models.types import word
from app.vocabulary.occasions import Occasion
from app.vocabulary.statuses import Hue, Stage


class Status(Versioned, Base):
    """A stable key with a label, a stage, a hue and a place in the row. `built_in` ones cannot be
    removed. `moves` holds what the store says of moves from here, stage → MoveRule, where that
    differs from the usual way (design 3.2). Moving here asks for a reason if it `needs_reason`, and
    offers a message on the occasion that it `offers`."""

    __tablename__ = "statuses"

    key: Mapped[str] = mapped_column(sa.String(24), unique=True)
    label: Mapped[str] = mapped_column(sa.String(40))
    explanation: Mapped[str] = mapped_column(sa.String(200), default="")
    stage: Mapped[Stage] = mapped_column(word(Stage))
    position: Mapped[int]
    hue: Mapped[Hue | None] = mapped_column(word(Hue))
    moves: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    needs_reason: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    offers: Mapped[Occasion | None] = mapped_column(word(Occasion))
    # Days in this status after which the night closes a line (C33); empty: only by its order.
    closes_after: Mapped[int | None]
    built_in: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
