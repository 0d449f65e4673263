"""One customer: how they stand, contact, addresses, household, and their orders."""

from __future__ import annotations

from flask import request, url_for
from werkzeug.wrappers import Response

from app.blueprints.customers import bp
from app.domain.customers import attributes, households, merging, queries
from app.domain.orders.statuses import book
from app.domain.settings.reading import settings_of
from app.extensions import db
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.converters import number_in
from app.web.forms import new_key
from app.web.htmx import go, page, wants_partial


@bp.get("/customers/<id:customer_id>")
@requires(Permission.CUSTOMERS_SEE)
def show(customer_id: int) -> Response:
    """The customer with open orders, and a page of past ones."""
    session = db.session()
    before = number_in(request.args.get("before"))
    customer = queries.whole(session, customer_id)
    if customer.merged_into_id is not None:
        return go(url_for(".show", customer_id=merging.current(session, customer).id))
    waiting = past = queries.OrderPage([], None)
    if viewer().can(Permission.ORDERS_SEE):
        waiting, past = queries.both_orders_of(session, customer_id, before=before)
    orders = {"customer": customer, "past": past, "statuses": book(session)}
    if wants_partial():
        return page("customers/show.html", "customers/_past.html", **orders)
    extras = attributes.answers(session, customer.extras) if customer.extras else []
    settings = settings_of(session, viewer().store_id)
    return page(
        "customers/show.html",
        "customers/_past.html",
        **orders,
        waiting=waiting,
        household=households.others(session, customer),
        extras=extras,
        home=settings.home_country,
        reaches_on=settings.secondary_contacts,
        key=new_key(),
    )
