"""Whose order it is: another customer for one that was placed, with their prices (C11, C13)."""

from __future__ import annotations

from flask import Response, flash, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.orders import bp
from app.blueprints.orders.asking import Sheet, load_for, missed, version_of
from app.blueprints.orders.clashing import only
from app.blueprints.orders.forms import LONGEST_QUERY, CustomerForm
from app.blueprints.orders.telling import told
from app.domain.customers import queries as customers
from app.domain.orders import policies, repricing
from app.extensions import db
from app.models import Customer
from app.vocabulary.errors import Invalid, Refused
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.htmx import go, wants_partial
from app.web.picked import searched_for


@bp.route("/orders/<id:number>/customer", methods=["GET", "POST"])
@requires(Permission.ORDERS_EDIT)
def change_customer(number: int) -> BaseResponse:
    """Find another customer and make it their order: contact, member type, prices."""
    if request.method != "POST" and wants_partial():
        url = url_for("orders.change_customer", number=number)
        text = searched_for(LONGEST_QUERY)
        found = customers.find(db.session(), text)
        body = render_template("orders/_customer_hits.html", text=text, found=found, url=url)
        return Response(body, mimetype="text/html")
    form = CustomerForm()
    minds = only("customer_changed", "contact_edited", "moved")
    sheet = Sheet(load_for(form, number), form, "Change the customer", "", minds=minds)
    return _change(sheet) if request.method == "POST" else _page(sheet)


def _page(sheet: Sheet, status: int = 200, *, refusal: str = "", since: object = ()) -> Response:
    form, order = sheet.form, sheet.order
    text = form.q.data or searched_for(LONGEST_QUERY)
    form.version.data = str(order.version)
    body = render_template(
        "orders/change_customer.html",
        sheet=sheet,
        form=form,
        text=text,
        found=customers.find(db.session(), text) if text else [],
        refusal=refusal or policies.may_close(order).reason,
        since=since,
    )
    return Response(body, status, mimetype="text/html")


def _change(sheet: Sheet) -> BaseResponse:
    form = sheet.form
    if not form.validate():
        return _page(sheet, 422)
    if not form.knows(sheet.order):
        if version_of(sheet) is None:
            return _page(sheet, 409, refusal="Look at the order as it is now, then press again.")
        if since := missed(sheet):
            return _page(sheet, 409, since=since)
    try:
        customer = _meant(form)
        changed = repricing.change_customer(db.session(), sheet.order, customer, by=viewer())
        db.session.flush()
    except Invalid as error:
        form.refuse(error)
        return _page(sheet, 422)
    except Refused as error:
        return _page(sheet, 409, refusal=error.message)
    flash(told(f"It is the order of {customer.full_name} now.", changed), "done")
    return go(url_for("orders.show", number=sheet.order.number))


def _meant(form: CustomerForm) -> Customer:
    """The customer that was tapped, or the only one that the words can mean."""
    if form.customer.data is not None:
        return customers.by_id(db.session(), form.customer.data)
    if not form.q.data:
        raise Invalid({"q": "Write a member number, a phone or a name."})
    found = customers.find(db.session(), form.q.data)
    if len(found) != 1:
        raise Invalid({"q": "Choose one of these." if found else "Nobody is known by that."})
    return found[0]
