"""What was said on the phone with one customer."""

from __future__ import annotations

from flask import Response

from app.blueprints.calls import bp
from app.domain.calls import history
from app.domain.customers import queries
from app.extensions import db
from app.vocabulary.permissions import Permission
from app.web.access import requires
from app.web.htmx import page


@bp.get("/customers/<id:customer_id>/calls")
@requires(Permission.CUSTOMERS_SEE, Permission.ORDERS_SEE)
def log(customer_id: int) -> Response:
    """The newest calls, for the page of the customer or as one of its own."""
    customer = queries.by_id(db.session(), customer_id)
    calls = history.of_customer(db.session(), customer_id)
    return page("calls/log.html", "calls/_log.html", customer=customer, calls=calls)
