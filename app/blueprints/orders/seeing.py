"""What the page of one order is made of, for the person who looks at it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import sqlalchemy as sa

from app.domain.access import Viewer
from app.domain.orders import happened, policies, repricing
from app.domain.orders.carrying import may_carry
from app.domain.orders.heirs import newest
from app.domain.orders.statuses import StatusBook
from app.domain.pickup.policies import may_hand_over
from app.domain.pickup.sold import sold_of
from app.domain.pricing.moved import Move
from app.domain.pricing.view import QuoteView, view_of_line
from app.domain.purchasing.queries import of_lines
from app.extensions import db
from app.models import LineKind, Order, OrderLine, PurchaseLine
from app.vocabulary.barcodes import LAST_ORDER_NUMBER, readable_tag, tag_code
from app.vocabulary.decisions import YES, Decision, when
from app.vocabulary.figures import Figure, PriceKind
from app.vocabulary.permissions import Permission as P
from app.web.forms import new_key
from app.web.offers import offers_of
from app.web.timeline import Facts, Item, Kind, timeline, verbs_of


@dataclass(frozen=True)
class LineView:
    """A line, what may be known of its price, and what may be done with it now."""

    line: OrderLine
    price: QuoteView
    tag: str
    ready: bool
    gone: bool
    is_note: bool
    by_hand: bool
    moves: tuple[Move, ...]
    may: dict[str, Decision]


@dataclass(frozen=True)
class Happened:
    """A page of the timeline: its entries, what they are narrowed to, where older ones begin, and
    whether these are older ones."""

    items: list[Item]
    kind: Kind | None
    older: int | None
    back: bool

    kinds: ClassVar[type[Kind]] = Kind


def happened_of(
    order: Order, facts: Facts, *, kind: Kind | None = None, before: int | None = None
) -> Happened:
    """A page of an order's timeline, in one statement."""
    verbs = verbs_of(kind) or {"none"} if kind else ()
    found = happened.page_of(db.session(), order, verbs=verbs, before=before)
    return Happened(timeline(found.events, facts), kind, found.older, before is not None)


def facts_of(order: Order, book: StatusBook, by: Viewer) -> Facts:
    """What the sentences of an order's timeline need."""
    return Facts(
        lines={line.number: line.description for line in order.lines},
        labels={status.key: status.label for status in book.all},
        closed=frozenset(status.key for status in book.closings),
        seen=by.figures,
    )


def line_view(line: OrderLine, by: Viewer, *, gone: bool, moves: tuple[Move, ...] = ()) -> LineView:
    """One line as its order's page shows it; `gone`: it is sold, and the night will complete it;
    `moves`: what moved in the catalogue since it was quoted."""
    is_note = line.kind is LineKind.NOTE
    fits = line.order.number <= LAST_ORDER_NUMBER and line.number <= 99
    code = tag_code(line.order.number, line.number) if fits else ""
    edits = by.can(P.ORDERS_EDIT)
    return LineView(
        line=line,
        price=view_of_line(line, by.figures),
        tag=readable_tag(code) if code and not is_note else "",
        ready=policies.is_ready(line) and not gone,
        gone=gone,
        is_note=is_note,
        by_hand=line.price_kind is PriceKind.MANUAL,
        moves=moves,
        may={
            "move": by.can(P.ORDERS_MOVE) & policies.may_edit_line(line),
            "edit": edits & policies.may_edit_line(line),
            "price": by.can(P.PRICES_EDIT) & policies.may_edit_line(line),
            "answer": by.can(P.PRICES_EDIT) & by.can(P.PRICES_SEE) & policies.may_edit_line(line),
            "turn": edits & policies.may_turn(line),
            "carry": may_carry(line, by),
            "close": by.can(P.ORDERS_CLOSE) & policies.may_edit_line(line),
            "void": by.can(P.ORDERS_CLOSE) & policies.may_void(line),
            "restore": by.can(P.ORDERS_CLOSE) & policies.may_restore(line),
            "reopen": by.can(P.ORDERS_REOPEN) & policies.may_reopen_line(line),
            "tag": by.can(P.TAGS_PRINT) & policies.may_tag(line),
            "hand_over": by.can(P.PICKUP_HAND_OVER)
            & when(not gone, "It was handed over already.")
            & may_hand_over(line, None, by.store_id),
            "take_back": by.can(P.PICKUP_HAND_OVER),
        },
    )


def merged_into(order: Order) -> int | None:
    """The number of the order that took this one's lines; it is asked for only if there is one."""
    if order.merged_into_id is None:
        return None
    found = db.session.scalar(sa.select(Order.number).where(Order.id == order.merged_into_id))
    return int(found) if found is not None else None


def went_to(order: Order, line: OrderLine | None) -> tuple[int, int | None] | None:
    """Where what was to be changed is by now: the number of the order that a line or the whole
    order went to, and of the line there; None for what stayed."""
    if line is not None and line.moved_to_id is not None:
        there = newest(db.session(), line)
        return there.order.number, there.number
    number = merged_into(order)
    return (number, None) if number is not None else None


def order_context(
    order: Order, book: StatusBook, by: Viewer, *, gone: Collection[int] | None = None
) -> dict[str, Any]:
    """Everything `orders/show.html` and its partial need; `gone` are the ids of lines that were
    sold, if they are known. One statement for the events, one for the sales if they are not known
    and goods are ready, one for the catalogue if it may be known."""
    session = db.session()
    moved = repricing.moves(order, repricing.catalogue_of(session, order, by), by)
    if gone is None:
        ready = [line.id for line in order.lines if policies.is_ready(line)]
        gone = {line_id for line_id, sold in sold_of(session, ready).items() if sold.gone}
    lines = [
        line_view(
            line, by, gone=bool(line.open) and line.id in gone, moves=moved.get(line.number, ())
        )
        for line in order.lines
    ]
    return {
        "order": order,
        "lines": lines,
        "book": book,
        "one_time_key": new_key,
        "sees_prices": Figure.TOTAL in by.figures,
        "happened": happened_of(order, facts_of(order, book, by)),
        "merged_into": merged_into(order),
        "offers": offers_of(session, order, by, book),
        "purchases": _purchases(order, by),
        "may": {
            "edit": by.can(P.ORDERS_EDIT),
            "add": by.can(P.ORDERS_EDIT) & policies.may_add_line(order),
            "move": by.can(P.ORDERS_MOVE) & policies.may_close(order),
            "close": by.can(P.ORDERS_CLOSE) & policies.may_close(order),
            "customer": by.can(P.ORDERS_EDIT) & policies.may_close(order),
            "keep": by.can(P.ORDERS_KEEP) & policies.may_close(order),
            "reopen": by.can(P.ORDERS_REOPEN) & policies.may_reopen(order),
            "cloning": by.can(P.ORDERS_SPLIT),
            "hand_over": _first([view.may["hand_over"] for view in lines]),
        },
    }


def _purchases(order: Order, by: Viewer) -> Sequence[PurchaseLine]:
    """Where its lines stand with vendors; nothing is asked when none was placed."""
    placed = [line.id for line in order.lines if line.placed_at is not None]
    if not placed or not by.can(P.PURCHASES_SEE):
        return ()
    return of_lines(db.session(), placed)


def _first(decisions: list[Decision]) -> Decision:
    """Yes if any of them is; else the first no."""
    return next((d for d in decisions if d), decisions[0] if decisions else YES)
