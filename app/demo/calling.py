"""Calls to customers in the demo: in vain, with an answer, and one that is agreed for later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import count, cycle

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.demo.keys import Keys
from app.demo.staff import Staff
from app.domain.calls import actions
from app.domain.calls.answers import Answer
from app.domain.orders.statuses import StatusBook
from app.models import CallOutcome, OrderLine
from app.vocabulary import clock

IN_VAIN = (CallOutcome.VOICEMAIL, CallOutcome.NO_ANSWER)
CALLS_AT = 14 * 60
LATER = timedelta(days=2)
NOTES = {
    CallOutcome.VOICEMAIL: "Said what it is about and our number.",
    CallOutcome.REACHED: "Asked to be called again in two days.",
}


@dataclass
class Calling:
    """Who telephones. Each call is about lines of one customer."""

    session: Session
    staff: Staff
    book: StatusBook
    keys: Keys

    def __post_init__(self) -> None:
        self._in_vain = cycle(IN_VAIN)
        self._calls = count(1)

    def in_vain(self, lines: list[OrderLine]) -> None:
        """Nobody answers, or only a machine does."""
        outcome = next(self._in_vain)
        self._call(lines, actions.Said(outcome, note=NOTES.get(outcome, "")))

    def agreed(self, lines: list[OrderLine]) -> None:
        """Somebody answers and wants all of it, at the price that is said."""
        answers = {line.id: Answer.CONFIRMED for line in lines}
        self._call(lines, actions.Said(CallOutcome.REACHED, answers=answers))

    def later(self, day: int, minute: int) -> None:
        """The customer whose call is due next has no time now."""
        lines = self._next_to_call()
        answers = {line.id: Answer.LATER for line in lines}
        said = actions.Said(
            CallOutcome.REACHED,
            note=NOTES[CallOutcome.REACHED],
            answers=answers,
            next_at=clock.now() + LATER,
        )
        self._call(lines, said)

    def _next_to_call(self) -> list[OrderLine]:
        """The lines to call about of the order whose call waits longest."""
        asked = sa.select(OrderLine).where(OrderLine.open == 1, OrderLine.next_call_at.is_not(None))
        oldest = asked.order_by(OrderLine.next_call_at, OrderLine.id).limit(1)
        first = self.session.scalars(oldest).one()
        return [line for line in first.order.lines if line.open and line.next_call_at]

    def _call(self, lines: list[OrderLine], said: actions.Said) -> None:
        if not lines:
            return
        number = lines[0].order.phone_digits
        actions.record(
            self.session,
            lines,
            actions.Said(said.outcome, number, said.note, said.answers, said.next_at),
            by=self.staff.receiver(lines[0]),
            book=self.book,
            one_time_key=self.keys.next(),
        )
