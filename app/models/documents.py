"""Paper: documents kept in the database, tag prints and the copies they made."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from app.models.base import Base, Stamped
from app.models.lines import OrderLine
from app.models.types import word


class Document(Stamped, Base):
    """A finished file that any web node can serve until `keep_until`. One with `shows_figures`
    goes only to people who may see prices."""

    __tablename__ = "documents"

    name: Mapped[str] = mapped_column(sa.String(120))
    media_type: Mapped[str] = mapped_column(sa.String(80))
    content: Mapped[bytes] = deferred(mapped_column(sa.LargeBinary, nullable=False))
    shows_figures: Mapped[bool] = mapped_column(default=True)
    keep_until: Mapped[datetime] = mapped_column(index=True)


class PrintState(StrEnum):
    """How far a print has come."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class TagPrint(Stamped, Base):
    """One wish to print tags of some lines on one paper; a worker fulfils it once."""

    __tablename__ = "tag_prints"

    one_time_key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"), index=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    paper: Mapped[str] = mapped_column(sa.String(16))
    with_total: Mapped[bool] = mapped_column(default=False)
    state: Mapped[PrintState] = mapped_column(word(PrintState), default=PrintState.WAITING)
    problem: Mapped[str] = mapped_column(sa.String(300), default="")
    finished_at: Mapped[datetime | None]
    document_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("documents.id", ondelete="SET NULL"), index=True
    )
    document: Mapped[Document | None] = relationship()
    copies: Mapped[list[TagCopy]] = relationship(
        back_populates="tag_print", order_by="TagCopy.position", cascade="all, delete-orphan"
    )


class TagCopy(Base):
    """One tag of one print: which line, in which place, and which copy of that line's tag it
    became; or why it was not printed (`refused`). `not_on_paper`: the number of the copy that it
    would have been, had its printer printed it."""

    __tablename__ = "tag_copies"
    __table_args__ = (
        sa.UniqueConstraint("tag_print_id", "line_id"),
        sa.UniqueConstraint("line_id", "copy_number"),
    )

    tag_print_id: Mapped[int] = mapped_column(sa.ForeignKey("tag_prints.id", ondelete="CASCADE"))
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("order_lines.id", ondelete="CASCADE"))
    position: Mapped[int]
    copy_number: Mapped[int | None]
    not_on_paper: Mapped[int | None]
    refused: Mapped[str] = mapped_column(sa.String(120), default="")
    tag_print: Mapped[TagPrint] = relationship(back_populates="copies")
    line: Mapped[OrderLine] = relationship()
