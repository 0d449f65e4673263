"""A new item straight from an order (P7): its line becomes an item of the catalogue."""

from __future__ import annotations

from flask import url_for
from werkzeug.wrappers import Response

from app.blueprints.catalog import bp
from app.blueprints.catalog.asking import show
from app.blueprints.catalog.forms import CarryForm, fitted, offered, values_of
from app.blueprints.catalog.products import FIELDS
from app.blueprints.settings.saving import done, saved
from app.domain.orders import carrying, queries
from app.extensions import db
from app.models import Order, OrderLine
from app.vocabulary.barcodes import readable_upc
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.forms import PressForm
from app.web.htmx import go


@bp.get("/from-order/<id:number>/<id:line_number>")
@requires(Permission.CATALOG_EDIT, Permission.ORDERS_EDIT)
def carrying_item(number: int, line_number: int) -> Response:
    """The form, begun with what the line knows."""
    order = queries.by_number(db.session(), number)
    line = queries.line_of(order, line_number)
    carrying.may_carry(line, viewer()).enforce()
    return _page(order, line, _form(order, line))


@bp.post("/from-order/<id:number>/<id:line_number>")
@requires(Permission.CATALOG_EDIT, Permission.ORDERS_EDIT)
def carry(number: int, line_number: int) -> Response:
    """Add the item and link the line, which is priced anew unless its price was set by hand."""
    order, line, url = _held(number, line_number)
    if line.product_id is not None:
        return go(url)
    form = _form(order, line)

    def act() -> None:
        values = values_of(form, *FIELDS)
        item = carrying.NewItem(form.upc.data, form.sku.data, values)
        carrying.carry(db.session(), line, item, by=viewer(), once=form.once)

    status = saved(form, act, row=order)
    if status:
        form.version.data = str(order.version)
        return _page(order, line, form, status)
    return done(f"{line.description} is in the catalogue, and the line is linked to it.", url)


@bp.post("/from-order/<id:number>/<id:line_number>/link")
@requires(Permission.CATALOG_EDIT, Permission.ORDERS_EDIT)
def link(number: int, line_number: int) -> Response:
    """Link the line to the item of its code, which the store carries by now."""
    order, line, url = _held(number, line_number)
    if line.product_id is not None:
        return go(url)
    PressForm().version.check(order)
    product = carrying.carried_by_now(db.session(), line)
    if product is None:
        return go(url_for(".carrying_item", number=number, line_number=line_number))
    carrying.link(db.session(), line, product, by=viewer())
    return done(f"The line is {product.description} now.", url)


def _held(number: int, line_number: int) -> tuple[Order, OrderLine, str]:
    order = queries.by_number(db.session(), number, lock=True)
    line = queries.line_of(order, line_number)
    return order, line, url_for("orders.show", number=number)


def _form(order: Order, line: OrderLine) -> CarryForm:
    known = carrying.known_of(line)
    known["upc"] = readable_upc(known["upc"]) if known["upc"] else ""
    form = CarryForm(data={**known, "discountable": True, "version": order.version})
    fitted(form, viewer())
    offered(form, line)
    return form


def _page(order: Order, line: OrderLine, form: CarryForm, status: int = 200) -> Response:
    known = carrying.carried_by_now(db.session(), line)
    return show("carry", status=status, order=order, line=line, form=form, known=known)
