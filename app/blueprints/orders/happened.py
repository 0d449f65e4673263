"""What happened to an order: narrowed to a kind, and back to its beginning (B16)."""

from __future__ import annotations

from flask import Response, request

from app.blueprints.orders import bp
from app.blueprints.orders.seeing import facts_of, happened_of
from app.domain.orders import queries
from app.domain.orders.statuses import book
from app.extensions import db
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.converters import number_in
from app.web.htmx import page
from app.web.timeline import Kind


@bp.get("/orders/<id:number>/timeline")
@requires(Permission.ORDERS_SEE)
def happened(number: int) -> Response:
    """One page of the timeline: of one `kind`, older than the event `before`."""
    order = queries.by_number(db.session(), number)
    kind = request.args.get("kind", "")
    known = Kind(kind) if kind in set(Kind) else None
    facts = facts_of(order, book(db.session()), viewer())
    shown = happened_of(order, facts, kind=known, before=number_in(request.args.get("before")))
    return page("orders/timeline.html", "orders/_timeline.html", order=order, happened=shown)
