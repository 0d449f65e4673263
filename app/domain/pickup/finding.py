"""Finding whose goods are asked for: by tag, name, phone, member or order number (B11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload, lazyload

from app.domain.orders.heirs import newest
from app.domain.orders.text_search import matching
from app.domain.pickup import desk
from app.domain.pickup.goods import MOST_LINES, Goods, goods_where
from app.domain.pickup.shelves import as_counted
from app.domain.pickup.sold import DESK, is_gone
from app.models import Customer, Order, OrderLine, RegisterSale, SaleRowKind
from app.vocabulary.barcodes import TagRef, read_shelf, read_tag
from app.vocabulary.errors import NotFound
from app.vocabulary.statuses import Stage

MOST_PEOPLE = 12
RECENT = 8
SHOWN_OF_ONE = 25
# How the customer stands is said at the counter, so it comes along.
_STANDING = (joinedload(Order.customer).options(lazyload(Customer.member_type)),)
# Whose a line is: a customer's, or without a record its order's, which is somebody of their own.
_WHOSE = sa.func.coalesce(Order.customer_id, -Order.id)


@dataclass(frozen=True)
class Person:
    """One customer who was found: an order of theirs, how many open lines they have anywhere, how
    many of them are ready here, and where those stand."""

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
    groups = _matching(session, wanted, store_id)
    if not groups:
        return Found(words="Nobody with open orders matches this.")
    if len(groups) == 1:
        return _goods_of(session, groups[0][1], store_id)
    return Found(people=_people(session, groups, store_id))


def of_order(session: Session, number: int, *, store_id: int) -> Found:
    """The goods of the customer of this order. Raises NotFound."""
    query = sa.select(Order).where(Order.number == number).options(*_STANDING)
    order = session.scalar(query)
    if order is None:
        raise NotFound(f"There is no order {number}.")
    return _goods_of(session, order, store_id)


def handed_over_today(session: Session, store_id: int, day: date) -> list[Goods]:
    """What this store's desk handed over on the business date `day`, newest first: the last
    hand-overs, each counted whole, with `SHOWN_OF_ONE` of its lines at most."""
    counted = _counted(store_id, day)
    rows = session.execute(
        sa.select(counted.c.order_line_id, counted.c.together)
        .where(counted.c.nth <= SHOWN_OF_ONE)
        .order_by(counted.c.id.desc())
    ).all()
    if not rows:
        return []
    found = goods_where(session, OrderLine.id.in_([row[0] for row in rows]), store_id)
    goods = {one.line.id: one for one in found}
    return [
        replace(goods[line_id], together=together)
        for line_id, together in rows
        if line_id in goods and goods[line_id].place == "sold"
    ]


def _counted(store_id: int, day: date) -> sa.Subquery:
    """The last hand-overs line by line: `id`, `order_line_id`, the `nth` of how many `together`.
    One from a list may be of thousands."""
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
    nth = sa.func.row_number().over(partition_by=RegisterSale.receipt, order_by=RegisterSale.id)
    return (
        sa.select(
            RegisterSale.id,
            RegisterSale.order_line_id,
            sa.func.count().over(partition_by=RegisterSale.receipt).label("together"),
            nth.label("nth"),
        )
        .join(OrderLine, OrderLine.id == RegisterSale.order_line_id)
        .where(*mine, RegisterSale.receipt.in_(last), desk.is_last_out())
        .subquery()
    )


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
    found = _goods_of(session, now.order, store_id, first=now.id)
    words = "" if now.open else f"This line is closed: {now.status_row.label}."
    if now is not line:
        old = f"This tag is an old one: line {line.number} of order {line.order.number}"
        words = f"{old} is line {now.number} of order {now.order.number} now. {words}".strip()
        words += " Print its new tag." if now.open and not now.copies else ""
    words = f"{words} {found.words}".strip()
    return Found(found.order, found.goods, scanned=now, words=words)


def _here(store_id: int) -> sa.ColumnElement[bool]:
    """`is_here` of the policies, for the database."""
    return sa.or_(OrderLine.store_id == store_id, Order.pickup_store_id == store_id)


def _matching(session: Session, wanted: str, store_id: int) -> list[tuple[int, Order]]:
    """Everybody whom it may mean, each once however many lines they have, and the last order of
    theirs that it meant: those with goods of this store first, the latest first."""
    last = sa.func.max(Order.id).label("last")
    here = sa.func.max(sa.case((_here(store_id), 1), else_=0)).label("here")
    meant = (
        sa.select(_WHOSE.label("whose"), last, here)
        .join(OrderLine.order)
        .where(OrderLine.open == 1, matching(wanted))
        .group_by(_WHOSE)
        .order_by(here.desc(), last.desc())
        .limit(MOST_PEOPLE)
        .subquery()
    )
    query = (
        sa.select(meant.c.whose, Order)
        .join(Order, Order.id == meant.c.last)
        .order_by(meant.c.here.desc(), meant.c.last.desc())
        .options(*_STANDING)
    )
    return [(whose, order) for whose, order in session.execute(query)]


def _people(
    session: Session, groups: Sequence[tuple[int, Order]], store_id: int
) -> tuple[Person, ...]:
    """What each of them has, counted over all their open lines, not only those that matched."""
    theirs = sa.or_(
        Order.customer_id.in_([whose for whose, _ in groups if whose > 0]),
        Order.id.in_([-whose for whose, _ in groups if whose < 0]),
    )
    arrived = sa.and_(OrderLine.stage == Stage.ARRIVED, OrderLine.copies > 0)
    ready = sa.and_(_here(store_id), arrived, ~is_gone())
    query = (
        sa.select(_WHOSE, OrderLine.bin, sa.func.count(), sa.func.sum(sa.case((ready, 1), else_=0)))
        .join(OrderLine.order)
        .where(OrderLine.open == 1, theirs)
        .group_by(_WHOSE, OrderLine.bin)
    )
    stand: dict[int, list[tuple[str, int, int]]] = {}
    for whose, place, lines, here in session.execute(query):
        stand.setdefault(whose, []).append((place, lines, here))
    return tuple(_person(order, stand[whose]) for whose, order in groups)


def _person(order: Order, stand: Sequence[tuple[str, int, int]]) -> Person:
    bins = sorted((place for place, _, ready in stand if place and ready), key=as_counted)
    lines, ready = sum(row[1] for row in stand), sum(row[2] for row in stand)
    return Person(order, lines, ready, ", ".join(bins))


def _goods_of(session: Session, order: Order, store_id: int, first: int = 0) -> Found:
    """Everything open of the order's customer; of too much for one page the line `first`, what has
    arrived, and words that say so."""
    theirs = (
        sa.and_(Order.customer_id == order.customer_id, Order.open == 1)
        if order.customer_id
        else Order.id == order.id
    )
    goods = tuple(goods_where(session, theirs, store_id, first))
    if len(goods) < MOST_LINES:
        return Found(order, goods)
    count = sa.select(sa.func.count()).select_from(OrderLine).join(OrderLine.order)
    open_lines = session.scalar(count.where(theirs, OrderLine.open == 1)) or 0
    words = f"{MOST_LINES} of {open_lines} open lines are shown. Scan a tag to see another."
    return Found(order, goods, words=words if open_lines > MOST_LINES else "")
