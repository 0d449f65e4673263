"""What a caller does: note how a call ended, and what follows from that (B7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.calls import trying
from app.domain.calls.answers import Answer, is_asked, take
from app.domain.orders import lifecycle, policies
from app.domain.orders.events import note
from app.domain.orders.statuses import StatusBook
from app.domain.settings.reading import settings_of
from app.models import Call, CallLine, CallOutcome, Order, OrderLine
from app.vocabulary import clock
from app.vocabulary.errors import Invalid, NotFound, Refused
from app.vocabulary.permissions import Permission
from app.vocabulary.statuses import Key

# Nobody agrees on a call further away than this.
LONGEST_AHEAD = timedelta(days=180)
WITHOUT_ANSWER = frozenset({CallOutcome.VOICEMAIL, CallOutcome.NO_ANSWER})


@dataclass(frozen=True)
class Said:
    """A call as it was tapped. `answers` says of lines (by id) what was said of them, once somebody
    was reached; `next_at` is when to try again if not when the rules propose."""

    outcome: CallOutcome
    number: str = ""
    note: str = ""
    answers: Mapping[int, Answer] | None = None
    next_at: datetime | None = None


def made_before(session: Session, one_time_key: str) -> Call | None:
    """The call that the tap with this key has noted already."""
    return session.scalar(sa.select(Call).where(Call.one_time_key == one_time_key))


def record(
    session: Session,
    lines: Sequence[OrderLine],
    said: Said,
    *,
    by: Viewer,
    book: StatusBook,
    one_time_key: str,
) -> Call:
    """Note a call about `lines` of one customer, whose orders the caller holds. Reached: each line
    becomes what was said of it. Voicemail and no answer: what waits for a call goes to
    Called/waiting, once; the days until it closes count from the first time (decision 6). Wrong
    number: everything stays. The same key once more answers with the call of the first time.
    Invalid, NotAllowed, Refused."""
    by.can(Permission.CALLS_MAKE).enforce()
    known = made_before(session, one_time_key)
    if known is not None:
        return known
    if not lines:
        raise Invalid({"line": "Choose what the call was about."})
    again = _next_try(session, lines[0].order, said)
    call = _call_to(lines[0].order, said, by, one_time_key)
    before = {line.id: _as_it_is(line) for line in lines}
    events = _note_call(lines, said, by)
    for line in lines:
        promised = _follow(line, said, by=by, book=book, at=call.at, again=again)
        promise = line.confirmed_total if promised else None
        call.lines.append(CallLine(order_line_id=line.id, promised=promise))
    # Only what still waits for a call has a next one.
    call.next_at = again if any(line.next_call_at == again for line in lines) else None
    session.add(call)
    session.flush()
    _keep_for_undo(call, events, lines, before)
    return call


def reschedule(
    session: Session, call: Call, lines: Sequence[OrderLine], next_at: datetime, *, by: Viewer
) -> None:
    """Agree on another next try for what a call was about. Invalid, NotAllowed, Refused."""
    by.can(Permission.CALLS_MAKE).enforce()
    waiting = [line for line in lines if is_asked(line)]
    if call.undone_at is not None or not waiting:
        raise Refused("None of these lines waits for a call any more.")
    check_next(next_at)
    call.next_at = next_at
    when = {"next": next_at.isoformat()}
    for order in {line.order_id: line.order for line in waiting}.values():
        note(order, "call_agreed", by, detail=when)
    for line in waiting:
        line.next_call_at = next_at
    session.flush()


def check_next(next_at: datetime) -> None:
    """Invalid for a next try that lies behind, or too far ahead."""
    if not clock.now() < next_at <= clock.now() + LONGEST_AHEAD:
        raise Invalid({"next_at": "Choose a time to come, within half a year."})


def call_of(session: Session, call_id: int) -> Call:
    """A call; raises NotFound."""
    call = session.get(Call, call_id)
    if call is None:
        raise NotFound("There is no such call.")
    return call


def _call_to(order: Order, said: Said, by: Viewer, one_time_key: str) -> Call:
    return Call(
        one_time_key=one_time_key,
        at=clock.now(),
        user_id=by.user_id,
        store_id=by.store_id,
        customer_id=order.customer_id,
        number=said.number,
        outcome=said.outcome,
        note=said.note,
    )


def _next_try(session: Session, order: Order, said: Said) -> datetime:
    if said.next_at is not None:
        check_next(said.next_at)
        return said.next_at
    settings = settings_of(session, order.store_id)
    return trying.next_try(said.outcome, clock.now(), order.store.time_zone, settings)


def _note_call(lines: Sequence[OrderLine], said: Said, by: Viewer) -> dict[int, Any]:
    """The event of each order, by its id."""
    events = {}
    for line in lines:
        if line.order_id not in events:
            facts = {"outcome": said.outcome.value, "number": said.number, "note": said.note}
            detail = {name: fact for name, fact in facts.items() if fact}
            events[line.order_id] = note(line.order, "called", by, detail=detail)
    return events


def _follow(
    line: OrderLine, said: Said, *, by: Viewer, book: StatusBook, at: datetime, again: datetime
) -> bool:
    """What the call does to one line; tells whether something was promised."""
    if said.outcome is CallOutcome.REACHED:
        answer = (said.answers or {}).get(line.id)
        if answer is None:
            return False
        take(line, answer, by=by, book=book, at=at, again=again)
        return answer in (Answer.CONFIRMED, Answer.WAIT)
    if said.outcome in WITHOUT_ANSWER and is_asked(line):
        waiting = book[Key.CALLED_WAITING]
        policies.may_go(line, waiting, book, sure=True, why=said.outcome.label).enforce()
        lifecycle.move(line, waiting, by=by, book=book)
        line.next_call_at = again
    return False


def _as_it_is(line: OrderLine) -> list[Any]:
    """A line before a call, so that the call can be taken back."""
    moments = (line.status_since, line.next_call_at, line.confirmed_at)
    texts = [at.isoformat() if at else None for at in moments]
    return [line.status, *texts, line.confirmed_by_id]


def _keep_for_undo(
    call: Call, events: dict[int, Any], lines: Sequence[OrderLine], before: dict[int, list[Any]]
) -> None:
    """Beside each order's event: which call, how the lines stood, and the version it left."""
    for order_id, event in events.items():
        mine = {str(line.number): before[line.id] for line in lines if line.order_id == order_id}
        left = next(line.order.version for line in lines if line.order_id == order_id)
        event.detail = {
            **event.detail,
            "call": call.id,
            "before": mine,
            "left": left,
            **({"next": call.next_at.isoformat()} if call.next_at else {}),
        }
