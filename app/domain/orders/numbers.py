"""Order numbers: what people say aloud and barcodes hold, given once each, from 1 up."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import Counter
from app.vocabulary.barcodes import LAST_ORDER_NUMBER
from app.vocabulary.errors import Refused

_NAME = "order number"


def begin(session: Session, name: str = _NAME) -> None:
    """Set the counter up; once it is there, numbers go on from where they are."""
    if session.scalar(sa.select(Counter.id).where(Counter.name == name)) is None:
        session.add(Counter(name=name, value=0))
        session.flush()


def next_number(session: Session) -> int:
    """Take the next order number; the counter's row stays locked until the order is committed, so
    two orders never share one. Beyond what a barcode holds it refuses (pos-lane)."""
    taken = next_of(session, _NAME)
    if taken > LAST_ORDER_NUMBER:
        raise Refused("Order numbers up to 999999 are used up; no tag could carry the next one.")
    return taken


def next_of(session: Session, name: str) -> int:
    """Take the next number of the counter `name`, from 1 up, given once each."""
    taken = session.execute(
        sa.update(Counter)
        .where(Counter.name == name)
        .values(value=Counter.value + 1)
        .returning(Counter.value)
    ).scalar()
    if taken is None:
        begin(session, name)
        return next_of(session, name)
    return int(taken)
