"""Tags in the demo: asked for at the counter, laid out by whoever plays, kept like any other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain import outbox
from app.domain.access import Viewer
from app.domain.orders.policies import may_tag
from app.domain.orders.queries import arrived_untagged
from app.domain.settings.reading import settings_of
from app.domain.tags import printing
from app.domain.tags.face import TagFace
from app.models import OrderLine, OutboxRow
from app.vocabulary.statuses import Key

Render = Callable[[Sequence[TagFace], str], bytes]
"""Lays faces out on a paper (a key of the setting) and returns the PDF."""


def print_waiting(session: Session, render: Render, *, by: Viewer, random: Random) -> int:
    """Print a tag for everything that waits for one in the store of `by` and can have it (some
    lack a price until somebody writes one); how many."""
    lines = [line for line in session.scalars(arrived_untagged(by.store_id)) if may_tag(line)]
    print_lines(session, lines, render, by=by, random=random)
    return len(lines)


def print_lines(
    session: Session, lines: Sequence[OrderLine], render: Render, *, by: Viewer, random: Random
) -> None:
    """Print a tag of each line: asked for, composed and finished as the worker does it."""
    if not lines:
        return
    made = printing.request(
        session,
        lines,
        by=by,
        paper=settings_of(session, by.store_id).tag_paper,
        one_time_key=f"{random.getrandbits(128):032x}",
    )
    session.flush()
    sheet = printing.compose(session, made.id)
    printing.finish(session, sheet, render(sheet.faces, sheet.paper))
    # The work is done here already: no worker is to be asked for it.
    asked = outbox.taken_from(session)
    session.execute(sa.delete(OutboxRow).where(OutboxRow.id.in_(asked)))
    session.flush()


def print_again(session: Session, render: Render, *, by: Viewer, random: Random) -> None:
    """Print one more copy for somebody whose tag came off."""
    line = session.scalar(
        sa.select(OrderLine)
        .where(
            OrderLine.open == 1,
            OrderLine.store_id == by.store_id,
            OrderLine.status == Key.ARRIVED,
            OrderLine.copies > 0,
        )
        .order_by(OrderLine.id)
        .limit(1)
    )
    print_lines(session, [line] if line else [], render, by=by, random=random)
