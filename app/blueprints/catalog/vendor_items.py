"""Vendors' catalogues: the list, one row, and the forms (C16)."""

from __future__ import annotations

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from app.blueprints.catalog import bp
from app.blueprints.catalog.asking import asked, further, number, show, tabs, wanted
from app.blueprints.catalog.forms import (
    NewVendorItemForm,
    VendorItemForm,
    data_of,
    fitted,
    offered,
    values_of,
)
from app.blueprints.catalog.things import add_one, change_one, show_one, switch_one
from app.domain.catalog import goods, listing, seeing
from app.domain.catalog.editing import the
from app.extensions import db
from app.models import VendorItem
from app.vocabulary.barcodes import readable_upc
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.forms import one_line
from app.web.htmx import wants_partial

FIELDS = (
    "description", "brand", "size", "upc", "department", "case_size", "suggested_retail", "cost",
)  # fmt: skip


@bp.get("/vendor-items")
@requires(Permission.CATALOG_SEE)
def vendor_items() -> Response:
    """The list: one vendor's by SKU, others newest first."""
    want, session = wanted(), db.session()
    before, after = number("before") or listing.NEWEST, one_line(request.args.get("after"))[:30]
    query = listing.vendor_items(session, want, before=before, after=after)
    key = "sku" if listing.by_sku(want) else "id"
    page = listing.page_of(list(session.scalars(query)), key)
    place = {"after" if key == "sku" else "before": page.after}
    rooms, sellers = ([], []) if wants_partial() else seeing.choices(session)
    return show(
        "vendor_items",
        partial="_vendor_items",
        rows=[(row, seeing.figures_of(row, viewer().figures)) for row in page.rows],
        wanted=want,
        older=further("catalog.vendor_items", **place) if page.after else None,
        tabs=tabs("catalog.vendor_items"),
        departments=rooms,
        vendors=sellers,
    )


@bp.get("/vendor-items/<id:vendor_item_id>")
@requires(Permission.CATALOG_SEE)
def vendor_item(vendor_item_id: int) -> Response:
    """One row of a vendor's catalogue, the product that it is, who waits for it, its past."""
    by, session = viewer(), db.session()
    row = the(session, VendorItem, vendor_item_id, "vendor item")
    context: dict[str, Any] = {}
    if not wants_partial():
        sees_orders = bool(by.can(Permission.ORDERS_SEE))
        context = {
            "figures": seeing.figures_of(row, by.figures),
            "product": seeing.carried(session, row.upc),
            "waiting": seeing.waiting_for(session, row) if sees_orders else [],
            "most": seeing.MOST,
        }
    return show_one(row, **context)


@bp.route("/vendor-items/new", methods=["GET", "POST"])
@requires(Permission.CATALOG_EDIT)
def new_vendor_item() -> Response:
    """Add one; begun with the vendor that was looked at."""
    form = NewVendorItemForm(data={"vendor": number("vendor"), "description": asked()})
    fitted(form, viewer())
    offered(form)
    return add_one(
        form,
        VendorItem,
        lambda: _added(form),
        lambda row: f"{row.description} is in the catalogue.",
    )


@bp.route("/vendor-items/<id:vendor_item_id>/edit", methods=["GET", "POST"])
@requires(Permission.CATALOG_EDIT)
def edit_vendor_item(vendor_item_id: int) -> Response:
    """Change one; vendor and SKU stay."""
    session = db.session()
    row = the(session, VendorItem, vendor_item_id, "vendor item")
    return change_one(
        row,
        _form,
        lambda form: goods.change_vendor_item(session, row, values_of(form, *FIELDS), by=viewer()),
    )


@bp.post("/vendor-items/<id:vendor_item_id>/active")
@requires(Permission.CATALOG_EDIT)
def vendor_item_active(vendor_item_id: int) -> Response:
    """Withdraw it, or bring it back."""
    return switch_one(the(db.session(), VendorItem, vendor_item_id, "vendor item"))


def _added(form: NewVendorItemForm) -> VendorItem:
    values = values_of(form, "vendor", *FIELDS)
    vendor = values.pop("vendor")
    sku = form.sku.data
    return goods.add_vendor_item(db.session(), vendor, sku, values, by=viewer(), once=form.once)


def _form(row: VendorItem, **kwargs: Any) -> VendorItemForm:
    data = data_of(row, *FIELDS)
    data["upc"] = readable_upc(row.upc) if row.upc else ""
    form = VendorItemForm(data=data, **kwargs)
    fitted(form, viewer())
    offered(form, row)
    return form
