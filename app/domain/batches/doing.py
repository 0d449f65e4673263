"""What is done to the lines of a chunk, by kind. Each answers for every line it was given.

The verbs check before they change anything, so a line that is refused is as it was, and a chunk
needs a handful of statements however many lines it has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.access import Viewer
from app.domain.batches.kinds import Wish
from app.domain.batches.results import Result, Results, refused
from app.domain.orders import actions, policies, queries
from app.domain.orders.statuses import StatusBook
from app.domain.pickup import desk
from app.domain.pickup.policies import may_hand_over
from app.domain.pickup.sold import sold_of
from app.domain.tags import printing
from app.domain.tags.queries import lines_to_tag
from app.models import BatchKind, OrderLine, Printer, Status
from app.vocabulary.errors import CaselotError


@dataclass(frozen=True)
class Chunk:
    """Some lines of a batch, in its order, and who wants what of them. `key` is the chunk's own,
    the same whenever it is done again."""

    batch_id: int
    key: str
    wish: Wish
    line_ids: Sequence[int]
    by: Viewer
    book: StatusBook


def do(session: Session, chunk: Chunk) -> Results:
    """Do to the lines what the batch wants; a result for each that is still there."""
    return _DOERS[chunk.wish.kind](session, chunk)


def _move(session: Session, chunk: Chunk) -> Results:
    target = chunk.book.named(chunk.wish.status)

    def one(line: OrderLine) -> Result:
        wish, book = chunk.wish, chunk.book
        if line.open and line.status == target.key:
            return Result(True, "was there already")
        try:
            changed = actions.move(
                line, target.key, by=chunk.by, book=book, sure=wish.sure, why=wish.why
            )
        except CaselotError as error:
            return refused(error.message, held=_only_asks(line, target, chunk))
        return Result(True, f"moved to {target.label}" if changed else "was there already")

    return _each(session, chunk.line_ids, one)


def _close(session: Session, chunk: Chunk) -> Results:
    target = chunk.book.named(chunk.wish.status)

    def one(line: OrderLine) -> Result:
        if not line.open and line.status == target.key:
            return Result(True, "was closed so already")
        try:
            policies.may_edit_line(line).enforce()
            actions.close(
                line.order,
                target.key,
                by=chunk.by,
                book=chunk.book,
                lines=[line],
                why=chunk.wish.why,
                sure=chunk.wish.sure,
            )
        except CaselotError as error:
            return refused(error.message, held=_only_asks(line, target, chunk))
        return Result(True, f"closed as {target.label}")

    return _each(session, chunk.line_ids, one)


def _reopen(session: Session, chunk: Chunk) -> Results:
    def one(line: OrderLine) -> Result:
        if line.open:
            return Result(True, "was open already")
        try:
            policies.may_reopen_line(line).enforce()
            actions.reopen(
                line.order, by=chunk.by, book=chunk.book, why=chunk.wish.why, lines=[line]
            )
        except CaselotError as error:
            return refused(error.message)
        return Result(True, "opened again")

    return _each(session, chunk.line_ids, one)


def _only_asks(line: OrderLine, target: Status, chunk: Chunk) -> bool:
    """Whether nothing but a warning keeps an open line from its status."""
    wish = chunk.wish
    if wish.sure or not line.open:
        return False
    return bool(policies.may_go(line, target, chunk.book, sure=True, why=wish.why))


def _hand_over(session: Session, chunk: Chunk) -> Results:
    lines = _held_lines(session, chunk.line_ids)
    sold = sold_of(session, [line.id for line in lines])
    results: Results = {}
    going: list[int] = []
    later = desk.pays_at_register(session, chunk.by.store_id)
    done = "handed over, to be paid at the register" if later else "handed over"
    for line in lines:
        decision = may_hand_over(line, sold.get(line.id), chunk.by.store_id)
        results[line.id] = Result(True, done) if decision else refused(decision.reason)
        if decision:
            going.append(line.id)
    if going:
        desk.hand_over(session, going, by=chunk.by, one_time_key=f"batch:{chunk.batch_id}")
    return results


def _tags(session: Session, chunk: Chunk) -> Results:
    lines = lines_to_tag(session, chunk.line_ids)
    decisions = {line: policies.may_tag(line) for line in lines}
    going = [line for line in lines if decisions[line]]
    if going:
        printing.request(
            session,
            going,
            by=chunk.by,
            paper=chunk.wish.paper,
            one_time_key=chunk.key,
            printer=session.get(Printer, chunk.wish.printer) if chunk.wish.printer else None,
        )
    return {
        line.id: Result(True, "tag sent to print") if decision else refused(decision.reason)
        for line, decision in decisions.items()
    }


def _each(session: Session, line_ids: Sequence[int], one: Callable[[OrderLine], Result]) -> Results:
    """Ask `one` for each line, with the orders held and in hand."""
    wanted = set(line_ids)
    orders = queries.by_lines(session, wanted, lock=True)
    with session.no_autoflush:
        # Written all together at the end: one statement for all lines, not one for each.
        results = {
            line.id: one(line) for order in orders for line in order.lines if line.id in wanted
        }
    session.flush()
    return results


def _held_lines(session: Session, line_ids: Sequence[int]) -> Sequence[OrderLine]:
    queries.hold_orders(session, line_ids)
    return session.scalars(
        sa.select(OrderLine)
        .where(OrderLine.id.in_(line_ids))
        .order_by(OrderLine.id)
        .options(joinedload(OrderLine.order))
        .execution_options(populate_existing=True)
    ).all()


_DOERS: Mapping[BatchKind, Callable[[Session, Chunk], Results]] = {
    BatchKind.MOVE: _move,
    BatchKind.CLOSE: _close,
    BatchKind.REOPEN: _reopen,
    BatchKind.HAND_OVER: _hand_over,
    BatchKind.TAGS: _tags,
}
