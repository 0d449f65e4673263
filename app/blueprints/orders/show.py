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
    order = queries.by_number(db.session(), number)
    context = order_context(order, book(db.session()), viewer())
    return page("orders/show.html", "orders/_order.html", **context)
