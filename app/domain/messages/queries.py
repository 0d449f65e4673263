"""The log of messages: newest first, what failed before all others; by keyset, never by counting
its way through."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, lazyload

from app.domain.access import Viewer
from app.models import Customer, Message, MessageState, Order
from app.vocabulary.errors import NotFound
from app.vocabulary.occasions import Occasion
from app.vocabulary.permissions import Permission

PAGE = 50
MOST_FAILED = 20
MOST_COUNTED = 100


@dataclass(frozen=True)
class Which:
    """What the log is narrowed to; None means all."""

    store_id: int | None = None
    state: MessageState | None = None
    occasion: Occasion | None = None
    order_id: int | None = None
    customer_id: int | None = None

    @property
    def whole(self) -> bool:
        """Narrowed by nothing but the store."""
        return not (self.state or self.occasion or self.order_id or self.customer_id)


@dataclass(frozen=True)
class LogPage:
    """A page of messages with their orders; `failed` stand before them on the first page of the
    whole log. `before` starts the next page, None at the end."""

    failed: list[Message]
    messages: list[Message]
    before: int | None


def log(session: Session, which: Which, *, before: int | None = None) -> LogPage:
    """A page of the log; two statements at most."""
    failed: list[Message] = []
    query = _narrowed(which)
    if which.whole and before is None:
        failing = query.where(Message.state == MessageState.FAILED)
        failed = list(session.scalars(failing.limit(MOST_FAILED)))
    if before is not None:
        query = query.where(Message.id < before)
    rows = list(session.scalars(query.limit(PAGE + 1)))
    rest = [row for row in rows[:PAGE] if row not in failed]
    return LogPage(failed, rest, rows[PAGE - 1].id if len(rows) > PAGE else None)


def by_id(session: Session, message_id: int, *, lock: bool = False) -> Message:
    """One message; every store sees every order, and so its messages. NotFound."""
    query = sa.select(Message).where(Message.id == message_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(query)
    if found is None:
        raise NotFound("There is no such message.")
    return found


def counts(session: Session, which: Which) -> dict[str, int]:
    """How many there are in each state that needs somebody, up to a hundred, in one statement."""
    states = (MessageState.FAILED, MessageState.WAITING)
    parts = [
        sa.select(sa.func.count())
        .select_from(
            _rows(which)
            .with_only_columns(Message.id)
            .where(Message.state == state)
            .limit(MOST_COUNTED)
            .subquery()
        )
        .scalar_subquery()
        for state in states
    ]
    row = session.execute(sa.select(*parts)).one()
    return {state.value: count for state, count in zip(states, row, strict=True)}


def may_read(message: Message, by: Viewer) -> bool:
    """Whether this person may read its words: those with amounts only if they may see prices."""
    return bool(by.can(Permission.PRICES_SEE)) or not message.shows_figures


def _narrowed(which: Which) -> sa.Select[Message]:
    return (
        _rows(which)
        .options(joinedload(Message.order), joinedload(Message.user).options(lazyload("*")))
        .order_by(Message.id.desc())
    )


def _rows(which: Which) -> sa.Select[Message]:
    query = sa.select(Message)
    if which.store_id is not None:
        query = query.where(Message.store_id == which.store_id)
    if which.state is not None:
        query = query.where(Message.state == which.state)
    if which.occasion is not None:
        query = query.where(Message.occasion == which.occasion)
    if which.order_id is not None:
        query = query.where(Message.order_id == which.order_id)
    if which.customer_id is not None:
        # With the records that were merged into this one: they are one person.
        same = sa.or_(
            Customer.id == which.customer_id, Customer.merged_into_id == which.customer_id
        )
        query = query.where(Message.customer_id.in_(sa.select(Customer.id).where(same)))
    return query


def order_id_of(session: Session, number: int) -> int:
    """The id of an order by its number, 0 if there is none."""
    return session.scalar(sa.select(Order.id).where(Order.number == number)) or 0
