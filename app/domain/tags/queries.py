"""What the tags desk lists: lines that wait, prints that were made, their documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload, lazyload

from app.domain.access import Viewer
from app.domain.orders.queries import arrived_untagged
from app.models import (
    Document,
    JobState,
    LookAlike,
    Order,
    OrderLine,
    PrintJob,
    PrintState,
    TagCopy,
    TagPrint,
    User,
)
from app.vocabulary.errors import NotFound
from app.vocabulary.permissions import Permission

PAGE = 50
RECENT = 8
NAMED = 3


@dataclass(frozen=True)
class Waiting:
    """One page of lines without a tag, oldest arrival first; `after` leads on, None at the end."""

    lines: list[OrderLine]
    after: tuple[datetime, int] | None


@dataclass(frozen=True)
class RecentPrint:
    """One print in a list: what became of it on a printer, if it went to one, the orders of its
    first lines, or what look-alikes say."""

    id: int
    state: PrintState
    at: datetime
    who: str
    tags: int
    document_id: int | None
    job_state: JobState | None = None
    wish: dict[str, Any] | None = None
    orders: list[Order] = field(default_factory=list)


def waiting_page(
    session: Session, store_id: int, after: tuple[datetime, int] | None = None
) -> Waiting:
    """Arrived lines of a store that have no tag yet (C26)."""
    query = arrived_untagged(store_id)
    if after is not None:
        since, last = after
        query = query.where(
            sa.or_(
                OrderLine.status_since > since,
                sa.and_(OrderLine.status_since == since, OrderLine.id > last),
            )
        )
    lines = list(session.scalars(query.limit(PAGE + 1)))
    more = len(lines) > PAGE
    lines = lines[:PAGE]
    return Waiting(lines, (lines[-1].status_since, lines[-1].id) if more else None)


def lines_to_tag(session: Session, ids: Sequence[int]) -> list[OrderLine]:
    """The lines of these ids, in this order, with their orders and departments. Raises NotFound if
    one is missing."""
    found = {
        line.id: line
        for line in session.scalars(
            sa.select(OrderLine)
            .where(OrderLine.id.in_(ids))
            .join(OrderLine.order)
            .options(contains_eager(OrderLine.order), joinedload(OrderLine.department))
        )
    }
    if set(ids) - set(found):
        raise NotFound("One of these lines is not there.")
    return [found[line_id] for line_id in dict.fromkeys(ids)]


def recent_prints(session: Session, store_id: int) -> list[RecentPrint]:
    """The newest prints of a store, with the first of their lines."""
    found: dict[int, RecentPrint] = {}
    for *fields, order in session.execute(_recent(store_id)):
        one = found.setdefault(fields[0], RecentPrint(*fields))
        if order is not None and order not in one.orders:
            one.orders.append(order)
    return list(found.values())


def _recent(store_id: int) -> sa.Select[*tuple[Any, ...]]:
    """A row for each of their first lines: the fields of RecentPrint, then the order."""
    newest = (
        sa.select(TagPrint)
        .where(TagPrint.store_id == store_id)
        .order_by(TagPrint.id.desc())
        .limit(RECENT)
        .subquery()
    )
    mine = sa.and_(TagCopy.tag_print_id == newest.c.id, TagCopy.refused == "")
    count = sa.select(sa.func.count()).where(mine).correlate(newest)
    job = sa.select(PrintJob.state).where(PrintJob.tag_print_id == newest.c.id).correlate(newest)
    fields = (newest.c.id, newest.c.state, newest.c.created_at, User.name)
    what = (
        count.scalar_subquery(),
        newest.c.document_id,
        job.order_by(PrintJob.id.desc()).limit(1).scalar_subquery(),
        LookAlike.wish,
    )
    return (
        sa.select(*fields, *what, Order)
        .join(User, User.id == newest.c.user_id)
        .outerjoin(LookAlike, LookAlike.tag_print_id == newest.c.id)
        .outerjoin(TagCopy, sa.and_(mine, TagCopy.position <= NAMED))
        .outerjoin(OrderLine, OrderLine.id == TagCopy.line_id)
        .outerjoin(Order, Order.id == OrderLine.order_id)
        .order_by(newest.c.id.desc(), TagCopy.position)
        .options(lazyload("*"))
    )


def print_of(session: Session, print_id: int) -> TagPrint:
    """A print with its copies, lines and orders. Raises NotFound."""
    made = session.scalar(
        sa.select(TagPrint)
        .where(TagPrint.id == print_id)
        .outerjoin(TagPrint.copies)
        .outerjoin(TagCopy.line)
        .outerjoin(OrderLine.order)
        .order_by(TagCopy.position)
        .options(
            joinedload(TagPrint.document),
            contains_eager(TagPrint.copies)
            .contains_eager(TagCopy.line)
            .contains_eager(OrderLine.order),
        )
        .execution_options(populate_existing=True)
    )
    if made is None:
        raise NotFound("There is no such print.")
    return made


def document_of(session: Session, document_id: int, by: Viewer) -> Document:
    """The PDF of a print, with its content. NotFound if there is none, and for a person without
    the right if figures are on it (B1): who may not see it need not know of it."""
    document = session.scalar(
        sa.select(Document)
        .join(TagPrint, TagPrint.document_id == Document.id)
        .where(Document.id == document_id)
        .options(sa.orm.undefer(Document.content))
    )
    if document is None or not may_open(document, by):
        raise NotFound("There is no such document, or it is not kept any more.")
    return document


def may_open(document: Document, by: Viewer) -> bool:
    """Whether this person may see what the document shows."""
    return not document.shows_figures or bool(by.can(Permission.PRICES_SEE))
