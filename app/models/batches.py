"""One action on many lines, done by a worker with an honest result for each (L6)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Stamped
from app.models.documents import Document
from app.models.lines import OrderLine
from app.models.people import Store, User
from app.models.types import word
from app.vocabulary.words import Labelled


class BatchKind(Labelled):
    """What is done to each line, or made of all of them."""

    MOVE = "move", "Change the status"
    CLOSE = "close", "Close"
    REOPEN = "reopen", "Open again"
    HAND_OVER = "hand_over", "Hand over"
    TAGS = "tags", "Print tags"
    PICKING_LIST = "picking_list", "Picking list"
    RECEIPT_COPIES = "receipt_copies", "Receipt copies"
    EXPORT = "export", "Export"


class BatchState(Labelled):
    """How far it has come."""

    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    STOPPED = "stopped", "Stopped"


class Batch(Stamped, Base):
    """One wish for many lines. The lines are fixed when it is asked for: what comes into the list
    later is not in it. `wish` holds what the kind needs (a status key, a paper, a format), never an
    amount. `permissions` are those of the person at that moment."""

    __tablename__ = "batches"

    one_time_key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    kind: Mapped[BatchKind] = mapped_column(word(BatchKind))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"), index=True)
    wish: Mapped[dict[str, Any]] = mapped_column(default=dict)
    said: Mapped[str] = mapped_column(sa.String(300), default="")
    state: Mapped[BatchState] = mapped_column(word(BatchState), default=BatchState.WAITING)
    lines: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(sa.String(300), default="")
    finished_at: Mapped[datetime | None]
    document_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("documents.id", ondelete="SET NULL"), index=True
    )
    document: Mapped[Document | None] = relationship()
    user: Mapped[User] = relationship()
    store: Mapped[Store] = relationship()


class BatchRow(Base):
    """One line of a batch and what became of it: `said` in words for people, `done` None while it
    waits, then whether it was done."""

    __tablename__ = "batch_rows"
    __table_args__ = (
        sa.UniqueConstraint("batch_id", "order_line_id"),
        sa.Index("ix_batch_rows_of_batch", "batch_id", "done", "position"),
    )

    batch_id: Mapped[int] = mapped_column(sa.ForeignKey("batches.id", ondelete="CASCADE"))
    order_line_id: Mapped[int] = mapped_column(
        sa.ForeignKey("order_lines.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    done: Mapped[bool | None]
    said: Mapped[str] = mapped_column(sa.String(300), default="")
    line: Mapped[OrderLine] = relationship()
