"""Adding a customer, from the customers desk or under a household; who it may be already (M2)."""

from __future__ import annotations

from flask import Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.customers import bp
from app.blueprints.customers.sheets import create, new_sheet
from app.domain.customers import households, queries
from app.domain.customers.lookalike import Typed, alike
from app.extensions import db
from app.models import Customer, CustomerKind
from app.vocabulary.permissions import Permission
from app.web.access import requires
from app.web.converters import key_in, number_in
from app.web.forms import one_line
from app.web.htmx import go, page
from app.web.picked import LONGEST_QUERY


@bp.route("/customers/new", methods=["GET", "POST"])
@requires(Permission.CUSTOMERS_SEE, Permission.CUSTOMERS_EDIT)
def new() -> BaseResponse:
    """Add a customer: a dialog, begun with what was searched for."""
    sheet = new_sheet(url_for(".new"), url_for(".index"))
    return _created(create(sheet)) if request.method == "POST" else sheet.answer()


@bp.route("/customers/<id:customer_id>/add-person", methods=["GET", "POST"])
@requires(Permission.CUSTOMERS_SEE, Permission.CUSTOMERS_EDIT)
def add_person(customer_id: int) -> BaseResponse:
    """Add a person to the household of a member: the same number and member type."""
    head = queries.by_id(db.session(), customer_id)
    households.refuse_alone(head)
    url = url_for(".add_person", customer_id=customer_id)
    back = url_for(".show", customer_id=customer_id)
    sheet = new_sheet(url, back, household=head)
    return _created(create(sheet)) if request.method == "POST" else sheet.answer()


@bp.get("/customers/look-alikes")
@requires(Permission.CUSTOMERS_SEE)
def look_alikes() -> Response:
    """Who somebody may be already, while their name, phone and e-mail are typed."""
    organization = request.args.get("kind") == CustomerKind.ORGANIZATION
    names = ("last_name", "phone", "email") if organization else (
        "first_name", "last_name", "phone", "email")  # fmt: skip
    typed = Typed(**{name: one_line(request.args.get(name))[:LONGEST_QUERY] for name in names})
    but = number_in(request.args.get("but"))
    found = alike(db.session(), typed, but=but)
    draft = key_in(request.args.get("draft"))
    return page("customers/look_alikes.html", "customers/_alike.html", alike=found, draft=draft)


def _created(made: Customer | Response) -> BaseResponse:
    if not isinstance(made, Customer):
        return made
    flash(f"{made.full_name} is added.", "done")
    return go(url_for(".show", customer_id=made.id))
