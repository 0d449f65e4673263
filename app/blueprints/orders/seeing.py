"""What the page of one order is made of, for the person who looks at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.domain.access import Viewer
from app.domain.orders import policies, queries, repricing
from app.domain.orders.carrying import may_carry
from app.domain.orders.statuses import StatusBook
from app.domain.pickup.sold import sold_of
from app.domain.pricing.moved import Move
from app.domain.pricing.view import QuoteView, view_of_line
from app.extensions import db
from app.models import LineKind, Order, OrderLine
from app.vocabulary.barcodes import LAST_ORDER_NUMBER, readable_tag, tag_code
from app.vocabulary.decisions import YES, Decision, when
from app.vocabulary.figures import Figure, PriceKind
from app.vocabulary.permissions import Permission as P
from app.web.forms import new_key
from app.web.timeline import Facts, timeline


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
            "reopen": by.can(P.ORDERS_REOPEN),
            "tag": by.can(P.TAGS_PRINT) & policies.may_tag(line),
            "hand_over": by.can(P.PICKUP_HAND_OVER)
            & when(not gone, "It was handed over already.")
            & policies.may_hand_over(line),
        },
    )


def order_context(order: Order, book: StatusBook, by: Viewer) -> dict[str, Any]:
    """Everything `orders/show.html` and its partial need; one statement for the events, one more
    for the sales when goods are ready, one for the catalogue if it may be known."""
    session = db.session()
    moved = repricing.moves(order, repricing.catalogue_of(session, order, by), by)
    events = queries.events_of(session, order)
    sold = sold_of(session, [line.id for line in order.lines if policies.is_ready(line)])
    lines = [
        line_view(line, by, gone=bool(sold.get(line.id)), moves=moved.get(line.number, ()))
        for line in order.lines
    ]
    return {
        "order": order,
        "lines": lines,
        "book": book,
        "one_time_key": new_key,
        "sees_prices": Figure.TOTAL in by.figures,
        "timeline": timeline(events, facts_of(order, book, by)),
        "may": {
            "edit": by.can(P.ORDERS_EDIT),
            "add": by.can(P.ORDERS_EDIT) & policies.may_add_line(order),
            "move": by.can(P.ORDERS_MOVE) & policies.may_close(order),
            "close": by.can(P.ORDERS_CLOSE) & policies.may_close(order),
            "customer": by.can(P.ORDERS_EDIT) & policies.may_close(order),
            "keep": by.can(P.ORDERS_KEEP) & policies.may_close(order),
            "reopen": by.can(P.ORDERS_REOPEN) & policies.may_reopen(order),
            "hand_over": _first([view.may["hand_over"] for view in lines]),
        },
    }


def _first(decisions: list[Decision]) -> Decision:
    """Yes if any of them is; else the first no."""
    return next((d for d in decisions if d), decisions[0] if decisions else YES)
