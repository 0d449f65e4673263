"""What the pages of a batch show: how far it is, what became of its lines, its file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload, lazyload, undefer

from app.domain.access import Viewer
from app.domain.batches.kinds import may
from app.models import (
    Batch,
    BatchKind,
    BatchRow,
    Document,
    OrderEvent,
    OrderLine,
    TagPrint,
    User,
)
from app.vocabulary.decisions import YES, Decision, no
from app.vocabulary.errors import BROKEN, NotAllowed, NotFound
from app.vocabulary.figures import Figure

PAGE = 50
RECENT = 30
MOST_REASONS = 20
MOST_PRINTS = 100
LOOKED_AT = 500


@dataclass(frozen=True)
class Shown:
    """One page of rows, those of one outcome; `after` leads on, None at the end."""

    rows: Sequence[BatchRow]
    after: int | None


def by_id(session: Session, batch_id: int, *, lock: bool = False) -> Batch:
    """A batch with its person and (without its content) its file. Raises NotFound."""
    query = (
        sa.select(Batch)
        .where(Batch.id == batch_id)
        .options(
            joinedload(Batch.user).options(lazyload(User.store), lazyload(User.roles)),
            joinedload(Batch.document),
        )
        .execution_options(populate_existing=True)
    )
    if lock:
        query = query.with_for_update(of=Batch)
    batch = session.scalar(query)
    if batch is None:
        raise NotFound("There is no such batch, or it is not kept any more.")
    return batch


def recent(session: Session, by: Viewer) -> Sequence[Batch]:
    """The newest batches that this person asked for."""
    mine = sa.select(Batch).where(Batch.user_id == by.user_id)
    return session.scalars(mine.order_by(Batch.id.desc()).limit(RECENT)).all()


def rows_of(session: Session, batch: Batch, done: bool | None, after: int = 0) -> Shown:
    """Rows of one outcome (done, refused, or None: not come to yet), with their lines and
    orders."""
    rows = session.scalars(
        sa.select(BatchRow)
        .where(BatchRow.batch_id == batch.id, BatchRow.done.is_(done), BatchRow.position > after)
        .join(BatchRow.line)
        .join(OrderLine.order)
        .options(contains_eager(BatchRow.line).contains_eager(OrderLine.order))
        .order_by(BatchRow.position)
        .limit(PAGE + 1)
    ).all()
    more = len(rows) > PAGE
    rows = rows[:PAGE]
    return Shown(rows, rows[-1].position if more else None)


def reasons(session: Session, batch: Batch) -> list[tuple[str, int]]:
    """Why lines were refused, and how many for each reason, the most frequent first."""
    count = sa.func.count()
    rows = session.execute(
        sa.select(BatchRow.said, count)
        .where(BatchRow.batch_id == batch.id, BatchRow.done.is_(False))
        .group_by(BatchRow.said)
        .order_by(count.desc(), BatchRow.said)
        .limit(MOST_REASONS)
    )
    return [(said, many) for said, many in rows]


def may_go_better(session: Session, batch: Batch) -> bool:
    """Whether another try of what was refused may end otherwise: an error of ours held it up, or
    somebody has changed one of these orders since. Of many, the first are looked at."""
    refused = (BatchRow.batch_id == batch.id, BatchRow.done.is_(False))
    broken = sa.exists().where(*refused, BatchRow.said == BROKEN)
    some = sa.select(BatchRow.order_line_id).where(*refused).limit(LOOKED_AT)
    changed = sa.exists().where(
        OrderLine.id.in_(some),
        OrderEvent.order_id == OrderLine.order_id,
        OrderEvent.at > (batch.finished_at or batch.created_at),
    )
    return bool(session.scalar(sa.select(sa.or_(broken, changed))))


def prints_of(session: Session, batch: Batch) -> Sequence[TagPrint]:
    """The prints that a batch of tags has asked for, in their order."""
    if batch.kind is not BatchKind.TAGS:
        return []
    mine = sa.select(TagPrint).where(
        TagPrint.user_id == batch.user_id,
        TagPrint.created_at >= batch.created_at,
        TagPrint.one_time_key.startswith(f"batch:{batch.id}:"),
    )
    return session.scalars(mine.order_by(TagPrint.id).limit(MOST_PRINTS)).all()


def may_open(batch: Batch, by: Viewer) -> Decision:
    """Whether this person may have the file: they could have made it, and may see every figure it
    shows (B1)."""
    shown = {Figure(figure) for figure in batch.wish.get("figures", [])}
    document = batch.document
    if document is not None and document.shows_figures and not shown:
        shown = set(Figure)
    if not shown <= by.figures:
        return no("It shows figures that your role does not include.", NotAllowed)
    return may(by, batch.kind) & YES


def file_of(session: Session, batch_id: int, by: Viewer) -> Document:
    """The file with its content. Raises NotAllowed for a person who may not see all it shows,
    NotFound if it is not kept any more."""
    batch = by_id(session, batch_id)
    may_open(batch, by).enforce()
    document = session.scalar(
        sa.select(Document)
        .where(Document.id == batch.document_id)
        .options(undefer(Document.content))
        .execution_options(populate_existing=True)
    )
    if document is None:
        raise NotFound("The file is not kept any more. Ask for it again.")
    return document
