"""Closing many lines at once leaves exactly what closing them one by one leaves."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import night
from app.domain.orders import actions, endings, lifecycle
from app.domain.orders.content import DraftItem
from app.domain.orders.lifecycle import Closing
from app.domain.orders.statuses import StatusBook, book
from app.models import LineTally, ListedLine, Order, OrderEvent, OrderLine, OutboxRow
from app.vocabulary import clock
from app.vocabulary.statuses import Key
from tests.factories import a_department, a_product, a_wish, an_order
from tests.support.cast import Cast, viewer_of

# What sets the copies apart, and what they are not the same in.
OWN = {
    "id", "order_id", "number", "list_key", "one_time_key", "created_at", "words", "line_id",
    "closed_key",
}  # fmt: skip
STANDS = (Key.NEW_CALL, Key.CALLED_WAITING, Key.PENDING, Key.PLACED, Key.ARRIVED)
Shape = list[tuple[Key, str, bool]]


def a_shape(lot: random.Random) -> Shape:
    """Lines of an order: where each stands, what happened to it, and whether it is to be closed."""
    happened = ["", "", "", "completed", "canceled", "reopened", "voided"]
    return [
        (lot.choice(STANDS), lot.choice(happened), lot.random() < 0.6)
        for _ in range(lot.randint(1, 5))
    ]


def made(
    session: Session, cast: Cast, wish: DraftItem, shape: Shape, statuses: StatusBook
) -> Order:
    """An order of that shape."""
    by = viewer_of(cast.manager)
    order = an_order(session, by, [wish] * len(shape))
    for line, (key, happened, _) in zip(order.lines, shape, strict=True):
        actions.move(line, key, by=by, book=statuses, sure=True)
        if happened == "voided":
            actions.void(line, by=by, book=statuses, why="not wanted")
        elif happened:
            end = "completed" if happened == "reopened" else happened
            actions.close(order, end, by=by, book=statuses, lines=[line])
        if happened == "reopened":
            actions.reopen(order, by=by, book=statuses, why="wanted", lines=[line])
    session.flush()
    return order


def rows(session: Session, model: Any, where: Any, *order_by: Any) -> list[dict[str, Any]]:
    """Rows without what sets copies apart."""
    names = [column.name for column in model.__table__.columns if column.name not in OWN]
    query = sa.select(*(getattr(model, name) for name in names)).where(where).order_by(*order_by)
    return [dict(zip(names, row, strict=True)) for row in session.execute(query)]


def left(session: Session, order: Order) -> dict[str, list[dict[str, Any]]]:
    """Everything that is kept of an order."""
    return {
        "order": rows(session, Order, Order.id == order.id),
        "lines": rows(session, OrderLine, OrderLine.order_id == order.id, OrderLine.number),
        "listed": rows(session, ListedLine, ListedLine.order_id == order.id, ListedLine.id.desc()),
        "events": rows(session, OrderEvent, OrderEvent.order_id == order.id, OrderEvent.id),
    }


def tallies(session: Session) -> dict[tuple[str, int], int]:
    """How many lines are counted by status."""
    many = sa.select(LineTally.status, LineTally.open, sa.func.sum(LineTally.lines))
    counted = session.execute(many.group_by(LineTally.status, LineTally.open))
    return {(status, is_open): count for status, is_open, count in counted if count}


@pytest.mark.contract("C32", "C33")
@pytest.mark.parametrize("seed", [1, 2])
def test_many_at_once_leaves_what_one_by_one_leaves(
    session: Session, cast: Cast, seed: int
) -> None:
    lot, statuses = random.Random(seed), book(session)
    told: dict[str, list[int]] = {"": []}
    now = clock.now()
    ended = endings.listen(lambda _session, ids: told[""].extend(ids))
    try:
        with clock.set_to(now - timedelta(days=100)):
            shapes = [a_shape(lot) for _ in range(6)]
            wish = a_wish(a_product(session, a_department(session)))
            # The first order of a shop is counted once more: not one of a pair.
            made(session, cast, wish, shapes[0], statuses)
            pairs = [[made(session, cast, wish, one, statuses) for _ in "ab"] for one in shapes]
        session.commit()
        actor, status = night(cast.hill.id), statuses[Key.CANCELED]
        chosen = [
            [line.id for line, (_, _, closes) in zip(order.lines, shape, strict=True) if closes]
            for shape, pair in zip(shapes, pairs, strict=True)
            for order in pair
        ]
        told[""].clear()
        before = tallies(session)
        with clock.set_to(now):
            for pair, ids in zip(pairs, chosen[::2], strict=True):
                with session.no_autoflush:
                    for line in (line for line in pair[0].lines if line.id in ids and line.open):
                        lifecycle.move(line, status, by=actor, book=statuses, why="too old",
                                       night="2026-03-10")  # fmt: skip
                session.flush()
            between = tallies(session)
            at_once = [one for ids in chosen[1::2] for one in ids]
            moved = lifecycle.close_many(
                session, at_once, Closing(status, "too old", "2026-03-10", actor), statuses, now
            )
        session.commit()
    finally:
        endings.deaf(ended)
    assert moved
    assert [left(session, one) for one, _ in pairs] == [left(session, two) for _, two in pairs]
    after = tallies(session)
    kinds = set(before) | set(after)
    changed = [
        {kind: late.get(kind, 0) - early.get(kind, 0) for kind in kinds}
        for early, late in ((before, between), (between, after))
    ]
    assert changed[0] == changed[1]
    where = {order.id: n for n, pair in enumerate(pairs) for order in pair}
    halves = [[where[one] for one in told[""] if one in {p[k].id for p in pairs}] for k in (0, 1)]
    assert sorted(halves[0]) == sorted(halves[1])
    assert halves[0]
    assert session.scalar(sa.select(sa.func.count()).select_from(OutboxRow)) == 0
