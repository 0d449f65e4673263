"""The customer of a new order: found, typed, overridden for this order, changed (C13, C14)."""

from __future__ import annotations

from flask import Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.entry import bp
from app.blueprints.entry.desk import Desk
from app.blueprints.entry.forms import ChooseCustomerForm, ContactForm
from app.blueprints.entry.holding import done, held, keep, looked_at, shown
from app.domain.customers import queries
from app.domain.orders import drafts
from app.domain.orders.content import DraftContent
from app.domain.pricing.changes import repriced
from app.extensions import db
from app.models import Customer
from app.vocabulary.errors import Invalid, NotFound
from app.vocabulary.figures import Figure
from app.vocabulary.permissions import Permission
from app.web.access import requires
from app.web.forms import one_line
from app.web.htmx import wants_partial
from app.web.picked import searched_for


@bp.get("/orders/new/<key:key>/find-customer")
@requires(Permission.ORDERS_TAKE)
def find_customer(key: str) -> Response:
    """Search as you type: member number, phone or name."""
    desk = looked_at(key)
    desk.customer_query = searched_for()
    desk.customers_found = queries.find(db.session(), desk.customer_query)
    return shown(desk, "entry/_customers_found.html")


@bp.post("/orders/new/<key:key>/choose-customer")
@requires(Permission.ORDERS_TAKE)
def choose_customer(key: str) -> BaseResponse:
    """Take a customer from the list, or the only one that what was typed can mean."""
    desk, form = held(key), ChooseCustomerForm()
    if not form.validate():
        desk.problems = {"customer": form.first_problem}
        return shown(desk, "entry/_customer.html", status=422)
    if form.customer.data is not None:
        chosen = queries.by_id(db.session(), form.customer.data)
        return _chosen(desk, chosen)
    found = queries.find(db.session(), form.q.data)
    if len(found) == 1:
        return _chosen(desk, found[0])
    desk.customer_query, desk.customers_found = form.q.data, found
    nobody = "Nobody is known by that. Look again, or type the name."
    desk.problems = {"customer": "Choose one of these." if found else nobody}
    return shown(desk, "entry/_customer.html", status=422)


@bp.get("/orders/new/<key:key>/write-contact")
@requires(Permission.ORDERS_TAKE)
def writing_contact(key: str) -> Response:
    """The contact as a form: of a non-member, or a member's for this order only."""
    desk = looked_at(key)
    typed = dict(desk.content.contact) or _name_in(one_line(request.args.get("q")))
    desk.contact_form = ContactForm(formdata=None, data={"contact_way": "call", **typed})
    return shown(desk, "entry/_customer.html")


@bp.post("/orders/new/<key:key>/write-contact")
@requires(Permission.ORDERS_TAKE)
def write_contact(key: str) -> BaseResponse:
    """Keep the contact; the member's record stays as it is (C14)."""
    desk, form = held(key), ContactForm()
    if form.validate():
        try:
            content = drafts.write_contact(desk.content, form.contact)
        except Invalid as error:
            form.refuse(error)
        else:
            return done(keep(desk, content), "entry/_chosen.html")
    desk.contact_form = form
    return shown(desk, "entry/_customer.html", status=422)


@bp.post("/orders/new/<key:key>/forget-customer")
@requires(Permission.ORDERS_TAKE)
def forget_customer(key: str) -> BaseResponse:
    """Start over with the customer; items stay."""
    desk = held(key)
    return priced_anew(desk, drafts.forget_customer(desk.content))


def _chosen(desk: Desk, customer: Customer) -> BaseResponse:
    if not customer.active:
        raise NotFound("That customer is not active any more.")
    return priced_anew(desk, drafts.choose_customer(desk.content, customer))


def priced_anew(desk: Desk, content: DraftContent) -> BaseResponse:
    """Keep another customer: the items are priced for them, and what that changed is told to those
    who may know prices (C8-C11)."""
    before = desk.lines if Figure.UNIT in desk.viewer.figures else []
    after = keep(desk, content)
    if before:
        after.changes = repriced(before, after.lines, desk.viewer.figures)
    if after.changes and not wants_partial():
        flash(after.changed, "info")
    return done(after, "entry/_chosen.html")


def _name_in(text: str) -> dict[str, str]:
    """What was searched for as a start for the form: a name, a phone number, or an e-mail."""
    digits = sum(c.isdigit() for c in text)
    if "@" in text:
        return {"email": text[:120]}
    if digits >= queries.SHORTEST_PHONE:
        return {"phone": text[:40]}
    first, _, last = text.rpartition(" ")
    return {"first_name": first[:60], "last_name": last[:80]}
