"""Customers by name, or by what somebody says of themselves."""

from __future__ import annotations

from flask import Response, request

from app.blueprints.customers import bp
from app.domain.customers import queries
from app.domain.customers.queries import CustomerPage, Who
from app.extensions import db
from app.vocabulary.permissions import Permission
from app.web.access import requires
from app.web.converters import number_in
from app.web.htmx import page
from app.web.picked import searched_for


@bp.get("/customers")
@requires(Permission.CUSTOMERS_SEE)
def index() -> Response:
    """A page of customers by name, or those that the search may mean; `who` narrows the list."""
    query = searched_for()
    asked = request.args.get("who", "")
    who = Who(asked) if asked in set(Who) else Who.ALL
    if query:
        found = queries.find(db.session(), query, most=queries.PAGE, who=who)
        shown = CustomerPage(found, None)
    else:
        after = number_in(request.args.get("after"))
        shown = queries.by_name(db.session(), after=after, who=who)
    return page("customers/index.html", "customers/_list.html", shown=shown, query=query, who=who)
