"""Shelves where goods wait for their customers, what was put on them, and their labels (B12)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Stamped, Versioned
from app.models.documents import Document, PrintState
from app.models.lines import OrderLine
from app.models.people import Store
from app.models.types import word


class Shelf(Versioned, Stamped, Base):
    """A place for goods in one store. `code` is what people say and what a line keeps as its bin;
    it stands on the label, whose barcode is made of the id, so it never changes. `folded` is the
    code as it is compared. A shelf is never deleted: its label may still hang somewhere."""

    __tablename__ = "shelves"
    __table_args__ = (sa.UniqueConstraint("store_id", "folded"),)

    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"))
    code: Mapped[str] = mapped_column(sa.String(24))
    folded: Mapped[str] = mapped_column(sa.String(48))
    name: Mapped[str] = mapped_column(sa.String(60), default="")
    active: Mapped[bool] = mapped_column(default=True)
    store: Mapped[Store] = relationship()


class PutAway(Stamped, Base):
    """Goods of one line put somewhere: on a shelf, or in a place that somebody wrote. `before` is
    where they stood, so that it can be taken back (`undone_at`). `returned`: the customer had not
    come, and they went back from the counter. One scan of a shelf puts several lines under one
    key."""

    __tablename__ = "put_aways"
    __table_args__ = (
        sa.UniqueConstraint("one_time_key", "order_line_id"),
        sa.Index("ix_put_aways_mine", "user_id", "store_id", "id"),
    )

    one_time_key: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"))
    order_line_id: Mapped[int] = mapped_column(
        sa.ForeignKey("order_lines.id", ondelete="CASCADE"), index=True
    )
    shelf_id: Mapped[int | None] = mapped_column(sa.ForeignKey("shelves.id"), index=True)
    place: Mapped[str] = mapped_column(sa.String(40))
    before: Mapped[str] = mapped_column(sa.String(40), default="")
    returned: Mapped[bool] = mapped_column(default=False)
    undone_at: Mapped[datetime | None]
    line: Mapped[OrderLine] = relationship()


class ShelfPrint(Stamped, Base):
    """One wish to print the labels of some shelves (`shelf_ids`); a worker fulfils it once, and
    gives it to the printer, if one was chosen."""

    __tablename__ = "shelf_prints"

    one_time_key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"), index=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    paper: Mapped[str] = mapped_column(sa.String(16))
    shelf_ids: Mapped[list[Any]] = mapped_column(sa.JSON())
    state: Mapped[PrintState] = mapped_column(word(PrintState), default=PrintState.WAITING)
    problem: Mapped[str] = mapped_column(sa.String(300), default="")
    finished_at: Mapped[datetime | None]
    printer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("printers.id"), index=True)
    document_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("documents.id", ondelete="SET NULL"), index=True
    )
    document: Mapped[Document | None] = relationship()
