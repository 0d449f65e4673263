"""Vendors: the list, one of them, and the forms."""

from __future__ import annotations

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from app.blueprints.catalog import bp
from app.blueprints.catalog.asking import asked, further, show, tabs, ticked
from app.blueprints.catalog.deadlines import vendor_page
from app.blueprints.catalog.forms import NewVendorForm, VendorForm, data_of, fitted, values_of
from app.blueprints.catalog.things import add_one, change_one, switch_one
from app.domain.catalog import listing
from app.domain.catalog import vendors as trade
from app.domain.catalog.editing import the
from app.domain.purchasing.sheets import COLUMNS, read_columns
from app.extensions import db
from app.models import Vendor
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.forms import one_line

FIELDS = (
    *("name", "phone", "email", "order_days", "account", "order_email"),
    *("minimum_amount", "minimum_cases"),
)


@bp.get("/vendors")
@requires(Permission.CATALOG_SEE)
def vendors() -> Response:
    """By name."""
    text, withdrawn = asked(), ticked("withdrawn")
    after = one_line(request.args.get("after"))[:80]
    query = listing.vendors(text, withdrawn=withdrawn, after=after)
    page = listing.page_of(list(db.session.scalars(query)), "name")
    return show(
        "vendors",
        partial="_vendors",
        rows=page.rows,
        text=text,
        withdrawn=withdrawn,
        older=further("catalog.vendors", after=page.after) if page.after else None,
        tabs=tabs("catalog.vendors"),
    )


@bp.get("/vendors/<id:vendor_id>")
@requires(Permission.CATALOG_SEE)
def vendor(vendor_id: int) -> Response:
    """One vendor: how to reach them, what they sell, what happened."""
    return vendor_page(the(db.session(), Vendor, vendor_id, "vendor"))


@bp.route("/vendors/new", methods=["GET", "POST"])
@requires(Permission.CATALOG_EDIT)
def new_vendor() -> Response:
    """Add one."""
    form = NewVendorForm(data={"name": asked()})
    fitted(form, viewer())
    return add_one(form, Vendor, lambda: _added(form), lambda row: f"{row.name} is there.")


@bp.route("/vendors/<id:vendor_id>/edit", methods=["GET", "POST"])
@requires(Permission.CATALOG_EDIT)
def edit_vendor(vendor_id: int) -> Response:
    """Change one."""
    session = db.session()
    row = the(session, Vendor, vendor_id, "vendor")
    return change_one(
        row,
        _form,
        lambda form: trade.change_vendor(session, row, _values(form), by=viewer()),
    )


@bp.post("/vendors/<id:vendor_id>/active")
@requires(Permission.CATALOG_EDIT)
def vendor_active(vendor_id: int) -> Response:
    """Withdraw them, or bring them back."""
    return switch_one(the(db.session(), Vendor, vendor_id, "vendor"))


def _added(form: NewVendorForm) -> Vendor:
    return trade.add_vendor(db.session(), _values(form), by=viewer(), once=form.once)


def _values(form: VendorForm) -> dict[str, Any]:
    """What the form says; the columns as their names."""
    columns = read_columns(form.file_columns.data or "")
    return {**values_of(form, *FIELDS), "file_columns": columns}


def _form(row: Vendor, **kwargs: Any) -> VendorForm:
    words = ", ".join(COLUMNS[name][0] for name in row.file_columns if name in COLUMNS)
    form = VendorForm(data={**data_of(row, *FIELDS), "file_columns": words}, **kwargs)
    fitted(form, viewer())
    return form
