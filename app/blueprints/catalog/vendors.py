"""Vendors: the list, one of them, and the forms."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from app.blueprints.catalog import bp
from app.blueprints.catalog.asking import (
    asked,
    done,
    further,
    past_of,
    show,
    switched,
    tabs,
    ticked,
)
from app.blueprints.catalog.forms import NewVendorForm, VendorForm, data_of, values_of
from app.blueprints.settings.saving import saved
from app.domain.catalog import listing
from app.domain.catalog import vendors as trade
from app.domain.catalog.editing import the
from app.extensions import db
from app.models import CatalogThing, Vendor
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.forms import one_line

FIELDS = ("name", "phone", "email", "order_days")


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
    row = the(db.session(), Vendor, vendor_id, "vendor")
    past = past_of(CatalogThing.VENDOR, row.id)
    older = url_for(".vendor", vendor_id=row.id, before=past.before) if past.before else None
    return show("vendor", partial="_history", row=row, past=past, older=older)


@bp.route("/vendors/new", methods=["GET", "POST"])
@requires(Permission.CATALOG_EDIT)
def new_vendor() -> Response:
    """Add one."""
    form = NewVendorForm(data={"name": asked()})
    if not form.is_submitted():
        return show("vendor_form", form=form, row=None)
    made: list[Vendor] = []
    status = saved(form, lambda: made.append(_added(form)))
    if status:
        return show("vendor_form", status=status, form=form, row=None)
    return done(f"{made[0].name} is there.", url_for(".vendor", vendor_id=made[0].id))


@bp.route("/vendors/<id:vendor_id>/edit", methods=["GET", "POST"])
@requires(Permission.CATALOG_EDIT)
def edit_vendor(vendor_id: int) -> Response:
    """Change one."""
    session = db.session()
    row = the(session, Vendor, vendor_id, "vendor")
    form = VendorForm(data=data_of(row, *FIELDS))
    if not form.is_submitted():
        return show("vendor_form", form=form, row=row)
    status = saved(
        form,
        lambda: trade.change_vendor(session, row, values_of(form, *FIELDS), by=viewer()),
        row=row,
        again=lambda: VendorForm(formdata=None, data=data_of(row, *FIELDS)),
    )
    if status:
        return show("vendor_form", status=status, form=form, row=row)
    return done(f"{row.name} is saved.", url_for(".vendor", vendor_id=row.id))


@bp.post("/vendors/<id:vendor_id>/active")
@requires(Permission.CATALOG_EDIT)
def vendor_active(vendor_id: int) -> Response:
    """Withdraw them, or bring them back."""
    row = the(db.session(), Vendor, vendor_id, "vendor")
    return switched(row, row.name, url_for(".vendor", vendor_id=row.id))


def _added(form: NewVendorForm) -> Any:
    values = values_of(form, *FIELDS)
    return trade.add_vendor(db.session(), values, by=viewer(), once=form.once)
