"""The page of one order."""

from __future__ import annotations

from flask import Response

from app.blueprints.orders import bp
from app.blueprints.orders.seeing import order_context
from app.domain.orders import queries
from app.domain.orders.statuses import book
from app.extensions import db
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.htmx import page


@bp.get("/orders/<id:number>")
@requires(Permission.ORDERS_SEE)
def show(number: int) -> Response:
    """Lines, contact, notes and what happened; every store sees every order (L8)."""
    # Nobody waits for a lock here: one statement reads the order, its lines and what was sold.
    order = queries.by_number(db.session(), number, at_once=True, with_sold=True)
    gone = {line.id for line in order.lines if (line.sold_quantity or 0) > 0}
    context = order_context(order, book(db.session()), viewer(), gone=gone)
    return page("orders/show.html", "orders/_order.html", **context)
