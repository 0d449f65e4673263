"""Whether a tag that was laid out came onto paper. It counts when it is laid out; when its printer
never printed it, it is counted back: the line waits for a tag again, and the number of the copy is
free. What was laid out stays known, and counts once more when it is sent again or opened by hand.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager

from app.domain.access import Viewer
from app.domain.orders.events import note
from app.domain.orders.policies import may_tag
from app.domain.orders.queries import hold_orders
from app.models import JobState, OrderLine, PrintJob, TagCopy, TagPrint
from app.vocabulary import clock
from app.vocabulary.decisions import when

# A printer that gave it up and one that never got it: no paper came out.
NEVER_OUT = frozenset({JobState.FAILED, JobState.DROPPED})
NOT_RIGHT = "One of these tags would not be right any more: print them anew."


def count_back(session: Session, print_id: int) -> None:
    """Take back what a print counted, if it went to printers and none of them has printed it, will,
    or perhaps has. A line that another copy came out of keeps that one."""
    sent = sa.select(PrintJob.state, PrintJob.user_id).where(PrintJob.tag_print_id == print_id)
    jobs = session.execute(sent).all()
    if not jobs or any(state not in NEVER_OUT for state, _ in jobs):
        return
    for copy in _held(session, print_id, TagCopy.copy_number.is_not(None)):
        line, number = copy.line, copy.copy_number
        copy.copy_number, copy.not_on_paper = None, number
        session.flush()
        if line.copies == number:
            others = sa.select(sa.func.max(TagCopy.copy_number)).where(TagCopy.line_id == line.id)
            line.copies = session.scalar(others) or 0
            line.printed_at = line.printed_at if line.copies else None
        by = Viewer(jobs[-1][1], "", frozenset(), copy.tag_print.store_id)
        note(line.order, "tag_not_printed", by, line=line, detail={"copy": number})


def count_again(session: Session, print_id: int, *, by: Viewer) -> None:
    """The paper of this print comes out after all. Raises Refused if one of its lines can have no
    tag any more, or had another since: this one would be a double without saying so."""
    copies = _held(session, print_id, TagCopy.not_on_paper.is_not(None))
    for copy in copies:
        line, number = copy.line, copy.not_on_paper
        (may_tag(line) & when(line.copies + 1 == number, NOT_RIGHT)).enforce()
        copy.copy_number, copy.not_on_paper = number, None
        line.copies, line.printed_at = line.copies + 1, clock.now()
        note(line.order, "tag_printed", by, line=line, detail={"copy": number})


def lacking(made: TagPrint) -> list[TagCopy]:
    """Its tags that never came onto paper, and that nobody has printed otherwise."""
    return [
        copy for copy in made.copies
        if copy.not_on_paper and copy.line.open and copy.line.copies < copy.not_on_paper
    ]  # fmt: skip


def _held(session: Session, print_id: int, which: sa.ColumnElement[bool]) -> Sequence[TagCopy]:
    """Those copies of a print, their orders held."""
    mine = (TagCopy.tag_print_id == print_id, which)
    line_ids = session.scalars(sa.select(TagCopy.line_id).where(*mine)).all()
    if not line_ids:
        return []
    hold_orders(session, line_ids)
    query = sa.select(TagCopy).where(*mine).join(TagCopy.line).join(OrderLine.order)
    loaded = contains_eager(TagCopy.line).contains_eager(OrderLine.order)
    return session.scalars(
        query.options(loaded).order_by(TagCopy.position).execution_options(populate_existing=True)
    ).all()
