"""What lists of lines are read from: a narrow row per line with all that a list sorts and narrows
by, and tallies of them.

Nothing in the program writes here: the database itself follows lines, orders, vendors, departments
and statuses (`listed_upkeep.py`), so whoever changes those cannot forget it.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base
from app.models.types import Cents

# What `listed_lines` and `line_tallies` have in common: what lines are counted by.
COUNTED = (
    "open", "store_id", "super_department_id", "department_id", "vendor_id", "status", "note",
    "unpriced", "printed",
)  # fmt: skip
# Sorted by their characters on both databases, so that one index serves order and place.
_CHARACTERS = sa.String(80).with_variant(sa.String(80, collation="C"), "postgresql")
_WORDS = sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql")
_KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")
# Walked with other filters at hand: these are looked at in the index itself.
_AT_HAND = (
    "store_id", "super_department_id", "department_id", "vendor_id", "member", "call_first",
    "ordered_on",
)  # fmt: skip
# Column of a list → index of open lines in that order.
SORTED = (
    "customer", "item", "cases", "vendor", "department", "status_at", "since", "ordered_on",
    "expected_on", "bin", "total",
)  # fmt: skip
SORTED_CLOSED = ("closed_at", "customer", "item")
# What few lines have, of open lines (1) or closed ones (0): they have an index of their own.
FLAGGED = {"unpriced": 1, "note": 1, "call_first": 1, "by_night": 0, "reopened": 0}
NARROWED = ("store_id", "super_department_id", "department_id", "vendor_id", "status")


def _index(name: str, *columns: str, which: str) -> sa.Index:
    """An index of some lines only. Statements must say `which` in these very words, not by a bound
    value, or SQLite would not know that it may use it."""
    where = sa.text(which)
    return sa.Index(name, *columns, sqlite_where=where, postgresql_where=where)


def _beside(name: str) -> list[str]:
    return [other for other in _AT_HAND if other != name]


class ListedLine(Base):
    """A line as lists look for it. `id` is its list key: newest order first, its lines in their
    order. Ids of nothing are 0 and texts of nothing empty, so that every column can be walked.
    `words` are those of item, customer and codes together."""

    __tablename__ = "listed_lines"
    __table_args__ = (
        _index("ix_listed_lines_open", "id", *_AT_HAND, which="open = 1"),
        *(
            _index(f"ix_listed_lines_open_{name}", name, "id", which="open = 1")
            for name in NARROWED
        ),
        *(
            _index(f"ix_listed_lines_by_{name}", name, "id", *_beside(name), which="open = 1")
            for name in SORTED
        ),
        _index("ix_listed_lines_closed", "closed_key", *_AT_HAND, "closed_at", which="open = 0"),
        *(
            _index(f"ix_listed_lines_closed_{name}", name, "id", which="open = 0")
            for name in NARROWED
        ),
        *(
            _index(f"ix_listed_lines_closed_by_{name}", name, "id", *_AT_HAND, which="open = 0")
            for name in SORTED_CLOSED
        ),
        *(
            _index(f"ix_listed_lines_{name}", "id", which=f"open = {is_open} AND {name} = 1")
            for name, is_open in FLAGGED.items()
        ),
        sa.Index("ix_listed_lines_member_number", "member_number", "id"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(_KEY, primary_key=True, autoincrement=False)
    line_id: Mapped[int] = mapped_column(unique=True)
    order_id: Mapped[int]

    open: Mapped[int] = mapped_column(sa.SmallInteger)
    status: Mapped[str] = mapped_column(sa.String(24))
    status_at: Mapped[int]
    since: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    # The list key once more, of closed lines only: their order, without all the open ones in front.
    closed_key: Mapped[int | None] = mapped_column(sa.BigInteger)
    by_night: Mapped[int] = mapped_column(sa.SmallInteger)
    reopened: Mapped[int] = mapped_column(sa.SmallInteger)
    printed: Mapped[int] = mapped_column(sa.SmallInteger)

    store_id: Mapped[int]
    super_department_id: Mapped[int]
    department_id: Mapped[int]
    department: Mapped[str] = mapped_column(_CHARACTERS)
    vendor_id: Mapped[int]
    vendor: Mapped[str] = mapped_column(_CHARACTERS)
    note: Mapped[int] = mapped_column(sa.SmallInteger)
    item: Mapped[str] = mapped_column(_CHARACTERS)
    cases: Mapped[int]
    bin: Mapped[str] = mapped_column(_CHARACTERS)
    expected_on: Mapped[date | None]
    unpriced: Mapped[int] = mapped_column(sa.SmallInteger)
    total: Mapped[Decimal | None] = mapped_column(Cents())

    customer: Mapped[str] = mapped_column(_CHARACTERS)
    member: Mapped[int] = mapped_column(sa.SmallInteger)
    member_number: Mapped[int | None]
    call_first: Mapped[int] = mapped_column(sa.SmallInteger)
    ordered_on: Mapped[date]
    words: Mapped[str] = mapped_column(_WORDS)


class LineTally(Base):
    """So many lines more, or fewer, of one kind. The sum over the rows of a kind is how many there
    are. PostgreSQL only ever adds rows, so that nobody waits for anybody; they are put together
    again from time to time (`domain/orders/tallies.py`). SQLite, which has one writer, counts in
    place."""

    __tablename__ = "line_tallies"
    __table_args__ = (sa.Index("ix_line_tallies_kind", *COUNTED),)

    open: Mapped[int] = mapped_column(sa.SmallInteger)
    store_id: Mapped[int]
    super_department_id: Mapped[int]
    department_id: Mapped[int]
    vendor_id: Mapped[int]
    status: Mapped[str] = mapped_column(sa.String(24))
    note: Mapped[int] = mapped_column(sa.SmallInteger)
    unpriced: Mapped[int] = mapped_column(sa.SmallInteger)
    printed: Mapped[int] = mapped_column(sa.SmallInteger)
    lines: Mapped[int]
