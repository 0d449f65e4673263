"""Changing a customer's record."""

from __future__ import annotations

from flask import flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.customers import bp
from app.blueprints.customers.sheets import change_sheet, save
from app.domain.customers import queries
from app.extensions import db
from app.vocabulary.permissions import Permission
from app.web.access import requires
from app.web.htmx import go

EDITS = (Permission.CUSTOMERS_SEE, Permission.CUSTOMERS_EDIT)


@bp.route("/customers/<id:customer_id>/edit", methods=["GET", "POST"])
@requires(*EDITS)
def edit(customer_id: int) -> BaseResponse:
    """Change a customer's record."""
    customer = queries.by_id(db.session(), customer_id)
    back = url_for(".show", customer_id=customer_id)
    sheet = change_sheet(customer, url_for(".edit", customer_id=customer_id), back)
    if request.method != "POST":
        return sheet.answer()
    saved = save(sheet)
    if not isinstance(saved, bool):
        return saved
    flash("Saved." if saved else "Nothing was different.", "done")
    return go(back)
