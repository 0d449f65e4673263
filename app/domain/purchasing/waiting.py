"""Lines to place: what is ready to be ordered, by vendor and store (C25, B8).

Nothing counts its way through a big table: groups are counted up to a bound in an index, and a
group is read a page at a time, oldest wish first.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload, lazyload

from app.models import (
    LineKind,
    OrderLine,
    PurchaseLine,
    PurchaseOrder,
    PurchaseState,
    Store,
    Vendor,
)
from app.vocabulary.decisions import YES, Decision, no
from app.vocabulary.figures import PriceKind
from app.vocabulary.statuses import Stage

# A group says "100+"; its sums are of this many lines at most.
MOST_COUNTED = 100
PAGE = 50
NO_VENDOR = 0


@dataclass(frozen=True)
class Piece:
    """What a group's sums are made of: one line, without its words."""

    cases: int
    case_size: int | None
    cost: Decimal | None
    held: bool


@dataclass(frozen=True)
class Group:
    """What one store wants of one vendor (None: of nobody yet). `count` stops at MOST_COUNTED;
    `draft` is the number of a purchase order that is being made."""

    vendor: Vendor | None
    store: Store
    count: int
    draft: int | None
    pieces: tuple[Piece, ...] = ()

    @property
    def to_place(self) -> list[Piece]:
        """What can be ordered now."""
        return [piece for piece in self.pieces if not piece.held]

    @property
    def held(self) -> int:
        """Lines that are held back."""
        return len(self.pieces) - len(self.to_place)


@dataclass(frozen=True)
class Overview:
    """All stores in use, and who is to be ordered from."""

    stores: list[Store]
    groups: list[Group]


@dataclass(frozen=True)
class LinesPage:
    """Some lines of a group, oldest wish first; `after` leads on, None at the end."""

    lines: list[OrderLine]
    after: int | None


def held_back(line: OrderLine) -> Decision:
    """Whether a line can be ordered now: an item with a vendor whose price is known (C19, C21)."""
    if not line.open or line.stage is not Stage.READY:
        return no("It is not ready to be ordered.")
    if line.kind is LineKind.NOTE:
        return no("A note is turned into items first.")
    if line.vendor_id is None:
        return no("It has no vendor yet.")
    if line.price_kind is PriceKind.NEEDED:
        return no("Its price is needed first.")
    return YES


def overview(session: Session, store_ids: Collection[int] | None = None) -> Overview:
    """Who is to be ordered from, for these stores or all: by vendor, the groups without one last.
    Without sums; two statements."""
    stores = session.execute(_counted_without_vendor()).all()
    chosen = [row.Store.id for row in stores if store_ids is None or row.Store.id in store_ids]
    found = [
        Group(row.Vendor, row.Store, row.waits, row.draft)
        for row in session.execute(_counted(chosen))
    ]
    found += [
        Group(None, row.Store, row.waits, None)
        for row in stores
        if row.waits and row.Store.id in chosen
    ]
    return Overview([row.Store for row in stores], found)


def with_sums(session: Session, found: Sequence[Group]) -> list[Group]:
    """The groups with what their sums are made of, in one statement."""
    pieces = _pieces(session, found)
    return [replace(group, pieces=tuple(pieces.get(_key(group), ()))) for group in found]


def page_of(session: Session, vendor_id: int, store_id: int, after: int = 0) -> LinesPage:
    """Lines of a vendor (NO_VENDOR: of none) that one store waits to order, in one statement."""
    query = (
        _ready(OrderLine, vendor_id or None, store_id)
        .with_only_columns(OrderLine)
        .where(OrderLine.list_key > after)
        .order_by(OrderLine.list_key)
        .limit(PAGE + 1)
        .join(OrderLine.order)
        .options(
            contains_eager(OrderLine.order).options(lazyload("*")),
            joinedload(OrderLine.department),
        )
    )
    lines = list(session.scalars(query))
    more = len(lines) > PAGE
    return LinesPage(lines[:PAGE], lines[PAGE - 1].list_key if more else None)


def ready_ids(session: Session, vendor_id: int, store_id: int, most: int) -> list[int]:
    """The ids of a vendor's lines that can be ordered now for a store, oldest wish first."""
    query = _ready(OrderLine, vendor_id, store_id).with_only_columns(OrderLine.id)
    query = query.where(OrderLine.kind == LineKind.ITEM, OrderLine.price_kind != PriceKind.NEEDED)
    return list(session.scalars(query.order_by(OrderLine.list_key).limit(most)))


