"""Closed orders: what was completed, canceled or only asked about (C32, C34)."""

from __future__ import annotations

from flask import Response, request

from app.blueprints.orders import bp, listing
from app.blueprints.orders.rows import rows_of, sees_totals
from app.domain.orders import counting, queries
from app.domain.orders.statuses import book
from app.extensions import db
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.htmx import page


@bp.get("/closed")
@requires(Permission.ORDERS_SEE)
def closed() -> Response:
    """Closed lines; an order with some lines closed stands here and in the pending list (C32)."""
    session, by = db.session(), viewer()
    asked = listing.read("orders.closed", request.args, by.store_id)
    statuses = book(session)
    found = queries.closed_page(session, asked.filters, asked.place)
    keys = [status.key for status in statuses.closings]
    return page(
        "orders/closed.html",
        "orders/_closed.html",
        asked=asked,
        found=found,
        rows=rows_of(found.lines, by),
        book=statuses,
        statuses=statuses.closings,
        counts=counting.counts_by_status(session, asked.filters, keys, is_open=0),
        most=counting.MOST_COUNTED,
        choices=queries.choices(session),
        totals=sees_totals(by),
    )
