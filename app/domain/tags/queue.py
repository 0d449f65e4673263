"""What somebody wants to print later: their own list of tags, wherever they stand then."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.domain.access import Viewer
from app.domain.orders.policies import may_tag
from app.domain.tags.face import TagFace
from app.domain.tags.printing import MOST_TAGS
from app.domain.tags.rules import Rules
from app.models import Order, OrderLine, QueuedTag, User
from app.vocabulary import clock
from app.vocabulary.decisions import Decision
from app.vocabulary.errors import Refused
from app.vocabulary.permissions import Permission


def queued(session: Session, by: Viewer) -> list[tuple[OrderLine, Decision]]:
    """The lines of one's queue, in the order they came, and whether each can have a tag (still)."""
    lines = session.scalars(
        _whole().join(QueuedTag, QueuedTag.line_id == OrderLine.id)
        .where(QueuedTag.user_id == by.user_id)
        .order_by(QueuedTag.id)
        .limit(MOST_TAGS)
    )  # fmt: skip
    return [(line, may_tag(line)) for line in lines.unique()]


def put(session: Session, lines: Sequence[OrderLine], *, by: Viewer) -> dict[OrderLine, str]:
    """Put lines into one's queue; returns those that can't have a tag, with the reason, which are
    left out. What is there already stays where it is. Raises NotAllowed; Refused if all are left
    out, or it gets too long."""
    by.can(Permission.TAGS_PRINT).enforce()
    decisions = {line: may_tag(line) for line in dict.fromkeys(lines)}
    refused = {line: decision.reason for line, decision in decisions.items() if not decision}
    if len(refused) == len(decisions):
        raise Refused(" ".join(dict.fromkeys(refused.values())))
    # Two taps of one person wait for each other here; the second finds what the first has put.
    session.execute(sa.select(User.id).where(User.id == by.user_id).with_for_update(key_share=True))
    mine = sa.select(QueuedTag.line_id).where(QueuedTag.user_id == by.user_id)
    there = set(session.scalars(mine))
    fresh = [line for line in decisions if line not in refused and line.id not in there]
    if len(there) + len(fresh) > MOST_TAGS:
        raise Refused(f"Your queue holds {MOST_TAGS} tags. Print some of them first.")
    session.add_all(
        QueuedTag(user_id=by.user_id, line_id=line.id, at=clock.now()) for line in fresh
    )
    session.flush()
    return refused


def take_out(session: Session, line_ids: Sequence[int], user_id: int | None) -> None:
    """Take lines out of somebody's queue: printed, or not wanted any more."""
    session.execute(
        sa.delete(QueuedTag).where(QueuedTag.user_id == user_id, QueuedTag.line_id.in_(line_ids))
    )


def preview(session: Session, line_ids: Sequence[int], *, by: Viewer) -> list[TagFace]:
    """What the tags of these lines would say now, without printing any (C26). A total is there
    only if the line's store prints it and `by` may see prices (C8)."""
    rules, sees = Rules(session), bool(by.can(Permission.PRICES_SEE))
    lines = {line.id: line for line in session.scalars(_whole().where(OrderLine.id.in_(line_ids)))}
    return [
        rules.face(lines[line_id], sees=sees)
        for line_id in dict.fromkeys(line_ids)
        if line_id in lines and may_tag(lines[line_id])
    ]


def _whole() -> sa.Select[OrderLine]:
    return (
        sa.select(OrderLine)
        .join(OrderLine.order)
        .options(
            joinedload(OrderLine.vendor),
            joinedload(OrderLine.department),
            contains_eager(OrderLine.order).options(
                sa.orm.selectinload(Order.lines), joinedload(Order.pickup_store)
            ),
        )
    )
