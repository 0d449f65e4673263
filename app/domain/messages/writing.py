"""Writing a message down: from now on it leaves by the outbox, once.

What goes out by itself waits a little, and further items of the order that come meanwhile join it.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain import outbox
from app.domain.access import Viewer
from app.domain.messages import filling, quiet
from app.domain.messages.shipped import Words
from app.domain.messages.ways import WayOut
from app.domain.orders.events import note
from app.domain.settings.known import StoreSettings
from app.domain.settings.reading import settings_of
from app.models import Message, MessageLine, MessageState, Order, OrderLine
from app.vocabulary import clock
from app.vocabulary.decisions import Decision
from app.vocabulary.errors import Refused
from app.vocabulary.jobs import Job
from app.vocabulary.occasions import Occasion
from app.vocabulary.permissions import Permission

NOTHING_TO_SAY = "There is nothing to say about this order now."


def may_write(words: Words, by: Viewer) -> Decision:
    """Writing to customers needs its permission; saying prices, the one to see them: whoever may
    not see a price could else have it sent to an address of their own (B1)."""
    allowed = by.can(Permission.MESSAGES_SEND)
    return allowed & by.can(Permission.PRICES_SEE) if words.shows_prices else allowed


def by_hand(
    session: Session,
    order: Order,
    lines: Sequence[OrderLine],
    occasion: Occasion,
    out: WayOut,
    words: Words,
    *,
    by: Viewer,
    one_time_key: str,
) -> Message:
    """Write to the customer because somebody wants it; twice with one key is once. NotAllowed,
    Refused."""
    if (made := known(session, one_time_key)) is not None:
        return made
    may_write(words, by).enforce()
    out.may.enforce()
    settings = settings_of(session, order.store_id)
    return write(
        session, order, lines, occasion, out, words, settings, by=by, one_time_key=one_time_key
    )


def known(session: Session, one_time_key: str) -> Message | None:
    """The message that was made with this key, if there is one."""
    return session.scalar(sa.select(Message).where(Message.one_time_key == one_time_key))


def write(
    session: Session,
    order: Order,
    lines: Sequence[OrderLine],
    occasion: Occasion,
    out: WayOut,
    words: Words,
    settings: StoreSettings,
    *,
    by: Viewer,
    one_time_key: str = "",
    itself: bool = False,
) -> Message:
    """Make the message, or let the lines join one that waits for more of this order. Refused when
    it would say a price that nobody knows."""
    if not lines:
        raise Refused(NOTHING_TO_SAY)
    wait = timedelta(minutes=settings.message_wait_minutes) if itself else timedelta()
    waiting = _waiting(session, order, occasion, out) if wait else None
    if waiting is not None:
        return _join(session, waiting, lines, words, settings)
    made = _made(order, lines, occasion, out, words, settings, wait)
    made.one_time_key = one_time_key or secrets.token_hex(16)
    made.user_id = None if itself else by.user_id
    _about(session, made, lines)
    session.add(made)
    session.flush()
    outbox.leave(session, Job.SEND_MESSAGE, {"message_id": made.id}, due_at=made.due_at)
    numbers = sorted(line.number for line in lines)
    said = {**facts_of(made), "itself": itself, "lines": numbers}
    note(order, "message_written", by, detail=said, counts=False)
    return made


def _made(
    order: Order,
    lines: Sequence[OrderLine],
    occasion: Occasion,
    out: WayOut,
    words: Words,
    settings: StoreSettings,
    wait: timedelta,
) -> Message:
    """The message with its words, due after `wait` and the quiet hours."""
    letter = filling.write(words, out.way, order, lines, settings)
    ready, zone = clock.now() + wait, order.store.time_zone
    return Message(
        order_id=order.id,
        order=order,
        customer_id=order.customer_id,
        store_id=order.store_id,
        occasion=occasion,
        way=out.way,
        sent_to=out.to,
        subject=letter.subject,
        body=letter.body,
        shows_figures=letter.shows_figures,
        due_at=quiet.next_allowed(ready, out.way, settings, zone),
    )


def again(session: Session, message: Message, out: WayOut, words: Words, *, by: Viewer) -> Message:
    """Send it once more because somebody wants it: a counted copy, with today's words and the
    contact that the order has now (decision 12). NotAllowed, Refused."""
    may_write(words, by).enforce()
    may_repeat(message).enforce()
    out.may.enforce()
    lines = lines_of(session, message)
    order = order_now(message, lines)
    settings = settings_of(session, order.store_id)
    made = write(session, order, lines, message.occasion, out, words, settings, by=by)
    made.again_of_id = message.id
    return made


def may_repeat(message: Message) -> Decision:
    """What still waits needs no copy."""
    waits = message.state in (MessageState.WAITING, MessageState.SENDING)
    return Decision(not waits, "It has not been sent yet." if waits else "")


def drop(session: Session, message: Message, *, by: Viewer) -> None:
    """Do not send what still waits. Refused once it has left."""
    by.can(Permission.MESSAGES_SEND).enforce()
    if message.state is not MessageState.WAITING:
        raise Refused("It has left already.")
    message.state = MessageState.DROPPED
    note(message.order, "message_dropped", by, detail=facts_of(message), counts=False)


def facts_of(message: Message) -> dict[str, Any]:
    """What the timeline keeps of a message: never its words, never an address."""
    return {"occasion": message.occasion.value, "way": message.way.value}


def lines_of(session: Session, message: Message) -> list[OrderLine]:
    """The lines that it is about, in their order; of one that went to another order the one that
    it goes on as."""
    return list(
        session.scalars(
            sa.select(OrderLine)
            .join(MessageLine, MessageLine.order_line_id == OrderLine.id)
            .where(MessageLine.message_id == message.id, OrderLine.moved_to_id.is_(None))
            .order_by(OrderLine.number)
        )
    )


def order_now(message: Message, lines: Sequence[OrderLine]) -> Order:
    """The order that it is about by now: its own while one of its lines is there, else the one to
    which they went (C30)."""
    orders = [line.order for line in lines]
    return message.order if message.order in orders or not orders else orders[0]


def sending_key(message: Message) -> str:
    """The name under which it leaves, the same in every attempt: fit for a header, whatever the
    form's own key looked like."""
    return hashlib.sha256(f"message {message.one_time_key}".encode()).hexdigest()[:32]