def in_no_purchase(line: type[OrderLine] = OrderLine) -> sa.ColumnElement[bool]:
    """A condition: the line stands in no purchase order that still waits for it."""
    return ~sa.exists().where(
        PurchaseLine.order_line_id == line.id,
        PurchaseLine.settled_at.is_(None),
        PurchaseLine.gone_at.is_(None),
    )


def drafts_of(session: Session, vendor_id: int, store_id: int) -> Sequence[PurchaseOrder]:
    """Purchase orders of a vendor and store that are being made, newest first."""
    return session.scalars(
        sa.select(PurchaseOrder)
        .where(
            PurchaseOrder.open == 1,
            PurchaseOrder.store_id == store_id,
            PurchaseOrder.vendor_id == vendor_id,
            PurchaseOrder.state == PurchaseState.DRAFT,
        )
        .order_by(PurchaseOrder.number.desc())
        .limit(20)
        .options(lazyload("*"))
    ).all()


def _ready(line: type[OrderLine], vendor_id: object, store_id: object) -> sa.Select[OrderLine]:
    of_vendor = line.vendor_id.is_(None) if vendor_id is None else line.vendor_id == vendor_id
    return sa.select(line).where(
        line.open == 1,
        line.store_id == store_id,
        line.stage == Stage.READY,
        of_vendor,
        in_no_purchase(line),
    )


def _waits(vendor_id: object) -> sa.ScalarSelect[int]:
    rows = (
        _ready(OrderLine, vendor_id, Store.id)
        .with_only_columns(sa.literal(1).label("one"))
        .limit(MOST_COUNTED)
        .correlate(Vendor, Store)
        .subquery()
    )
    return sa.select(sa.func.count()).select_from(rows).scalar_subquery()


def _counted(store_ids: Collection[int]) -> sa.Select[Vendor, Store, int, int | None]:
    draft = (
        sa.select(sa.func.max(PurchaseOrder.number))
        .where(
            PurchaseOrder.open == 1,
            PurchaseOrder.store_id == Store.id,
            PurchaseOrder.vendor_id == Vendor.id,
            PurchaseOrder.state == PurchaseState.DRAFT,
        )
        .correlate(Vendor, Store)
        .scalar_subquery()
    )
    counted = (
        sa.select(
            Vendor.id.label("vendor_id"),
            Store.id.label("store_id"),
            _waits(Vendor.id).label("waits"),
            draft.label("draft"),
        )
        .select_from(Vendor)
        .join(Store, Store.id.in_(store_ids))
        .subquery()
    )
    return (
        sa.select(Vendor, Store, counted.c.waits, counted.c.draft)
        .join(counted, counted.c.vendor_id == Vendor.id)
        .join(Store, Store.id == counted.c.store_id)
        .where(sa.or_(counted.c.waits > 0, counted.c.draft.is_not(None)))
        .order_by(Vendor.name, Store.name)
    )


def _counted_without_vendor() -> sa.Select[Store, int]:
    waits = _waits(None).label("waits")
    return sa.select(Store, waits).where(Store.active.is_(True)).order_by(Store.name)


def _key(group: Group) -> tuple[int, int]:
    return group.vendor.id if group.vendor else NO_VENDOR, group.store.id


def _pieces(session: Session, found: Sequence[Group]) -> dict[tuple[int, int], list[Piece]]:
    """The lines of each group, at most MOST_COUNTED of each, all in one statement."""
    parts = []
    for group in found:
        vendor_id, store_id = _key(group)
        few = (
            _ready(OrderLine, vendor_id or None, store_id)
            .with_only_columns(
                sa.literal(vendor_id).label("vendor_id"),
                sa.literal(store_id).label("store_id"),
                OrderLine.cases,
                OrderLine.case_size,
                OrderLine.cost,
                OrderLine.kind,
                OrderLine.price_kind,
            )
            .limit(MOST_COUNTED)
            .subquery()
        )
        parts.append(sa.select(few))
    made: dict[tuple[int, int], list[Piece]] = {}
    if not parts:
        return made
    for row in session.execute(sa.union_all(*parts)):
        held = row.kind is LineKind.NOTE or row.price_kind is PriceKind.NEEDED or not row.vendor_id
        made.setdefault((row.vendor_id, row.store_id), []).append(
            Piece(row.cases, row.case_size, row.cost, held)
        )
    return made
