"""What was given to printers, for those who may know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from app.domain.access import Viewer
from app.models import JobState, OrderLine, PrintJob, TagCopy
from app.vocabulary import clock
from app.vocabulary.decisions import YES, Decision
from app.vocabulary.errors import NotFound
from app.vocabulary.permissions import Permission

PAGE = 50
OF_ONE = 5
LOOKED_AT = 200
_lacks_it = (
    OrderLine.id == TagCopy.line_id,
    OrderLine.open == 1,
    OrderLine.copies < TagCopy.not_on_paper,
)


def jobs_of(session: Session, *made_for: sa.ColumnElement[bool]) -> Sequence[PrintJob]:
    """The newest jobs of tags or a batch, the last one first."""
    return session.scalars(
        _whole().where(*made_for).order_by(PrintJob.id.desc()).limit(OF_ONE)
    ).all()


def recent_jobs(session: Session, by: Viewer, *, mine: bool) -> Sequence[PrintJob]:
    """The newest jobs: one's own, wherever, or those of the store one stands in."""
    whose = PrintJob.user_id == by.user_id if mine else PrintJob.store_id == by.store_id
    return session.scalars(_whole().where(whose).order_by(PrintJob.id.desc()).limit(PAGE)).all()


def job_seen(session: Session, job_id: int, by: Viewer) -> PrintJob:
    """A job: one's own, or one of this store's printers for those who print tags; whoever may not
    have (any more) what is printed has no job of it either. NotFound."""
    job = session.scalar(_whole().where(PrintJob.id == job_id))
    if job is not None and may_have(job, by):
        theirs = job.store_id == by.store_id and by.can(Permission.TAGS_PRINT)
        if job.user_id == by.user_id or theirs:
            return job
    raise NotFound("There is no such print.")


def may_have(job: PrintJob, by: Viewer) -> Decision:
    """Whether this person holds, now, the right that what is printed needs: tags are for those who
    print tags, papers of a batch for those who see orders, test pages and shelf labels say nothing
    of anybody."""
    if job.tag_print_id is not None:
        return by.can(Permission.TAGS_PRINT)
    return by.can(Permission.ORDERS_SEE) if job.batch_id is not None else YES


def missed(store_id: int) -> sa.Select[int]:
    """Jobs that did not come out of a printer of this store since yesterday, or only perhaps, and
    that nobody has sent again, let go or made good by other tags; among the newest."""
    newest = (
        sa.select(
            PrintJob.id,
            PrintJob.state,
            PrintJob.created_at,
            PrintJob.let_go,
            PrintJob.tag_print_id,
        )
        .where(PrintJob.store_id == store_id)
        .order_by(PrintJob.id.desc())
        .limit(LOOKED_AT)
        .subquery()
    )
    again = aliased(PrintJob)
    # Tags that did not come out of it, and which of their lines lack them still.
    never = sa.select(TagCopy.id).where(
        TagCopy.tag_print_id == newest.c.tag_print_id, TagCopy.not_on_paper.is_not(None)
    )
    return sa.select(newest.c.id).where(
        newest.c.state.in_((JobState.FAILED, JobState.UNSURE)),
        newest.c.let_go.is_(False),
        newest.c.created_at > clock.now() - timedelta(days=1),
        ~sa.exists().where(again.again_of_id == newest.c.id),
        ~sa.and_(never.exists(), ~never.where(*_lacks_it).exists()),
    )


def _whole() -> sa.Select[PrintJob]:
    return sa.select(PrintJob).options(
        joinedload(PrintJob.printer), joinedload(PrintJob.user), joinedload(PrintJob.document)
    )
