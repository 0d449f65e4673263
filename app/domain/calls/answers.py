"""What somebody says on the phone about one line, and what becomes of it (C21, C25)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.domain.access import Viewer
from app.domain.orders import lifecycle, policies
from app.domain.orders.events import note
from app.domain.orders.statuses import StatusBook
from app.domain.pricing.snapshot import unit_of
from app.models import OrderLine
from app.vocabulary.decisions import YES, Decision, no, when
from app.vocabulary.figures import Figure
from app.vocabulary.permissions import Permission
from app.vocabulary.statuses import Key, Stage
from app.vocabulary.words import Labelled


class Answer(Labelled):
    """What was said of a line."""

    CONFIRMED = "confirmed", "Yes, order it"
    WAIT = "wait", "Yes, but hold it"
    LATER = "later", "Call again later"
    CANCELED = "canceled", "Not wanted any more"
    INQUIRY = "inquiry", "Only wanted to know"


ENDS = {Answer.CANCELED: Key.CANCELED, Answer.INQUIRY: Key.INQUIRY}
_READY = {Answer.CONFIRMED: Key.NEW_NO_CALL, Answer.WAIT: Key.PENDING}
ON_THE_PHONE = "on the phone"


@dataclass(frozen=True)
class Promise:
    """What was promised for a line, and when. `amount` is there for people who may see totals and
    if a price was named; `now` is today's total where that is another."""

    at: datetime
    amount: Decimal | None
    now: Decimal | None


# A line that was split rounds each of its parts: that is no other price.
A_CENT = Decimal("0.01")


def promise_of(line: OrderLine, seen: frozenset[Figure]) -> Promise | None:
    """The promise for a line as somebody with the figures `seen` may know it (B1); None if it was
    never confirmed."""
    if line.confirmed_at is None:
        return None
    if Figure.TOTAL not in seen or line.confirmed_total is None:
        return Promise(line.confirmed_at, None, None)
    total = _total(line)
    moved = total is None or abs(total - line.confirmed_total) > A_CENT
    other = total if line.open and moved else None
    return Promise(line.confirmed_at, line.confirmed_total, other)


def is_asked(line: OrderLine) -> bool:
    """Whether the line waits for a call: it has a next one, and no other line has (lifecycle)."""
    return bool(line.open) and line.next_call_at is not None


def may_answer(line: OrderLine, answer: Answer, book: StatusBook, by: Viewer) -> Decision:
    """What can be said of a line now: what is ordered already can't be confirmed any more, and
    closing needs the right to close."""
    if not line.open:
        return no(f"“{line.description[:60]}” is closed already.")
    if answer in ENDS:
        goes = policies.may_go(line, book[ENDS[answer]], book, sure=True, why=ON_THE_PHONE)
        return by.can(Permission.ORDERS_CLOSE) & goes
    early = book[line.status].stage.rank <= Stage.READY.rank
    if answer is Answer.LATER:
        return when(is_asked(line), f"“{line.description[:60]}” waits for no call.")
    if not early:
        return no(f"“{line.description[:60]}” is ordered already.")
    if not is_asked(line):
        return YES
    return policies.may_go(line, book[_READY[answer]], book, sure=True, why=ON_THE_PHONE)


def take(
    line: OrderLine,
    answer: Answer,
    *,
    by: Viewer,
    book: StatusBook,
    at: datetime,
    again: datetime,
) -> None:
    """Do what was said at `at`: a promise is stamped with who, when and what; what is not wanted is
    closed; `again` is when to call once more. Refused, NotAllowed."""
    may_answer(line, answer, book, by).enforce()
    if answer in ENDS:
        lifecycle.move(line, book[ENDS[answer]], by=by, book=book, why=ON_THE_PHONE)
    elif answer is Answer.LATER:
        line.next_call_at = again
    else:
        _confirm(line, by, at)
        if is_asked(line):
            lifecycle.move(line, book[_READY[answer]], by=by, book=book, why=ON_THE_PHONE)


def _confirm(line: OrderLine, by: Viewer, at: datetime) -> None:
    """The total that was promised is the line's own, whoever reads it out (C21)."""
    line.confirmed_at, line.confirmed_by_id = at, by.user_id
    line.confirmed_total = _total(line)
    note(line.order, "confirmed", by, line=line, figures={"total": line.confirmed_total})


def _total(line: OrderLine) -> Decimal | None:
    return None if unit_of(line) is None else line.total
