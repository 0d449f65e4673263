"""Finding whose goods are asked for: by tag, name, phone, member or order number (B11)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload, lazyload

from app.domain.orders.heirs import newest
from app.domain.orders.policies import is_ready
from app.domain.orders.text_search import matching
from app.domain.pickup.policies import may_hand_over, may_take_back
from app.domain.pickup.sold import DESK, Sold, sold_of
from app.models import Customer, Order, OrderLine, RegisterSale
from app.vocabulary.barcodes import TagRef, read_tag
from app.vocabulary.decisions import Decision
from app.vocabulary.errors import NotFound

MOST_MATCHES = 60
MOST_PEOPLE = 12
MOST_LINES = 200
RECENT = 10
# How the customer stands is said at the counter, so it comes along.
_STANDING = (joinedload(Order.customer).options(lazyload(Customer.member_type)),)


@dataclass(frozen=True)
class Goods:
    """One open line at the desk: what became of it, and whether it may be handed over."""

    line: OrderLine
    sold: Sold | None
    may: Decision

    @property
    def place(self) -> str:
        """`ready`, `sold` or `waiting`."""
        if self.sold:
            return "sold"
        return "ready" if self.may else "waiting"

    def may_take_back(self, today: date) -> Decision:
        """Whether the hand-over can be undone on the business date `today`."""
        return may_take_back(self.line, self.sold, today)


@dataclass(frozen=True)
class Person:
    """One customer who was found: an order of theirs, and how many lines are ready for them."""

    order: Order
    lines: int
    ready: int
    bins: str


@dataclass(frozen=True)
class Found:
    """The answer to a search: one customer's goods, or several people to choose from, or words
    that say why there is nothing. `scanned` is the line a tag pointed at."""

    order: Order | None = None
    goods: tuple[Goods, ...] = ()
    people: tuple[Person, ...] = ()
    scanned: OrderLine | None = None
    words: str = ""

    def placed(self, place: str) -> list[Goods]:
        """The goods in one place."""
        return [one for one in self.goods if one.place == place]


def find(session: Session, text: str, *, store_id: int) -> Found:
    """Whose goods `text` means. A tag finds its customer, everything else who matches it; a single
    match is opened at once."""
    wanted = text.strip()
    if not wanted:
        return Found()
    tag = read_tag(wanted)
    if tag is not None:
        return _by_tag(session, tag, store_id)
    matches = session.scalars(
        sa.select(OrderLine)
        .join(OrderLine.order)
        .where(OrderLine.open == 1, matching(wanted))
        .options(contains_eager(OrderLine.order).options(*_STANDING))
        .order_by(OrderLine.list_key.desc())
        .limit(MOST_MATCHES)
    ).all()
    groups = _by_customer(matches)
    if not groups:
        return Found(words="Nobody with open orders matches this.")
    if len(groups) == 1:
        return _goods_of(session, groups[0][0].order, store_id)
    shown = groups[:MOST_PEOPLE]
    sold = sold_of(session, [line.id for group in shown for line in group])
    return Found(people=tuple(_person(group, sold) for group in shown))


def of_order(session: Session, number: int, *, store_id: int) -> Found:
    """The goods of the customer of this order. Raises NotFound."""
    query = sa.select(Order).where(Order.number == number).options(*_STANDING)
    order = session.scalar(query)
    if order is None:
        raise NotFound(f"There is no order {number}.")
    return _goods_of(session, order, store_id)


def handed_over_today(session: Session, store_id: int, day: date) -> list[Goods]:
    """What this store's desk handed over on the business date `day`, newest first."""
    newest = sa.func.max(RegisterSale.id)
    ids = session.scalars(
        sa.select(RegisterSale.order_line_id)
        .where(
            RegisterSale.business_date == day,
            RegisterSale.store_id == store_id,
            RegisterSale.source == DESK,
            RegisterSale.order_line_id.is_not(None),
        )
        .group_by(RegisterSale.order_line_id)
        .order_by(newest.desc())
        .limit(RECENT)
    ).all()
    known = [line_id for line_id in ids if line_id is not None]
    if not known:
        return []
    goods = {one.line.id: one for one in _goods(session, OrderLine.id.in_(known), store_id)}
    return [goods[i] for i in known if i in goods and goods[i].sold]


def _by_tag(session: Session, tag: TagRef, store_id: int) -> Found:
    line = session.scalar(
        sa.select(OrderLine)
        .join(OrderLine.order)
        .where(Order.number == tag.order_number, OrderLine.number == tag.line_number)
        .options(
            contains_eager(OrderLine.order).options(*_STANDING), joinedload(OrderLine.status_row)
        )
    )
    if line is None:
        return Found(words="No order has this tag.")
    now = newest(session, line)
    found = _goods_of(session, now.order, store_id)
    words = "" if now.open else f"This line is closed: {now.status_row.label}."
    if now is not line:
        old = f"This tag is an old one: line {line.number} of order {line.order.number}"
        words = f"{old} is line {now.number} of order {now.order.number} now. {words}".strip()
        words += " Print its new tag." if now.open and not now.copies else ""
    return Found(found.order, found.goods, scanned=now, words=words)


def _by_customer(matches: Iterable[OrderLine]) -> list[list[OrderLine]]:
    """The lines of each customer, in the order of the first; without a customer record, each order
    is somebody of their own."""
    groups: dict[tuple[str, int], list[OrderLine]] = {}
    for line in matches:
        order = line.order
        key = ("customer", order.customer_id) if order.customer_id else ("order", order.id)
        groups.setdefault(key, []).append(line)
    return list(groups.values())


def _person(lines: list[OrderLine], sold: dict[int, Sold]) -> Person:
    ready = [line for line in lines if is_ready(line) and not sold.get(line.id)]
    bins = ", ".join(dict.fromkeys(line.bin for line in ready if line.bin))
    return Person(lines[0].order, len(lines), len(ready), bins)


def _goods_of(session: Session, order: Order, store_id: int) -> Found:
    """Everything open of the order's customer, this order first if it is nobody's record."""
    theirs = (
        sa.and_(Order.customer_id == order.customer_id, Order.open == 1)
        if order.customer_id
        else Order.id == order.id
    )
    return Found(order, tuple(_goods(session, theirs, store_id)))


def _goods(session: Session, which: sa.ColumnElement[bool], store_id: int) -> list[Goods]:
    lines = session.scalars(
        sa.select(OrderLine)
        .join(OrderLine.order)
        .where(which, OrderLine.open == 1)
        .options(
            contains_eager(OrderLine.order).joinedload(Order.pickup_store),
            joinedload(OrderLine.department),
            joinedload(OrderLine.status_row),
        )
        .order_by(OrderLine.bin, OrderLine.order_id, OrderLine.number)
        .limit(MOST_LINES)
    ).all()
    sold = sold_of(session, [line.id for line in lines])
    return [
        Goods(line, sold.get(line.id), may_hand_over(line, sold.get(line.id), store_id))
        for line in lines
    ]