def _waiting(session: Session, order: Order, occasion: Occasion, out: WayOut) -> Message | None:
    """A message that goes out by itself, of the same sort, that has not left."""
    return session.scalar(
        sa.select(Message)
        .where(
            Message.order_id == order.id,
            Message.occasion == occasion,
            Message.way == out.way,
            Message.sent_to == out.to,
            Message.state == MessageState.WAITING,
            Message.user_id.is_(None),
            Message.due_at > clock.now(),
        )
        .with_for_update()
    )


def _join(
    session: Session,
    message: Message,
    lines: Sequence[OrderLine],
    words: Words,
    settings: StoreSettings,
) -> Message:
    """Let it speak of these lines too."""
    every = [*lines_of(session, message), *lines]
    every.sort(key=lambda line: line.number)
    letter = filling.write(words, message.way, message.order, every, settings)
    message.subject, message.body = letter.subject, letter.body
    message.shows_figures = letter.shows_figures
    _about(session, message, lines)
    session.flush()
    return message


def _about(session: Session, message: Message, lines: Sequence[OrderLine]) -> None:
    """Note the lines; a line that was told before on this occasion is counted up."""
    made = (
        sa.select(MessageLine.order_line_id, sa.func.max(MessageLine.copy))
        .where(
            MessageLine.order_line_id.in_([line.id for line in lines]),
            MessageLine.occasion == message.occasion,
        )
        .group_by(MessageLine.order_line_id)
    )
    copies = {line_id: most + 1 for line_id, most in session.execute(made)}
    message.lines.extend(
        MessageLine(order_line_id=line.id, occasion=message.occasion, copy=copies.get(line.id, 0))
        for line in lines
    )
