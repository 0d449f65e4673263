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
from app.domain.pickup.goods import Goods, goods_where
from app.domain.pickup.policies import is_here
from app.domain.pickup.sold import DESK, Sold, sold_of
from app.models import Customer, Order, OrderLine, RegisterSale, SaleRowKind
from app.vocabulary.barcodes import TagRef, read_shelf, read_tag
from app.vocabulary.errors import NotFound

MOST_MATCHES = 60
MOST_PEOPLE = 12
RECENT = 8
# How the customer stands is said at the counter, so it comes along.
_STANDING = (joinedload(Order.customer).options(lazyload(Customer.member_type)),)


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
    if read_shelf(wanted) is not None:
        return Found(words="This is the label of a shelf. Put goods on it under Put away.")
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
    return Found(people=tuple(_person(group, sold, store_id) for group in shown))


def of_order(session: Session, number: int, *, store_id: int) -> Found:
    """The goods of the customer of this order. Raises NotFound."""
    query = sa.select(Order).where(Order.number == number).options(*_STANDING)
    order = session.scalar(query)
    if order is None:
        raise NotFound(f"There is no order {number}.")
    return _goods_of(session, order, store_id)


def handed_over_today(session: Session, store_id: int, day: date) -> list[Goods]:
    """What this store's desk handed over on the business date `day`, newest first: the last
    hand-overs, each whole."""
    mine = (
        RegisterSale.business_date == day,
        RegisterSale.store_id == store_id,
        RegisterSale.source == DESK,
        RegisterSale.kind == SaleRowKind.SALE,
    )
    newest_id = sa.func.max(RegisterSale.id)
    last = (
        sa.select(RegisterSale.receipt)
        .where(*mine)
        .group_by(RegisterSale.receipt)
        .order_by(newest_id.desc())
        .limit(RECENT)
    )
    rows = sa.select(RegisterSale.order_line_id).where(*mine, RegisterSale.receipt.in_(last))
    ids = session.scalars(rows.order_by(RegisterSale.id.desc())).all()
    known = list(dict.fromkeys(line_id for line_id in ids if line_id is not None))
    if not known:
        return []
    found = goods_where(session, OrderLine.id.in_(known), store_id)
    goods = {one.line.id: one for one in found}
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


def _person(lines: list[OrderLine], sold: dict[int, Sold], store_id: int) -> Person:
    here = [line for line in lines if is_here(line, store_id)]
    ready = [line for line in here if is_ready(line) and not sold.get(line.id)]
    bins = ", ".join(dict.fromkeys(line.bin for line in ready if line.bin))
    return Person(lines[0].order, len(lines), len(ready), bins)


def _goods_of(session: Session, order: Order, store_id: int) -> Found:
    """Everything open of the order's customer, this order first if it is nobody's record."""
    theirs = (
        sa.and_(Order.customer_id == order.customer_id, Order.open == 1)
        if order.customer_id
        else Order.id == order.id
    )
    return Found(order, tuple(goods_where(session, theirs, store_id)))
