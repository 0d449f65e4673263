"""What may be done with a customer's data as a whole: give it out, merge it, erase it."""

from __future__ import annotations

import csv
import io

from flask import abort, flash, request, url_for
from werkzeug.wrappers import Response

from app.blueprints.customers import bp
from app.domain.customers import erasing, exporting, merging, queries, unmerging
from app.extensions import db
from app.vocabulary.errors import Invalid
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.forms import CleanForm, Line, Version
from app.web.htmx import go, page

BOM = "\ufeff"
KINDS = ("csv", "json")


class EraseForm(CleanForm):
    """The name, typed to say that it is meant."""

    name = Line("Type the name to erase them", longest=160)
    version = Version()


@bp.get("/customers/<id:customer_id>/data")
@requires(Permission.CUSTOMERS_MANAGE)
def data(customer_id: int) -> Response:
    """The doors: merge, export, erase; and the merges that can be undone."""
    session = db.session()
    customer = queries.by_id(session, customer_id)
    merges = [
        (one, queries.by_id(session, one.merged_id), unmerging.may_undo(session, one))
        for one in merging.of_customer(session, customer.id)
        if one.undone_at is None
    ]
    return page("customers/data.html", "customers/data.html", customer=customer, merges=merges)


@bp.post("/customers/<id:customer_id>/export")
@requires(Permission.CUSTOMERS_MANAGE)
def export(customer_id: int) -> Response:
    """A file with all that is known of them: a table to read, or JSON."""
    session = db.session()
    customer = queries.by_id(session, customer_id)
    kind = request.form.get("as", "")
    if kind not in KINDS:
        abort(400, "Choose a table or JSON.")
    gathered = exporting.gathered(session, customer, viewer())
    exporting.note_export(session, customer, kind, viewer())
    if kind == "json":
        body, media = exporting.as_json(gathered), "application/json"
    else:
        out = io.StringIO()
        csv.writer(out).writerows(exporting.as_rows(gathered))
        # Without the mark, spreadsheets read letters like é as two others.
        body, media = f"{BOM}{out.getvalue()}", "text/csv"
    response = Response(body, content_type=f"{media}; charset=utf-8")
    response.headers["Content-Disposition"] = f"attachment; filename=customer-{customer.id}.{kind}"
    return response


@bp.route("/customers/<id:customer_id>/erase", methods=["GET", "POST"])
@requires(Permission.CUSTOMERS_MANAGE)
def erase(customer_id: int) -> Response:
    """Say what goes and what stays, then erase."""
    session = db.session()
    customer = queries.by_id(session, customer_id)
    form, status = EraseForm(), 200
    if form.is_submitted():
        if customer.erased_at is not None:
            return go(url_for(".show", customer_id=customer.id))
        try:
            if not form.validate():
                raise Invalid({})
            form.version.check(customer)
            erasing.erase(session, customer, form.name.data, viewer())
        except Invalid as problem:
            form.refuse(problem)
            status = 422
        else:
            flash("Erased. Their orders stay, and are nobody’s.", "done")
            return go(url_for(".show", customer_id=customer.id))
    form.version.data = str(customer.version)
    return page(
        "customers/erase.html",
        "customers/erase.html",
        status=status,
        customer=customer,
        form=form,
        decision=erasing.may_erase(session, customer),
        records=len(erasing.family(session, customer)),
        to_type=erasing.name_to_type(customer),
    )
