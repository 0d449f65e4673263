"""May it be done now? Each answer is a Decision with the reason people read; who may is the
viewer's."""

from __future__ import annotations

from app.domain.orders.ringing import may_be_charged, may_be_coded
from app.domain.orders.statuses import StatusBook
from app.models import LineKind, Order, OrderLine, Status
from app.vocabulary.barcodes import LAST_LINE_NUMBER
from app.vocabulary.decisions import YES, Decision, no, when
from app.vocabulary.statuses import MoveRule, Stage, is_usual


def rule_of(before: Status, after: Stage) -> MoveRule:
    """What the store says of moves from a status to a stage; where it says nothing, the usual way
    (C24, design 3.2)."""
    said = (before.moves or {}).get(after.value)
    if said is not None:
        return MoveRule(said)
    return MoveRule.USUAL if is_usual(before.stage, after) else MoveRule.WARN


def may_move(
    line: OrderLine, target: Status, book: StatusBook, *, sure: bool, why: str = ""
) -> Decision:
    """Open lines move as the store's statuses say: never where it forbids it, out of order only
    when the person is `sure`, with a reason where one is needed (C24, design 3.2). Closing and
    reopening have their own actions."""
    if not line.open:
        return no("This line is closed. Reopen it first.")
    if target.stage is Stage.CLOSED:
        return no("Use Close to close a line.")
    return may_go(line, target, book, sure=sure, why=why)


def may_go(
    line: OrderLine, target: Status, book: StatusBook, *, sure: bool, why: str = ""
) -> Decision:
    """Whether the store's statuses let an open line go to `target`, also to an end (C24, C34)."""
    before = book[line.status]
    if before.key == target.key:
        return YES
    rule = rule_of(before, target.stage)
    if rule is MoveRule.NEVER:
        return no(f"{before.label} never goes to {target.label} in this store.")
    if rule is MoveRule.WARN and not sure:
        return no(f"{before.label} does not usually go to {target.label}. Confirm to go on.")
    if target.needs_reason and not why:
        return no(f"{target.label} needs a reason.")
    return YES


def may_close(order: Order) -> Decision:
    """Closing needs something open."""
    return when(bool(order.open), "This order is closed already.")


def may_reopen(order: Order) -> Decision:
    """Reopening needs something closed that was not taken off."""
    if order.merged_into_id is not None:
        return no("This order was merged into another one.")
    closed = any(may_reopen_line(line) for line in order.lines)
    return when(closed, "Nothing of this order is closed.")


def may_reopen_line(line: OrderLine) -> Decision:
    """What was taken off is restored instead; what went to another order stays there."""
    if line.open:
        return no("This line is open already.")
    if line.moved_to_id is not None:
        return no("This line went to another order.")
    return when(line.voided_at is None, "This line was taken off. Restore it instead.")


def may_void(line: OrderLine) -> Decision:
    """Only what is open can be taken off its order."""
    return when(bool(line.open), "This line is closed already.")


def may_restore(line: OrderLine) -> Decision:
    """Only what was taken off comes back, unless its order was merged into another."""
    if line.voided_at is None or line.open:
        return no("This line was not taken off.")
    merged = line.order.merged_into_id is not None
    return when(not merged, "This order was merged into another one.")


def may_edit_line(line: OrderLine) -> Decision:
    """What is closed stays as it was; reopening it comes first, but not of what goes on in another
    order."""
    if line.moved_to_id is not None:
        return no("This line went to another order.")
    return when(bool(line.open), "This line is closed. Reopen it first.")


def may_turn(line: OrderLine) -> Decision:
    """Only a note waits to become items (C19)."""
    is_note = when(line.kind is LineKind.NOTE, "This line is an item already.")
    return may_edit_line(line) & is_note


def may_tag(line: OrderLine) -> Decision:
    """A tag needs an arrived line that a barcode can mean (C26, C35, pos-lane). What it costs may
    be found out when the tag hangs there. Needs its order and department."""
    if not line.open or line.arrived_at is None or line.stage is not Stage.ARRIVED:
        return no("Only lines that have arrived get a tag.")
    sold_in = line.department if line.department_id is not None else None
    return may_be_coded(
        kind=line.kind,
        order_number=line.order.number,
        line_number=line.number,
        department=sold_in.number if sold_in is not None else None,
    )


def rings_up(line: OrderLine) -> Decision:
    """Whether a register that scans its tag now could charge for it (C35, B1)."""
    return may_be_charged(
        case_size=line.case_size, cases=line.cases, unit_price=line.unit_price, total=line.total
    )


def is_ready(line: OrderLine) -> bool:
    """Ready for pickup: arrived and printed (C28)."""
    return bool(line.open) and line.stage is Stage.ARRIVED and line.copies > 0


def may_hand_over(line: OrderLine) -> Decision:
    """Goods are handed over when they are here; the tag may be missing, the goods not (C28,
    C35)."""
    if not line.open:
        return no("This line is closed already.")
    if line.stage is not Stage.ARRIVED:
        return no("It has not arrived yet.")
    return when(line.copies > 0, "Its tag has not been printed yet.")


def may_add_line(order: Order) -> Decision:
    """Line numbers are never reused, and a barcode holds two digits (decision 9)."""
    if not order.open:
        return no("This order is closed. Reopen it first.")
    return when(order.lines_made < LAST_LINE_NUMBER, "An order holds at most 99 lines.")
