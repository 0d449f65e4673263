"""Which lines somebody can be told about by the night, as conditions of a query (B4)."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from app.domain.messages.templates import Kind
from app.models import ContactWay, Message, MessageLine, MessageState, Order, OrderLine
from app.vocabulary.occasions import MessageWay, Occasion

# What the night says: nothing moves then, only time has passed.
BY_NIGHT = (Occasion.REMINDER, Occasion.CLOSING)
_LIKED = {MessageWay.EMAIL: ContactWay.EMAIL, MessageWay.TEXT: ContactWay.TEXT}


def untold(occasion: Occasion) -> sa.ColumnElement[bool]:
    """Whether nothing was said about the line on this occasion."""
    told = (
        sa.select(MessageLine.id)
        .join(MessageLine.message)
        .where(
            MessageLine.order_line_id == OrderLine.id,
            MessageLine.occasion == occasion,
            Message.state != MessageState.DROPPED,
        )
    )
    return ~told.exists()


def reachable(
    occasion: Occasion, kinds: Collection[Kind], callers_too: bool
) -> sa.ColumnElement[bool]:
    """Whether the customer of the order can be written to by itself on this occasion: by the way
    they like, if `kinds` (the templates that go out by themselves) know it. Whether a phone takes
    texts is seen when it is written."""
    found: list[sa.ColumnElement[bool]] = [sa.false()]
    for way in MessageWay:
        if (occasion, way) not in kinds:
            continue
        liked = [_LIKED[way], *([ContactWay.CALL] if callers_too else [])]
        address = Order.email if way is MessageWay.EMAIL else Order.phone
        found.append(sa.and_(Order.contact_way.in_(liked), address != ""))
    return sa.or_(*found)
