"""Files that bring in catalogues, sales and members: the file, how its columns are read, how far it
got, and what was wrong with its rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Stamped, Versioned
from app.models.types import word
from app.vocabulary.words import Labelled


class ImportKind(Labelled):
    """What the rows of a file are."""

    VENDOR_ITEMS = "vendor_items", "Vendor catalogue"
    PRODUCTS = "products", "Products"
    SALES = "sales", "Sales"
    CUSTOMERS = "customers", "Members"


class ImportState(Labelled):
    """How far an import is."""

    UPLOADED = "uploaded", "Columns to be named"
    CHECKED = "checked", "Ready to start"
    WAITING = "waiting", "Waiting for its turn"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    DROPPED = "dropped", "Not imported"


class Import(Versioned, Stamped, Base):
    """One file on its way in. `mapping` names the column of the file for each of our fields;
    `done_rows` counts the rows that are safely in, so that a run that died goes on there. The
    file itself is kept apart, in `import_files`, until it is not needed any more."""

    __tablename__ = "imports"

    kind: Mapped[ImportKind] = mapped_column(word(ImportKind))
    state: Mapped[ImportState] = mapped_column(word(ImportState), default=ImportState.UPLOADED)
    vendor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("vendors.id"), index=True)
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    one_time_key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    file_name: Mapped[str] = mapped_column(sa.String(120))
    mapping: Mapped[dict[str, Any]] = mapped_column(default=dict)
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    rows: Mapped[int] = mapped_column(default=0)
    done_rows: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    withdrawn: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(sa.String(300), default="")


class ImportFile(Base):
    """The file of an import, as it was uploaded: in the database, so that every worker has it."""

    __tablename__ = "import_files"

    import_id: Mapped[int] = mapped_column(
        sa.ForeignKey("imports.id", ondelete="CASCADE"), unique=True
    )
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)


class ImportProblem(Base):
    """What was wrong with one row; `row` counts as the file's reader sees it, the header is 1."""

    __tablename__ = "import_problems"
    __table_args__ = (sa.UniqueConstraint("import_id", "row", "field"),)

    import_id: Mapped[int] = mapped_column(sa.ForeignKey("imports.id", ondelete="CASCADE"))
    row: Mapped[int]
    field: Mapped[str] = mapped_column(sa.String(40), default="")
    message: Mapped[str] = mapped_column(sa.String(300))
    refused: Mapped[bool] = mapped_column(default=True)
    of: Mapped[Import] = relationship()


class ColumnMemory(Base):
    """How the columns of the last file of this kind, of this vendor, were read."""

    __tablename__ = "column_memories"
    __table_args__ = (sa.UniqueConstraint("kind", "vendor_id"),)

    kind: Mapped[ImportKind] = mapped_column(word(ImportKind))
    # 0: no vendor. Unique constraints take any number of empty ones.
    vendor_id: Mapped[int] = mapped_column(default=0)
    mapping: Mapped[dict[str, Any]] = mapped_column(default=dict)
