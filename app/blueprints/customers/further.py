"""Further addresses of a customer (M12-M15), further phones and e-mails (M5-M7)."""

from __future__ import annotations

from typing import Any

from flask import flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.customers import bp
from app.blueprints.customers.edit import EDITS
from app.blueprints.customers.forms import PlaceForm, ReachForm
from app.blueprints.customers.small import Small
from app.domain.customers import places, queries, reaching
from app.extensions import db
from app.models import CustomerAddress, ReachKind
from app.web.access import requires, viewer
from app.web.filters import country, phone
from app.web.forms import PressForm
from app.web.htmx import go


@bp.route("/customers/<id:customer_id>/addresses/new", methods=["GET", "POST"])
@requires(*EDITS)
def add_address(customer_id: int) -> BaseResponse:
    """Add a further address (M12)."""
    customer = queries.by_id(db.session(), customer_id)
    begun = {"purpose": places.usual_purpose(customer).value, "country": country()}
    form = PlaceForm(data=begun)
    small = Small("Add an address", customer, form, "customers/_place_fields.html")
    if request.method != "POST":
        return small.answer()

    def change() -> object:
        return places.add_place(db.session(), customer, form.place, by=viewer())

    return small.act(change, "The address is added.")


@bp.route("/customers/<id:customer_id>/addresses/<id:address_id>", methods=["GET", "POST"])
@requires(*EDITS)
def edit_address(customer_id: int, address_id: int) -> BaseResponse:
    """Change a further address."""
    customer = queries.by_id(db.session(), customer_id)
    row = places.of_customer(db.session(), customer, address_id)
    form = PlaceForm(data={**_kept(row), "contact_phone": phone(row.contact_phone)})
    small = Small("Edit the address", customer, form, "customers/_place_fields.html")
    small.remove = url_for(".remove_address", customer_id=customer_id, address_id=address_id)
    if request.method != "POST":
        return small.answer()

    def change() -> object:
        return places.change_place(db.session(), customer, row, form.place, by=viewer())

    return small.act(change, "The address is saved.")


@bp.post("/customers/<id:customer_id>/addresses/<id:address_id>/remove")
@requires(*EDITS)
def remove_address(customer_id: int, address_id: int) -> BaseResponse:
    """Remove a further address."""
    customer = queries.by_id(db.session(), customer_id)
    row = places.of_customer(db.session(), customer, address_id)
    PressForm().version.check(customer)
    places.remove_place(db.session(), customer, row, by=viewer())
    flash("The address is removed.", "done")
    return go(url_for(".show", customer_id=customer_id))


@bp.route("/customers/<id:customer_id>/reaches/new", methods=["GET", "POST"])
@requires(*EDITS)
def add_reach(customer_id: int) -> BaseResponse:
    """Add a further phone or e-mail, with consent or without (M5, M6)."""
    reaching.refuse_off(db.session(), viewer())
    customer = queries.by_id(db.session(), customer_id)
    form = ReachForm()
    small = Small("Add a phone or e-mail", customer, form, "customers/_reach_fields.html")
    if request.method != "POST":
        return small.answer()

    def change() -> object:
        return reaching.add_reach(
            db.session(),
            customer,
            kind=ReachKind(form.kind.data),
            value=form.value.data,
            label=form.label.data,
            consents=form.consents.data,
            by=viewer(),
        )

    return small.act(change, "It is added.")


@bp.route("/customers/<id:customer_id>/reaches/<id:reach_id>", methods=["GET", "POST"])
@requires(*EDITS)
def edit_reach(customer_id: int, reach_id: int) -> BaseResponse:
    """Change label or consent of a further phone or e-mail (M6)."""
    reaching.refuse_off(db.session(), viewer())
    customer = queries.by_id(db.session(), customer_id)
    row = reaching.of_customer(db.session(), customer, reach_id)
    form = ReachForm(data={"label": row.label, "consents": row.consents})
    del form.kind
    del form.value
    value = phone(row.value) if row.kind is ReachKind.PHONE else row.value
    small = Small(value, customer, form, "customers/_reach_fields.html")
    small.remove = url_for(".remove_reach", customer_id=customer_id, reach_id=reach_id)
    if request.method != "POST":
        return small.answer()

    def change() -> object:
        label, consents = form.label.data, form.consents.data
        return reaching.change_reach(
            db.session(), customer, row, label=label, consents=consents, by=viewer()
        )

    return small.act(change, "It is saved.")


@bp.post("/customers/<id:customer_id>/reaches/<id:reach_id>/remove")
@requires(*EDITS)
def remove_reach(customer_id: int, reach_id: int) -> BaseResponse:
    """Remove a further phone or e-mail, and the consent with it."""
    customer = queries.by_id(db.session(), customer_id)
    row = reaching.of_customer(db.session(), customer, reach_id)
    PressForm().version.check(customer)
    reaching.remove_reach(db.session(), customer, row, by=viewer())
    flash("It is removed.", "done")
    return go(url_for(".show", customer_id=customer_id))


def _kept(row: CustomerAddress) -> dict[str, Any]:
    return {name: getattr(row, name) for name in places.Place.__dataclass_fields__}
