"""Sales: the list, one of them, and the forms (C6, C10)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from app.blueprints.catalog import bp
from app.blueprints.catalog.asking import asked, further, number, show, tabs
from app.blueprints.catalog.forms import (
    NewSaleForm,
    PutOnForm,
    SaleForm,
    data_of,
    offered,
    values_of,
)
from app.blueprints.catalog.sale_page import found, sale_page
from app.blueprints.catalog.things import add_one, change_one, switch_one
from app.domain.catalog import listing
from app.domain.catalog import sales as trade
from app.extensions import db
from app.models import Sale, Store
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.filters import store_day
from app.web.htmx import wants_partial

FIELDS = ("name", "sale_type", "store_id", "starts_on", "ends_on")
STATES = {"": "Running and coming", "past": "Past", "off": "Switched off"}
USUAL_DAYS = 13


@bp.get("/sales")
@requires(Permission.CATALOG_SEE)
def sales() -> Response:
    """Newest first: running and coming ones, unless others are asked for."""
    text, state = asked(), request.args.get("state", "")
    state = state if state in STATES else ""
    before = number("before") or listing.NEWEST
    query = listing.sales(text, state, on=store_day(), before=before)
    page = listing.page_of(list(db.session.scalars(query)), "id")
    shops = db.session.query(Store.id, Store.name).all()
    return show(
        "sales",
        partial="_sales",
        rows=page.rows,
        text=text,
        state=state,
        states=STATES,
        stores=dict(map(tuple, shops)),
        today=store_day(),
        older=further("catalog.sales", before=page.after) if page.after else None,
        tabs=tabs("catalog.sales"),
    )


@bp.get("/sales/<id:sale_id>")
@requires(Permission.CATALOG_SEE)
def sale(sale_id: int) -> Response:
    """One sale: when and where, its items, what overlaps, what it does to a line, its past. For
    htmx, what a search for an item finds."""
    row = trade.sale_of(db.session(), sale_id)
    if wants_partial() and not number("before"):
        return found(asked())
    return sale_page(row, PutOnForm(formdata=None))


@bp.route("/sales/new", methods=["GET", "POST"])
@requires(Permission.CATALOG_EDIT, Permission.PRICES_EDIT)
def new_sale() -> Response:
    """Add one."""
    first = store_day()
    usual = {"starts_on": first, "ends_on": first + timedelta(days=USUAL_DAYS)}
    form = NewSaleForm(data=usual)
    offered(form)
    return add_one(
        form,
        Sale,
        lambda: _added(form),
        lambda row: f"{row.name} is there. Now put items on it.",
    )


@bp.route("/sales/<id:sale_id>/edit", methods=["GET", "POST"])
@requires(Permission.CATALOG_EDIT, Permission.PRICES_EDIT)
def edit_sale(sale_id: int) -> Response:
    """Change one."""
    session = db.session()
    row = trade.sale_of(session, sale_id)
    return change_one(
        row,
        _form,
        lambda form: trade.change_sale(session, row, _values(form), by=viewer()),
    )


@bp.post("/sales/<id:sale_id>/active")
@requires(Permission.CATALOG_EDIT, Permission.PRICES_EDIT)
def sale_active(sale_id: int) -> Response:
    """Switch it off, or on again."""
    return switch_one(trade.sale_of(db.session(), sale_id))


def _added(form: NewSaleForm) -> Sale:
    return trade.add_sale(db.session(), _values(form), by=viewer(), once=form.once)


def _values(form: SaleForm) -> dict[str, Any]:
    values = values_of(form, "name", "sale_type", "starts_on", "ends_on")
    return {**values, "store_id": form.store.data}


def _form(row: Sale, **kwargs: Any) -> SaleForm:
    data = data_of(row, "name", "sale_type", "starts_on", "ends_on")
    form = SaleForm(data={**data, "store": row.store_id}, **kwargs)
    offered(form)
    return form
