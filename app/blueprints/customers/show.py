"""One customer: contact, terms, note, and their orders."""

from __future__ import annotations

from flask import Response, request

from app.blueprints.customers import bp
from app.domain.customers import queries
from app.domain.orders.statuses import book
from app.extensions import db
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.converters import number_in
from app.web.forms import new_key
from app.web.htmx import page


@bp.get("/customers/<id:customer_id>")
@requires(Permission.CUSTOMERS_SEE)
def show(customer_id: int) -> Response:
    """The customer with open orders, and a page of past ones."""
    before = number_in(request.args.get("before"))
    sees_orders = bool(viewer().can(Permission.ORDERS_SEE))
    customer = queries.by_id(db.session(), customer_id)
    empty = queries.OrderPage([], None)
    waiting = past = empty
    if sees_orders:
        waiting = queries.orders_of(db.session(), customer_id, is_open=True)
        past = queries.orders_of(db.session(), customer_id, is_open=False, before=before)
    return page(
        "customers/show.html",
        "customers/_past.html",
        customer=customer,
        waiting=waiting,
        past=past,
        statuses=book(db.session()),
        key=new_key(),
    )
