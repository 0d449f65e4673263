"""Products: the list, one of them, and the forms (C16)."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Response

from app.blueprints.catalog import bp
from app.blueprints.catalog.asking import asked, further, number, show, tabs, wanted
from app.blueprints.catalog.drafting import add_to_draft, draft_of
from app.blueprints.catalog.forms import (
    NewProductForm,
    ProductForm,
    data_of,
    fitted,
    offered,
    values_of,
)
from app.blueprints.catalog.things import add_one, address, change_one, show_one, switch_one
from app.domain.catalog import goods, listing, seeing
from app.domain.catalog.editing import the
from app.domain.pricing.offers import offers_for
from app.extensions import db
from app.models import Product
from app.vocabulary.figures import Figure
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.filters import store_day
from app.web.htmx import wants_partial

FIELDS = (
    "description", "brand", "size", "department", "vendor", "case_size", "by_weight",
    "discountable", "like_code", "retail", "cost",
)  # fmt: skip


@bp.get("")
@requires(Permission.CATALOG_SEE)
def products() -> Response:
    """The list, narrowed by what the address says."""
    by, want = viewer(), wanted()
    before = number("before") or listing.NEWEST
    session = db.session()
    query = listing.products(session, want, before=before, on=store_day(), store_id=by.store_id)
    page = listing.page_of(list(session.scalars(query)), "id")
    rooms, sellers = ([], []) if wants_partial() else seeing.choices(session)
    return show(
        "products",
        partial="_products",
        rows=[_row(product) for product in page.rows],
        on_sale=_on_sale(page.rows),
        wanted=want,
        older=further("catalog.products", before=page.after) if page.after else None,
        tabs=tabs("catalog.products"),
        departments=rooms,
        vendors=sellers,
    )


@bp.get("/products/<id:product_id>")
@requires(Permission.CATALOG_SEE)
def product(product_id: int) -> Response:
    """One product: what it is, what it costs for those who may know, who sells it, who waits for
    it, what happened to it."""
    by, session = viewer(), db.session()
    row = the(session, Product, product_id, "product")
    context: dict[str, Any] = {}
    if not wants_partial():
        sees_orders = bool(by.can(Permission.ORDERS_SEE))
        context = {
            "figures": seeing.figures_of(row, by.figures),
            "sellers": seeing.sellers_of(session, row.upc),
            "on_sale": seeing.sales_of(session, row, by, since=store_day()),
            "waiting": seeing.waiting_for(session, row) if sees_orders else [],
            "most": seeing.MOST,
            "today": store_day(),
        }
    return show_one(row, **context)


@bp.route("/products/new", methods=["GET", "POST"])
@requires(Permission.CATALOG_EDIT)
def new_product() -> Response:
    """Add one; begun with what was searched for, or for an order that is being taken."""
    begun = {"description": asked(), "discountable": True, "draft": draft_of()}
    form = NewProductForm(data=begun)
    fitted(form, viewer())
    offered(form)
    return add_one(
        form,
        Product,
        lambda: _added(form),
        lambda row: f"{row.description} is in the catalogue.",
        lambda row: add_to_draft(form.draft.data, row) or address(row),
    )


@bp.route("/products/<id:product_id>/edit", methods=["GET", "POST"])
@requires(Permission.CATALOG_EDIT)
def edit_product(product_id: int) -> Response:
    """Change one."""
    session = db.session()
    row = the(session, Product, product_id, "product")
    return change_one(
        row,
        _form,
        lambda form: goods.change_product(session, row, values_of(form, *FIELDS), by=viewer()),
    )


@bp.post("/products/<id:product_id>/active")
@requires(Permission.CATALOG_EDIT)
def product_active(product_id: int) -> Response:
    """Withdraw it, or bring it back."""
    return switch_one(the(db.session(), Product, product_id, "product"))


def _added(form: NewProductForm) -> Product:
    values = values_of(form, *FIELDS)
    return goods.add_product(db.session(), form.upc.data, values, by=viewer(), once=form.once)


def _form(row: Product, **kwargs: Any) -> ProductForm:
    form = ProductForm(data=data_of(row, *FIELDS), **kwargs)
    fitted(form, viewer())
    offered(form, row)
    return form


def _row(row: Product) -> tuple[Product, dict[str, Any]]:
    return row, seeing.figures_of(row, viewer().figures)


def _on_sale(rows: list[Product]) -> dict[int, Any]:
    """The lowest running sale price of each product that is on sale for everybody; the amount is
    None for those who may not know it."""
    offers = offers_for(db.session(), rows, on=store_day(), store_id=viewer().store_id)
    knows = Figure.SALE in viewer().figures
    return {
        product_id: found[0].price if knows else None
        for product_id, all_of_it in offers.items()
        if (found := [offer for offer in all_of_it if not offer.member_only])
    }
