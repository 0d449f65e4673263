"""What becomes of a message on its way out: taken, sent, put back, failed, delivered.

It is taken in a transaction of its own before it leaves. If whoever took it dies before writing
down what became of it, an e-mail may or may not have left, and is not sent again by itself; a text
message is, under the same key, of which the gateway sends one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.messages import filling, templates, writing
from app.domain.messages.occasions import Standing, occasions_of
from app.domain.orders.events import note
from app.domain.orders.statuses import book
from app.domain.settings.reading import settings_of
from app.models import (
    Message,
    MessageLine,
    MessageState,
    OrderLine,
    ReceiptKind,
    Receiving,
)
from app.vocabulary import clock
from app.vocabulary.errors import Refused
from app.vocabulary.occasions import MessageWay

MAYBE_SENT = (
    "The worker ended while it was being sent: it may have been sent. It is not sent again by "
    "itself."
)
OVERTAKEN = "It was not true any more when it should have left."
_LEFT = (MessageState.SENT, MessageState.DELIVERED, MessageState.FAILED)


@dataclass(frozen=True)
class Parcel:
    """What an edge needs to send a message; `key` is the same in every attempt."""

    way: MessageWay
    to: str
    subject: str
    body: str
    key: str


@dataclass(frozen=True)
class NotYet:
    """It is not due before `at`, or somebody else is `busy` with it until then."""

    at: datetime
    busy: bool = False


def take(session: Session, message_id: int, lease: timedelta) -> Parcel | NotYet | None:
    """Take a message that is due, so that nobody else sends it; None if nothing is to be sent (any
    more). `lease`: for how long whoever takes it may be at it."""
    message = _held(session, message_id)
    now = clock.now()
    if message is None or message.state not in (MessageState.WAITING, MessageState.SENDING):
        return None
    if message.state is MessageState.SENDING:
        over = (message.sent_at or now) + lease
        if over > now:
            return NotYet(over, busy=True)
        if message.way is MessageWay.EMAIL:
            _fail(message, MAYBE_SENT)
            return None
    elif message.due_at > now:
        return NotYet(message.due_at)
    elif not _still_true(session, message):
        _drop(message, OVERTAKEN)
        return None
    message.state, message.sent_at, message.problem = MessageState.SENDING, now, ""
    key = writing.sending_key(message)
    return Parcel(message.way, message.sent_to, message.subject, message.body, key)


def sent(session: Session, message_id: int, ref: str) -> None:
    """It was taken out there, under the name `ref`."""
    message = _held(session, message_id)
    if message is None or message.state is not MessageState.SENDING:
        return
    message.state, message.sent_at, message.gateway_ref = MessageState.SENT, clock.now(), ref[:120]
    message.problem = ""
    _note(message, "message_sent")


def put_back(session: Session, message_id: int, why: str) -> None:
    """Nothing left; it waits to be tried again."""
    message = _held(session, message_id)
    if message is not None and message.state is MessageState.SENDING:
        message.state, message.sent_at, message.problem = MessageState.WAITING, None, why[:300]


def fail(session: Session, message_id: int, why: str) -> None:
    """It did not go out, or nobody knows; `why` in words for people."""
    message = _held(session, message_id)
    if message is not None and message.state not in (*_LEFT, MessageState.DROPPED):
        _fail(message, why)


def being_sent(session: Session) -> bool:
    """Whether a text message may be out there whose name is not written down yet: it is being sent,
    or was tried and its answer got lost."""
    tried = sa.and_(Message.state == MessageState.WAITING, Message.problem != "")
    some = sa.exists().where(
        Message.way == MessageWay.TEXT, sa.or_(Message.state == MessageState.SENDING, tried)
    )
    return bool(session.scalar(sa.select(some)))


def delivered(session: Session, ref: str, arrived: bool, why: str = "") -> bool:
    """What the gateway says became of the message that it calls `ref`; says it twice, counts once.
    False if no such message left by it."""
    message = session.scalar(
        sa.select(Message)
        .where(Message.gateway_ref == ref, Message.way == MessageWay.TEXT)
        .order_by(Message.id.desc())
        .limit(1)
        .with_for_update()
    )
    if message is None or not ref:
        return False
    if arrived and message.state is MessageState.SENT:
        message.state = MessageState.DELIVERED
        _note(message, "message_delivered")
    elif not arrived and message.state is MessageState.SENT:
        _fail(message, why or "The gateway could not deliver it.")
    return True


def _still_true(session: Session, message: Message) -> bool:
    """What goes out by itself must still be so when it leaves: lines that went on are left out of
    it. What somebody sends by hand is their word."""
    if message.user_id is not None:
        return True
    lines = writing.lines_of(session, message)
    order = message.order
    settings = settings_of(session, order.store_id)
    statuses = book(session)
    missing = session.scalars(
        sa.select(Receiving.order_line_id).where(
            Receiving.order_line_id.in_([line.id for line in lines]),
            Receiving.kind == ReceiptKind.MISSING,
            Receiving.undone_at.is_(None),
        )
    )
    standing = Standing(settings, set(missing), clock.now())
    kept = [
        line
        for line in lines
        if message.occasion in occasions_of(line, statuses[line.status], standing)
    ]
    went = any(line.order_id != message.order_id for line in kept)
    if kept and (went or len(kept) < len(lines)):
        return _write_anew(session, message, kept)
    return bool(kept)


def _write_anew(session: Session, message: Message, kept: list[OrderLine]) -> bool:
    """Write it again about those lines only, under the number of the order that they are in by
    now. What it did not say before it does not say now: amounts."""
    order = writing.order_now(message, kept)
    words = templates.words_for(session, order.store_id, message.occasion, message.way)
    words = words if message.shows_figures else words.without_prices()
    settings = settings_of(session, order.store_id)
    try:
        letter = filling.write(words, message.way, order, kept, settings)
    except Refused:
        return False
    message.subject, message.body = letter.subject, letter.body
    message.shows_figures = letter.shows_figures
    message.order, message.order_id = order, order.id
    ids = {line.id for line in kept}
    gone = sa.delete(MessageLine).where(
        MessageLine.message_id == message.id, MessageLine.order_line_id.not_in(ids)
    )
    session.execute(gone)
    return True


def _fail(message: Message, why: str) -> None:
    message.state, message.problem = MessageState.FAILED, why[:300]
    _note(message, "message_failed")


def _drop(message: Message, why: str) -> None:
    message.state, message.problem = MessageState.DROPPED, why[:300]
    _note(message, "message_dropped")


def _note(message: Message, verb: str) -> None:
    """On the timeline of the order, by nobody: the house itself did it."""
    house = Viewer(None, "Caselot", frozenset(), message.store_id)
    note(message.order, verb, house, detail=writing.facts_of(message), counts=False)


def _held(session: Session, message_id: int) -> Message | None:
    """The message, locked."""
    return session.scalar(
        sa.select(Message)
        .where(Message.id == message_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
