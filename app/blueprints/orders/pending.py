"""Pending: every line that still waits for something (C22, C23)."""

from __future__ import annotations

from flask import Response, request

from app.blueprints.orders import bp, listing
from app.blueprints.orders.rows import rows_of, sees_totals
from app.domain.orders import counting, queries
from app.domain.orders.statuses import book
from app.extensions import db
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.forms import new_key
from app.web.htmx import page


@bp.get("/pending")
@requires(Permission.ORDERS_SEE)
def pending() -> Response:
    """The list that buyers work from, as its address says."""
    session, by = db.session(), viewer()
    asked = listing.read("orders.pending", request.args, by.store_id)
    statuses = book(session)
    found = queries.pending_page(session, asked.filters, asked.place)
    keys = [status.key for status in statuses.open]
    prices = bool(by.can(Permission.PRICES_EDIT))
    return page(
        "orders/pending.html",
        "orders/_pending.html",
        asked=asked,
        found=found,
        rows=rows_of(found.lines, by),
        book=statuses,
        statuses=statuses.open,
        counts=counting.counts_by_status(session, asked.filters, keys, prices=prices),
        needed=counting.PRICE_NEEDED if prices else "",
        most=counting.MOST_COUNTED,
        choices=queries.choices(session),
        totals=sees_totals(by),
        one_time_key=new_key(),
    )
