"""What a code means while receiving: a tag, an item's code, a vendor's number, a purchase order;
and which lines wait for it (B10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload, lazyload

from app.domain.orders.queries import hold_orders
from app.domain.orders.text_search import matching
from app.models import (
    LineKind,
    Order,
    OrderLine,
    PurchaseLine,
    PurchaseOrder,
    ReceiptKind,
    Receiving,
)
from app.vocabulary.barcodes import read_tag, upc_candidates
from app.vocabulary.statuses import Stage

MOST = 30
LONGEST_CODE = 40
WAIT = (Stage.PLACED, Stage.READY)
_LARGEST_NUMBER = 2_147_483_647


class How(StrEnum):
    """What a code turned out to be, the surest first."""

    TAG = "tag"
    UPC = "upc"
    SKU = "sku"
    PURCHASE = "purchase"
    WORDS = "words"


@dataclass(frozen=True)
class Awaited:
    """A line that waits for goods, where it was ordered, and how many cases of it came so far."""

    line: OrderLine
    purchase_line: PurchaseLine | None
    came: int

    @property
    def left(self) -> int:
        """Cases that are still waited for."""
        return max(self.line.cases - self.came, 0)

    @property
    def is_placed(self) -> bool:
        """Ordered from the vendor; otherwise nobody has ordered it yet."""
        return self.line.stage is Stage.PLACED


@dataclass(frozen=True)
class Found:
    """The lines of one store that wait for what `code` means: placed ones first, oldest wish first.
    `how` is None when nothing waits for it."""

    code: str
    how: How | None
    awaited: tuple[Awaited, ...] = ()

    @property
    def placed(self) -> list[Awaited]:
        """Lines that were ordered."""
        return [one for one in self.awaited if one.line.open and one.is_placed and one.left]


NOTHING = Found("", None)


def find(session: Session, code: str, store_id: int, *, lock: bool = False) -> Found:
    """What a scanned or typed code means in this store, at most MOST lines. Words never match here:
    they are searched by `search`. `lock` holds the orders of what may be taken by a scan."""
    wanted = code.strip()[:LONGEST_CODE]
    ways = _ways(wanted)
    if not ways:
        return Found(wanted, None)
    parts = [
        sa.select(sa.literal(how.value).label("how"), few.c.id)
        for how, few in ((how, _waiting(store_id, *conditions)) for how, conditions in ways)
    ]
    rows = session.execute(sa.union_all(*parts)).all()
    for how in How:
        ids = [row.id for row in rows if row.how == how.value]
        if not ids:
            continue
        held = lock and how is not How.PURCHASE
        if held:
            hold_orders(session, ids)
        return Found(wanted, how, tuple(awaited(session, ids, lock=held)))
    return Found(wanted, None)


def search(session: Session, words: str, store_id: int) -> Found:
    """Lines of this store that wait and match words: of the item, the customer, or a number."""
    if not words.strip():
        return NOTHING
    few = _waiting(store_id, matching(words), joined=True)
    ids = list(session.scalars(sa.select(few.c.id)))
    return Found(words, How.WORDS if ids else None, tuple(awaited(session, ids)))


def awaited(session: Session, ids: Sequence[int], *, lock: bool = False) -> list[Awaited]:
    """The lines of these ids with their orders, where they were ordered, and what came already;
    placed first, oldest wish first. One statement. `lock`: their orders are held, so they are read
    anew."""
    if not ids:
        return []
    waits = sa.and_(
        PurchaseLine.order_line_id == OrderLine.id,
        PurchaseLine.settled_at.is_(None),
        PurchaseLine.gone_at.is_(None),
    )
    query = (
        sa.select(OrderLine, PurchaseLine, _came().label("came"))
        .join(OrderLine.order)
        .outerjoin(PurchaseLine, waits)
        .where(OrderLine.id.in_(ids))
        .options(
            contains_eager(OrderLine.order).options(lazyload("*")),
            joinedload(OrderLine.vendor),
            joinedload(OrderLine.department),
            joinedload(PurchaseLine.purchase_order).options(lazyload("*")),
        )
        .execution_options(populate_existing=lock)
    )
    found: dict[int, Awaited] = {}
    for line, row, came in session.execute(query):
        found.setdefault(line.id, Awaited(line, row, came))
    return sorted(found.values(), key=lambda one: (not one.is_placed, one.line.list_key))


def _ways(code: str) -> list[tuple[How, tuple[sa.ColumnElement[bool], ...]]]:
    ways: list[tuple[How, tuple[sa.ColumnElement[bool], ...]]] = []
    tag = read_tag(code)
    if tag is not None:
        of_order = sa.select(Order.id).where(Order.number == tag.order_number).scalar_subquery()
        this = (OrderLine.order_id == of_order, OrderLine.number == tag.line_number)
        ways.append((How.TAG, this))
    codes = upc_candidates(code)
    if codes:
        ways.append((How.UPC, (OrderLine.upc.in_(codes),)))
    if code:
        same = dict.fromkeys((code, code.upper(), code.lower()))
        ways.append((How.SKU, (OrderLine.sku.in_(same),)))
    number = code.upper().removeprefix("PO").strip(" -#")
    if number.isascii() and number.isdecimal() and 0 < int(number[:10]) <= _LARGEST_NUMBER:
        ways.append((How.PURCHASE, (OrderLine.id.in_(_of_purchase(int(number[:10]))),)))
    return ways


def _of_purchase(number: int) -> sa.Select[int | None]:
    return (
        sa.select(PurchaseLine.order_line_id)
        .join(PurchaseLine.purchase_order)
        .where(
            PurchaseOrder.number == number,
            PurchaseLine.order_line_id.is_not(None),
            PurchaseLine.settled_at.is_(None),
            PurchaseLine.gone_at.is_(None),
        )
    )


def _waiting(
    store_id: int, *conditions: sa.ColumnElement[bool], joined: bool = False
) -> sa.Subquery:
    query = sa.select(OrderLine.id)
    if joined:
        query = query.join(OrderLine.order)
    return (
        query.where(
            OrderLine.open == 1,
            OrderLine.store_id == store_id,
            OrderLine.stage.in_(WAIT),
            OrderLine.kind == LineKind.ITEM,
            *conditions,
        )
        .order_by(sa.case((OrderLine.stage == Stage.PLACED, 0), else_=1), OrderLine.list_key)
        .limit(MOST)
        .subquery()
    )


def _came() -> sa.ScalarSelect[int]:
    """Cases that came of a line since it was ordered (or since it stands where it stands)."""
    since = sa.func.coalesce(OrderLine.placed_at, OrderLine.status_since)
    total = sa.func.coalesce(sa.func.sum(Receiving.cases), 0)
    return (
        sa.select(total)
        .where(
            Receiving.order_line_id == OrderLine.id,
            Receiving.kind == ReceiptKind.CAME,
            Receiving.undone_at.is_(None),
            Receiving.at >= since,
        )
        .correlate(OrderLine)
        .scalar_subquery()
    )
