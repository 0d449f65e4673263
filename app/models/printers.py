"""Printers of a store, and what was given to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Stamped, Versioned
from app.models.documents import Document
from app.models.people import Store, User
from app.models.types import word
from app.vocabulary.words import Labelled


class PaperUse(Labelled):
    """What a printer is used for: the kinds of paper that leave the house's desks."""

    TAG = "tag", "Tags"
    SLIP = "slip", "Order slips and receipt copies"
    LIST = "list", "Picking lists"


class PrinterState(Labelled):
    """How a printer was when it was last asked."""

    UNKNOWN = "unknown", "Not asked yet"
    ASKED = "asked", "Being asked"
    READY = "ready", "Ready"
    BUSY = "busy", "Printing"
    TROUBLE = "trouble", "Needs somebody"
    AWAY = "away", "Cannot be reached"
    REFUSES = "refuses", "Refuses"


class Printer(Versioned, Stamped, Base):
    """An IPP printer or a CUPS queue (`uri`), the paper that lies in it (a key of the tags' papers)
    and what it is for. `media` is the printer's own word for the paper, where ours is none that it
    knows. `fingerprint` is of the certificate that an ipps printer shows, where nobody else vouches
    for it. `state` and `said` are of when it was last asked (`asked_at`); `abilities` is what it
    said of itself then."""

    __tablename__ = "printers"
    __table_args__ = (sa.UniqueConstraint("store_id", "name"),)

    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"))
    name: Mapped[str] = mapped_column(sa.String(60))
    uri: Mapped[str] = mapped_column(sa.String(200))
    paper: Mapped[str] = mapped_column(sa.String(16))
    media: Mapped[str] = mapped_column(sa.String(80), default="")
    fingerprint: Mapped[str] = mapped_column(sa.String(100), default="")
    for_tags: Mapped[bool] = mapped_column(default=False)
    for_slips: Mapped[bool] = mapped_column(default=False)
    for_lists: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    state: Mapped[PrinterState] = mapped_column(word(PrinterState), default=PrinterState.UNKNOWN)
    said: Mapped[str] = mapped_column(sa.String(300), default="")
    asked_at: Mapped[datetime | None]
    abilities: Mapped[dict[str, Any]] = mapped_column(default=dict)
    store: Mapped[Store] = relationship()


class JobState(Labelled):
    """How far a document has come on its way to paper."""

    MAKING = "making", "Being made"
    WAITING = "waiting", "Waiting for the printer"
    SENDING = "sending", "Being sent"
    PRINTING = "printing", "The printer has it"
    DONE = "done", "Printed"
    FAILED = "failed", "Not printed"
    UNSURE = "unsure", "Perhaps printed"
    DROPPED = "dropped", "Taken back"


class PrintJob(Stamped, Base):
    """One document given to one printer. It is taken in a transaction of its own (`taken_at`)
    before it leaves. `number` is the printer's own for it, at the address that it was `sent_to`;
    `copies` how many of it; `paper` what it is laid out for (a test page: whatever lies in the
    printer then). It waits for its document as long as tags or a batch are made
    (`tag_print_id`, `batch_id`); a test page has neither. `let_go`: it did not come out, and nobody
    needs it any more."""

    __tablename__ = "print_jobs"
    __table_args__ = (
        sa.Index("ix_print_jobs_store_id_id", "store_id", "id"),
        sa.Index("ix_print_jobs_user_id_id", "user_id", "id"),
    )

    one_time_key: Mapped[str] = mapped_column(sa.String(80), unique=True)
    printer_id: Mapped[int] = mapped_column(sa.ForeignKey("printers.id"), index=True)
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    title: Mapped[str] = mapped_column(sa.String(120))
    copies: Mapped[int] = mapped_column(default=1)
    paper: Mapped[str] = mapped_column(sa.String(16), default="", server_default="")
    state: Mapped[JobState] = mapped_column(word(JobState), default=JobState.WAITING)
    problem: Mapped[str] = mapped_column(sa.String(300), default="")
    number: Mapped[int | None]
    sent_to: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    sent_fingerprint: Mapped[str] = mapped_column(sa.String(100), default="", server_default="")
    taken_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    document_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("documents.id", ondelete="SET NULL"), index=True
    )
    tag_print_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("tag_prints.id", ondelete="CASCADE"), index=True
    )
    batch_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("batches.id", ondelete="CASCADE"), index=True
    )
    let_go: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    again_of_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("print_jobs.id", ondelete="SET NULL"), index=True
    )
    printer: Mapped[Printer] = relationship()
    user: Mapped[User] = relationship()
    document: Mapped[Document | None] = relationship()
