"""Customers by name, or by what somebody says of themselves."""

from __future__ import annotations

from flask import Response, request

from app.blueprints.customers import bp
from app.domain.customers import queries
from app.domain.customers.queries import CustomerPage
from app.extensions import db
from app.vocabulary.permissions import Permission
from app.web.access import requires
from app.web.converters import number_in
from app.web.forms import one_line
from app.web.htmx import page

LONGEST_QUERY = 120


@bp.get("/customers")
@requires(Permission.CUSTOMERS_SEE)
def index() -> Response:
    """A page of customers by name, or those that the search may mean."""
    query = one_line(request.args.get("q"))[:LONGEST_QUERY]
    if query:
        found = queries.find(db.session(), query, most=queries.PAGE)
        shown = CustomerPage(found, None)
    else:
        after = number_in(request.args.get("after"))
        shown = queries.by_name(db.session(), after=after)
    return page("customers/index.html", "customers/_list.html", shown=shown, query=query)
